//! From a user name and a password to an account.
//!
//! The row is read at most every ten seconds. A password that was right is remembered in memory, as a keyed
//! digest that holds for the stored hash alone, so that a slow hash is computed once in an hour and
//! isolate. What is slow to check is throttled before it is checked.

mod memory;

use identity::{
    AccountId, Login,
    password::{Checked, Password, PasswordHash},
};
use request_limits::Network;
use runtime::log;
use store_d1::{Store, logins::StoredLogin};

use crate::{
    CountFault, ExactLimit, Limit, LimitExceeded, RequestContext, limits,
    short_cache::{Remembered, ShortCache},
};

thread_local! {
    static ROWS: std::cell::RefCell<ShortCache<StoredLogin>> = std::cell::RefCell::default();
}

/// Why there is no account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LoginFault {
    /// No such name, another password, or a disabled account.
    Wrong,
    /// Too many were wrong.
    Throttled(LimitExceeded),
    /// It cannot be checked now.
    Unavailable,
}

/// Checks a name and a password that came from the network. A right pair costs at most one D1 read in ten
/// seconds once it is known; a wrong one costs one, and two writes where its hash is slow.
pub async fn check(
    context: &RequestContext,
    login: &str,
    password: &Password,
    network: &Network,
) -> Result<StoredLogin, LoginFault> {
    let login = Login::parse(login).ok_or(LoginFault::Wrong)?;
    let pepper = &context.settings.identity.pepper;
    if !memory::may_be_right(&login, password, pepper, context.now_ms) {
        let counted = limits::count(context, Limit::Login, network.expose()).await;
        counted.map_err(LoginFault::Throttled)?;
    }
    let stored = look_up(context, &login).await?;
    let stored = stored.filter(|it| !it.account_disabled).ok_or(LoginFault::Wrong)?;
    if memory::is_right(&stored, password, pepper, context.now_ms) {
        return Ok(stored);
    }
    check_hash(context, &stored, password, network).await?;
    memory::remember(&stored, password, pepper, context.now_ms);
    Ok(stored)
}

/// Forgets the name's row. Called where a password is changed.
pub fn forget(login: &Login) {
    ROWS.with_borrow_mut(|rows| rows.forget(login.as_str()));
}

async fn look_up(
    context: &RequestContext,
    login: &Login,
) -> Result<Option<StoredLogin>, LoginFault> {
    match ROWS.with_borrow(|rows| rows.find(login.as_str(), context.now_ms)) {
        Remembered::Found(stored) => return Ok(Some(stored)),
        Remembered::NotFound => return Ok(None),
        Remembered::Nothing => {}
    }
    let unavailable = |error: store_d1::StoreError| {
        log::error("a login could not be looked up", &[("error", &error.to_string())]);
        LoginFault::Unavailable
    };
    let store = Store::open(&context.env).map_err(unavailable)?;
    let stored = store.find_login(login).await.map_err(unavailable)?;
    ROWS.with_borrow_mut(|rows| rows.remember(login.as_str(), stored.clone(), context.now_ms));
    Ok(stored)
}

/// Compares with the hash. A slow one is counted first, and the count taken back if the password was right:
/// however many come at once, no more than the limit are computed for nothing.
async fn check_hash(
    context: &RequestContext,
    stored: &StoredLogin,
    password: &Password,
    network: &Network,
) -> Result<(), LoginFault> {
    let pepper = &context.settings.identity.pepper;
    let slow = stored.password.is_slow();
    let account = Some(&stored.account_id);
    if slow {
        let counted = limits::count_exactly(context, ExactLimit::Login, account, network).await;
        // Of many that come at once, the first to be right speaks for the others.
        if memory::is_right(stored, password, pepper, context.now_ms) {
            if counted.is_ok() {
                limits::uncount(context, ExactLimit::Login, account, network).await;
            }
            return Ok(());
        }
        counted.map_err(|fault| match fault {
            CountFault::Exceeded(exceeded) => LoginFault::Throttled(exceeded),
            CountFault::Store(error) => {
                log::error("a login could not be counted", &[("error", &error.to_string())]);
                LoginFault::Unavailable
            }
        })?;
    }
    match stored.password.check(password, pepper) {
        Checked::Wrong => return Err(LoginFault::Wrong),
        Checked::Right => {}
        Checked::RightButStale(new) => rehash_later(context, stored, new),
    }
    if slow {
        limits::uncount(context, ExactLimit::Login, account, network).await;
    }
    Ok(())
}

/// The pepper was replaced: stores the hash under the new one.
fn rehash_later(context: &RequestContext, stored: &StoredLogin, new: PasswordHash) {
    forget(&stored.login);
    context.background.spawn(rehash(
        context.env.clone(),
        stored.account_id.clone(),
        stored.password.clone(),
        new,
    ));
}

async fn rehash(env: worker::Env, account_id: AccountId, old: PasswordHash, new: PasswordHash) {
    let stored = match Store::open(&env) {
        Ok(store) => store.rehash_password(&account_id, &old, &new).await,
        Err(error) => Err(error),
    };
    if let Err(error) = stored {
        log::warn("a password was not stored anew", &[("error", &error.to_string())]);
    }
}
