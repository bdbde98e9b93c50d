//! Setting and removing an account's login, by its administrators.

use identity::{
    Login,
    password::{Password, PasswordHash},
};
use ids::AccountId;
use runtime::{OsRng, ServiceContext};
use store_d1::{Store, StoreError};

use crate::forget;

/// Number of generated names that are tried. A name has 30 random bits, so more than one is taken only in a deployment
/// with very many accounts.
const MAX_NAMES: u32 = 5;

/// Password that an account is to have.
#[derive(Debug, Clone)]
pub enum NewPassword {
    /// One that the server generates, which needs no slow hash.
    Generated,
    /// One that a person chose. Its length was checked before.
    Chosen(Password),
}

/// A login as it was set.
#[derive(Debug, Clone)]
pub struct SetLogin {
    pub login: Login,
    /// The generated password, to be shown once; `None` for a chosen one.
    pub generated: Option<Password>,
}

/// Reason why a login was not set.
#[derive(Debug)]
pub enum SetLoginFault {
    /// Another account has the name.
    Taken,
    /// The parameters of the hash do not fit this build, which is a defect.
    NotHashed,
    Store(StoreError),
}

/// Sets an account's user name and password, and voids all tokens issued so far. Without a name, the account keeps the
/// one it has, or gets a generated one. The caller evicts cached tokens.
///
/// # Errors
/// The name is taken, or the database does not answer.
pub async fn set(
    context: &ServiceContext,
    account_id: &AccountId,
    name: Option<Login>,
    password: NewPassword,
) -> Result<SetLogin, SetLoginFault> {
    let store = Store::open(&context.env).map_err(SetLoginFault::Store)?;
    let known = store.login_of(account_id).await.map_err(SetLoginFault::Store)?;
    let known = known.map(|record| record.login);
    let (hash, generated) = hashed(context, password).ok_or(SetLoginFault::NotHashed)?;
    let wanted = name.or_else(|| known.clone());
    let mut tries = 0;
    let login = loop {
        let login = wanted.clone().unwrap_or_else(|| Login::generate(&mut OsRng));
        match store.set_login(account_id, &login, &hash, context.now_ms).await {
            Ok(()) => break login,
            Err(StoreError::Conflict(_)) if wanted.is_none() && tries < MAX_NAMES => tries += 1,
            Err(StoreError::Conflict(_)) => return Err(SetLoginFault::Taken),
            Err(error) => return Err(SetLoginFault::Store(error)),
        }
    };
    // The earlier name is no login any more.
    known.iter().chain([&login]).for_each(forget);
    Ok(SetLogin { login, generated })
}

/// Removes an account's login of this name; its tokens are void. Returns `false` if the account has no such login. The
/// caller evicts cached tokens.
///
/// # Errors
/// The database does not answer.
pub async fn remove(
    context: &ServiceContext,
    account_id: &AccountId,
    login: &Login,
) -> Result<bool, StoreError> {
    let removed = Store::open(&context.env)?.remove_login(account_id, login).await?;
    forget(login);
    Ok(removed)
}

fn hashed(
    context: &ServiceContext,
    password: NewPassword,
) -> Option<(PasswordHash, Option<Password>)> {
    match password {
        NewPassword::Generated => {
            let password = Password::generate(&mut OsRng);
            let pepper = &context.settings.identity.pepper;
            Some((PasswordHash::of_generated(&password, pepper), Some(password)))
        }
        NewPassword::Chosen(password) => {
            Some((PasswordHash::of_chosen(&password, &mut OsRng)?, None))
        }
    }
}
