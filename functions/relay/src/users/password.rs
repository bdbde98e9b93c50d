//! Checking a relay user's password: five failures block for 15 minutes, the third block lasts a day (contract 2.1).
//!
//! A guess is counted before anything is hashed. Somebody who does not exist, or has not proven to have the number, is
//! counted and hashed for alike, so neither the answer nor the time tells who there is.

use edge_kit::RequestContext;
use identity::{
    AccountId,
    password::{Checked, Password, PasswordHash},
};
use relay_users::{ImportedHash, retry_after_secs};
use request_limits::Network;
use store_d1::{
    Store,
    relay::users::{
        RelayUser,
        guesses::{GuessLimits, Guessing},
    },
};
use telephony::PhoneNumber;

use crate::error::RelayResult;

/// Separates what guesses are counted under from everything else that is keyed with the same secret.
const SUBJECT: &str = "relay-password";
const LIMITS: GuessLimits = GuessLimits {
    failures: relay_users::FAILURES,
    block_ms: relay_users::BLOCK_MS,
    long_block: relay_users::LONG_BLOCK,
    long_block_ms: relay_users::LONG_BLOCK_MS,
    forget_after_ms: relay_users::FORGET_AFTER_MS,
};

/// What became of checking a password.
#[derive(Clone, Debug)]
pub(crate) enum Verdict {
    Right(Box<RelayUser>),
    /// It is another, or there is no such user.
    Wrong,
    /// Nothing was looked at: too many guesses were wrong.
    Blocked {
        retry_after_secs: u32,
    },
}

/// Checks the password of a user of that id, which may be any text. Two or three D1 statements and one hash.
pub(crate) async fn check(
    context: &RequestContext,
    account_id: &AccountId,
    user_id: &str,
    password: &Password,
) -> RelayResult<Verdict> {
    let store = Store::open(&context.env)?;
    let user = store.find_relay_user(account_id, user_id).await?;
    decide(context, &store, account_id, (user_id, user), password).await
}

/// Checks the password of whoever has the number.
pub(crate) async fn check_by_phone(
    context: &RequestContext,
    account_id: &AccountId,
    phone_number: &PhoneNumber,
    password: &Password,
) -> RelayResult<Verdict> {
    let store = Store::open(&context.env)?;
    let user = store.find_relay_user_by_phone(account_id, phone_number).await?;
    let user = user.filter(RelayUser::is_active);
    // The same guesses count whichever way they are made.
    let name = user.as_ref().map_or(phone_number.as_str(), |user| &user.user_id).to_owned();
    decide(context, &store, account_id, (&name, user), password).await
}

/// Forgets wrong guesses: whose password it is has proven otherwise who they are.
pub(crate) async fn forgive(
    context: &RequestContext,
    store: &Store,
    account_id: &AccountId,
    user_id: &str,
) -> RelayResult<()> {
    Ok(store.clear_password_guesses(account_id, &subject(context, user_id)).await?)
}

/// What guesses at the password of a user of that id are counted under.
fn subject(context: &RequestContext, name: &str) -> String {
    context.settings.network_key.subject(SUBJECT, &Network::of(name))
}

async fn decide(
    context: &RequestContext,
    store: &Store,
    account_id: &AccountId,
    (name, user): (&str, Option<RelayUser>),
    password: &Password,
) -> RelayResult<Verdict> {
    let (subject, now_ms) = (subject(context, name), context.now_ms);
    let guessing = store.reserve_password_guess(account_id, &subject, LIMITS, now_ms).await?;
    if let Guessing::Blocked { until_ms } = guessing {
        return Ok(Verdict::Blocked { retry_after_secs: retry_after_secs(until_ms, now_ms) });
    }
    let user = user.filter(RelayUser::is_active);
    let Some(user) = user else {
        PasswordHash::decoy().check(password, &context.settings.identity.pepper);
        return Ok(Verdict::Wrong);
    };
    let user = compare(context, store, account_id, user, password).await?;
    let Some(user) = user else { return Ok(Verdict::Wrong) };
    store.clear_password_guesses(account_id, &subject).await?;
    Ok(Verdict::Right(Box::new(user)))
}

/// The user, if it is their password. One slow hash, whatever is kept of it and whether it is right.
async fn compare(
    context: &RequestContext,
    store: &Store,
    account_id: &AccountId,
    mut user: RelayUser,
    password: &Password,
) -> RelayResult<Option<RelayUser>> {
    let pepper = &context.settings.identity.pepper;
    let Some(imported) = ImportedHash::parse(user.password_hash.as_str()) else {
        let checked = user.password_hash.check(password, pepper);
        return Ok((checked != Checked::Wrong).then_some(user));
    };
    let salt = context.settings.relay.users.import_salt.as_ref();
    if !salt.is_some_and(|salt| imported.is_of(password.expose(), salt.expose())) {
        PasswordHash::decoy().check(password, pepper);
        return Ok(None);
    }
    let new = super::sign_up::hash(password)?;
    let hashes = (&user.password_hash, &new);
    store.rehash_relay_password(account_id, &user.user_id, hashes).await?;
    user.password_hash = new;
    Ok(Some(user))
}
