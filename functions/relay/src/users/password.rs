//! Checks of relay users' passwords: five failures block a network for 15 minutes, and the third block lasts a day
//! (contract 2.1). Over all networks, a password may be guessed a hundred times in a row.
//!
//! A guess is counted before anything is hashed. Unknown users, and users who have not verified their number, cost the
//! same counts and hashes, so neither the answer nor its time reveals which users exist.

use std::future::Future;

use edge_kit::{RequestContext, client_network};
use http::HeaderMap;
use identity::password::{Password, PasswordHash, PasswordMatch};
use ids::AccountId;
use password_guesses::GuessOrigin;
use relay_users::{ImportedHash, RelayUserId, retry_after_secs};
use runtime::{
    OsRng,
    log::{self, events::RelayUserEvent},
};
use store_d1::{
    Store, StoreError,
    relay::users::{
        RelayUser,
        guesses::{GuessLimits, RelayGuessOutcome},
    },
};
use telephony::PhoneNumber;
use throttling::CountFault;

use crate::error::{RelayError, RelayResult};

/// Separates the subjects of these counts from other uses of the same secret.
const SUBJECT: &str = "relay-password";
const LIMITS: GuessLimits = GuessLimits {
    failures: relay_users::FAILURES,
    block_ms: relay_users::BLOCK_MS,
    long_block: relay_users::LONG_BLOCK,
    long_block_ms: relay_users::LONG_BLOCK_MS,
    forget_after_ms: relay_users::FORGET_AFTER_MS,
};

/// Result of checking a password.
#[derive(Clone, Debug)]
pub(crate) enum PasswordCheck {
    Right(Box<RelayUser>),
    /// Another password, or an unknown user.
    Wrong,
    /// Not checked: there were too many wrong guesses.
    Blocked {
        retry_after_secs: u32,
    },
}

/// Checks the password of the user with that id, which may be any text. Costs at least four D1 statements and one hash,
/// five statements if the password is right, and one or two more if a network's guesses are limited. A failure is
/// answered a fixed time after it began.
pub(crate) async fn check(
    context: &RequestContext,
    account_id: &AccountId,
    user_id: &RelayUserId,
    origin: &GuessOrigin,
    password: &Password,
) -> RelayResult<PasswordCheck> {
    into_check(password_guesses::delay_failure(async {
        let store = Store::open(&context.env)?;
        let user = store.find_relay_user(account_id, user_id).await?;
        let guess = NamedGuess { name: user_id.as_str(), user, origin, password };
        check_guess(context, &store, account_id, guess).await
    }))
    .await
}

/// Checks the password of the user with that number.
pub(crate) async fn check_by_phone(
    context: &RequestContext,
    account_id: &AccountId,
    phone_number: &PhoneNumber,
    origin: &GuessOrigin,
    password: &Password,
) -> RelayResult<PasswordCheck> {
    into_check(password_guesses::delay_failure(async {
        let store = Store::open(&context.env)?;
        let user = store.find_relay_user_by_phone(account_id, phone_number).await?;
        let user = user.filter(RelayUser::is_active);
        // Guesses by number and by id share one count.
        let name =
            user.as_ref().map_or(phone_number.as_str(), |user| user.user_id.as_str()).to_owned();
        check_guess(context, &store, account_id, NamedGuess { name: &name, user, origin, password })
            .await
    }))
    .await
}

/// A guess at the password of a named user, who may not exist.
struct NamedGuess<'a> {
    name: &'a str,
    user: Option<RelayUser>,
    origin: &'a GuessOrigin,
    password: &'a Password,
}

/// Reason why a guess did not succeed.
enum GuessFault {
    Wrong,
    Blocked { retry_after_secs: u32 },
    Fault(RelayError),
}

impl From<RelayError> for GuessFault {
    fn from(error: RelayError) -> Self {
        Self::Fault(error)
    }
}

impl From<StoreError> for GuessFault {
    fn from(error: StoreError) -> Self {
        Self::Fault(error.into())
    }
}

impl From<CountFault> for GuessFault {
    fn from(fault: CountFault) -> Self {
        match fault {
            CountFault::Exceeded(exceeded) => {
                Self::Blocked { retry_after_secs: exceeded.retry_after_secs }
            }
            CountFault::Store(error) => error.into(),
        }
    }
}

/// Records that the user has a new password, or a first one, and that the request with these headers came from the
/// account's owner.
pub(crate) async fn record_new_password(
    context: &RequestContext,
    account_id: &AccountId,
    user_id: &RelayUserId,
    headers: &HeaderMap,
) {
    let network = client_network(headers);
    password_guesses::record_new_password(context, account_id.as_str(), user_id.as_str(), network)
        .await;
}

/// Returns the password's hash for storage.
pub(crate) fn hash(password: &Password) -> RelayResult<PasswordHash> {
    PasswordHash::of_chosen(password, &mut OsRng).ok_or_else(|| {
        log::write(&RelayUserEvent::PasswordNotHashed);
        RelayError::unavailable()
    })
}

async fn into_check(
    decided: impl Future<Output = Result<RelayUser, GuessFault>>,
) -> RelayResult<PasswordCheck> {
    match decided.await {
        Ok(user) => Ok(PasswordCheck::Right(Box::new(user))),
        Err(GuessFault::Wrong) => Ok(PasswordCheck::Wrong),
        Err(GuessFault::Blocked { retry_after_secs }) => {
            Ok(PasswordCheck::Blocked { retry_after_secs })
        }
        Err(GuessFault::Fault(error)) => Err(error),
    }
}

async fn check_guess(
    context: &RequestContext,
    store: &Store,
    account_id: &AccountId,
    guess: NamedGuess<'_>,
) -> Result<RelayUser, GuessFault> {
    let NamedGuess { name, user, origin, password } = guess;
    let user = user.filter(RelayUser::is_active);
    let hash = user.as_ref().map_or("", |user| user.password_hash.as_str());
    let by = password_guesses::identify_guessing_caller(context, account_id.as_str(), name, origin);
    // A block covers one network and one password hash: a caller cannot have another network's guesses refused, and a
    // new password starts without a block.
    let key = &context.settings.network_key;
    let subject = key.subject_of(SUBJECT, &format!("{name}\n{hash}\n{}", origin.network.expose()));
    password_guesses::admit(context, &origin.network).await?;
    let now_ms = context.now_ms;
    let guessing = store.reserve_password_guess(account_id, &subject, LIMITS, now_ms).await?;
    if let RelayGuessOutcome::Blocked { until_ms } = guessing {
        return Err(GuessFault::Blocked { retry_after_secs: retry_after_secs(until_ms, now_ms) });
    }
    password_guesses::reserve(context, &by).await?;
    let Some(user) = user else {
        PasswordHash::decoy().check(password, &context.settings.identity.pepper);
        return Err(GuessFault::Wrong);
    };
    let user =
        compare(context, store, account_id, user, password).await?.ok_or(GuessFault::Wrong)?;
    // `subject` names the hash under which the guess was counted, even if the password was hashed anew since.
    store.clear_password_guesses(account_id, &subject).await?;
    password_guesses::record_success(context, &by).await?;
    Ok(user)
}

/// Returns the user if the password is right. Always computes one slow hash, whatever hash is stored and whether it
/// matches.
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
        return Ok((checked != PasswordMatch::Wrong).then_some(user));
    };
    let salt = context.settings.relay.users.import_salt.as_ref();
    if !salt.is_some_and(|salt| imported.is_of(password.expose(), salt.expose())) {
        PasswordHash::decoy().check(password, pepper);
        return Ok(None);
    }
    let new = hash(password)?;
    let hashes = (&user.password_hash, &new);
    store.rehash_relay_password(account_id, &user.user_id, hashes).await?;
    user.password_hash = new;
    Ok(Some(user))
}
