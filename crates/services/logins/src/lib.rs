//! Authentication by user name and password.
//!
//! The row is read at most every ten seconds. A right password is cached in memory as a keyed digest that is valid only
//! for the stored hash, so that a slow hash is computed once per hour and isolate. A slow check is counted before it is
//! made, and an unknown name is counted like a known one.

mod management;
mod password_cache;

pub use management::{NewPassword, SetLogin, SetLoginFault, remove, set};

use identity::{
    Login,
    password::{Password, PasswordHash, PasswordMatch},
};
use ids::AccountId;
use password_guesses::GuessOrigin;
use request_limits::Network;
use runtime::{
    ServiceContext,
    log::{self, events::IdentityEvent},
    short_cache::{CacheLookup, ShortCache},
};
use store_d1::{Store, logins::LoginRecord, password_failures::GuessingCaller};
use throttling::{CountFault, ExactLimit, Limit, LimitExceeded};

/// Characters of a name's digest that are combined with a network: enough that names rarely share a count.
const NAME_CHARS: usize = 16;

thread_local! {
    static ROWS: std::cell::RefCell<ShortCache<LoginRecord>> = std::cell::RefCell::default();
}

/// Reason why a login failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LoginFault {
    /// Unknown name, wrong password, or disabled account.
    Wrong,
    /// Too many wrong passwords.
    Throttled(LimitExceeded),
    /// It cannot be checked now.
    Unavailable,
}

/// Checks a name and a password. A cached right pair costs at most one D1 read in ten seconds, and the first check of a
/// slow one six more writes; a wrong pair costs a read and four writes. Every failure gets the same answer after the
/// same time and work, whether or not the name exists.
pub async fn check(
    context: &ServiceContext,
    login: &str,
    password: &Password,
    origin: &GuessOrigin,
) -> Result<LoginRecord, LoginFault> {
    let stored = authenticate(context, login, password, origin).await?;
    log::set_account(stored.account_id.as_str());
    Ok(stored)
}

async fn authenticate(
    context: &ServiceContext,
    login: &str,
    password: &Password,
    origin: &GuessOrigin,
) -> Result<LoginRecord, LoginFault> {
    let known = Login::parse(login);
    let pepper = &context.settings.identity.pepper;
    // Only a pair that was right before is looked up here. Every other one is looked up within `delay_failure`, which
    // hides how long that takes.
    if let Some(known) = &known
        && password_cache::may_be_right(known, password, pepper, context.now_ms)
        && let Some(stored) = look_up(context, known).await?
        && !stored.account_disabled
        && password_cache::is_right(&stored, password, pepper, context.now_ms)
    {
        return Ok(stored);
    }
    let name = known.as_ref().map_or(login, Login::as_str);
    password_guesses::delay_failure(check_uncached(
        context,
        (name, known.as_ref()),
        password,
        origin,
    ))
    .await
}

/// Checks a password that is not cached as right.
async fn check_uncached(
    context: &ServiceContext,
    (name, login): (&str, Option<&Login>),
    password: &Password,
    origin: &GuessOrigin,
) -> Result<LoginRecord, LoginFault> {
    let counted = throttling::count(context, Limit::Login, origin.network.expose()).await;
    counted.map_err(LoginFault::Throttled)?;
    let stored = match login {
        Some(login) => look_up(context, login).await?.filter(|it| !it.account_disabled),
        None => None,
    };
    // A password that the server generated cannot be guessed, so a right one is never refused.
    let slow = stored.as_ref().is_none_or(|stored| stored.password.is_slow());
    if let Some(stored) = stored.as_ref().filter(|_| !slow)
        && is_right(context, stored, password)
    {
        return Ok(stored.clone());
    }
    let guess = CountedGuess::of(context, name, origin);
    let reserved = guess.reserve(context).await;
    let pepper = &context.settings.identity.pepper;
    let Some(stored) = stored.filter(|_| slow) else {
        reserved?;
        // Many concurrent guesses take as long as their slow hashes together, which no timer hides. So each computes
        // one.
        PasswordHash::decoy().check(password, pepper);
        return Err(LoginFault::Wrong);
    };
    // Of many concurrent requests, the first right one is cached for the others.
    if !password_cache::is_right(&stored, password, pepper, context.now_ms) {
        reserved?;
        if !is_right(context, &stored, password) {
            return Err(LoginFault::Wrong);
        }
        guess.release(context).await;
    } else if reserved.is_ok() {
        guess.release(context).await;
    }
    Ok(stored)
}

/// Evicts the name's row. Called when a password is changed.
pub fn forget(login: &Login) {
    ROWS.with_borrow_mut(|rows| rows.forget(login.as_str()));
}

/// Evicts all rows. Called when an account is disabled or enabled.
pub fn forget_all() {
    ROWS.with_borrow_mut(ShortCache::clear);
}

async fn look_up(
    context: &ServiceContext,
    login: &Login,
) -> Result<Option<LoginRecord>, LoginFault> {
    match ROWS.with_borrow(|rows| rows.find(login.as_str(), context.now_ms)) {
        CacheLookup::Found(stored) => return Ok(Some(stored)),
        CacheLookup::NotFound => return Ok(None),
        CacheLookup::Nothing => {}
    }
    let unavailable = |error: store_d1::StoreError| {
        log::write(&IdentityEvent::LoginNotLookedUp { error: &error });
        LoginFault::Unavailable
    };
    let store = Store::open(&context.env).map_err(unavailable)?;
    let stored = store.find_login(login).await.map_err(unavailable)?;
    ROWS.with_borrow_mut(|rows| rows.remember(login.as_str(), stored.clone(), context.now_ms));
    Ok(stored)
}

/// Compares the password with the hash, and caches a right password.
fn is_right(context: &ServiceContext, stored: &LoginRecord, password: &Password) -> bool {
    let pepper = &context.settings.identity.pepper;
    match stored.password.check(password, pepper) {
        PasswordMatch::Wrong => return false,
        PasswordMatch::Right => {}
        PasswordMatch::RightButStale(new) => rehash_later(context, stored, new),
    }
    password_cache::remember(stored, password, pepper, context.now_ms);
    true
}

/// A guess at a password, counted by name and network per hour, and by name over all networks.
struct CountedGuess {
    by: GuessingCaller,
    network: Network,
    /// The network combined with the name.
    pair: Network,
}

impl CountedGuess {
    fn of(context: &ServiceContext, name: &str, origin: &GuessOrigin) -> Self {
        let by = password_guesses::identify_guessing_caller(context, "", name, origin);
        let name = context.settings.network_key.subject_of("login name", name);
        let name = name.get(..NAME_CHARS).unwrap_or(&name);
        let network = origin.network.clone();
        Self { by, network, pair: Network::of(&format!("{name} {}", origin.network.expose())) }
    }

    /// Counts the guess as failed before anything is compared, so that concurrent guesses cannot exceed the limits. The
    /// network's limit is checked last, even if the name's is exceeded: by then the first of many concurrent right
    /// passwords has been cached.
    async fn reserve(&self, context: &ServiceContext) -> Result<(), LoginFault> {
        password_guesses::admit(context, &self.network).await.map_err(fault)?;
        let permitted = password_guesses::reserve(context, &self.by).await;
        let counted = throttling::count_exactly(context, ExactLimit::Login, None, &self.pair).await;
        permitted.map_err(fault)?;
        let Err(exceeded) = counted else { return Ok(()) };
        // The guess is not checked, so it must not count against the name.
        if let Err(error) = password_guesses::release(context, &self.by).await {
            log::write(&IdentityEvent::RefusedLoginNotUncounted { error: &error });
        }
        Err(fault(exceeded))
    }

    /// Records that the password was right. If that fails, the guess counts as failed, which does not hurt the
    /// account's owner.
    async fn release(&self, context: &ServiceContext) {
        throttling::uncount(context, ExactLimit::Login, None, &self.pair).await;
        if let Err(error) = password_guesses::record_success(context, &self.by).await {
            log::write(&IdentityEvent::RightPasswordNotRecorded { error: &error });
        }
    }
}

fn fault(fault: CountFault) -> LoginFault {
    match fault {
        CountFault::Exceeded(exceeded) => LoginFault::Throttled(exceeded),
        CountFault::Store(error) => {
            log::write(&IdentityEvent::LoginNotCounted { error: &error });
            LoginFault::Unavailable
        }
    }
}

/// Stores the hash under the new pepper after a rotation.
fn rehash_later(context: &ServiceContext, stored: &LoginRecord, new: PasswordHash) {
    // The cached row has the hash that is about to be replaced.
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
        // Replaces only the hash that was checked, so that a password that was changed meanwhile stays.
        Ok(store) => store.rehash_password(&account_id, &old, &new).await,
        Err(error) => Err(error),
    };
    if let Err(error) = stored {
        log::write(&IdentityEvent::PasswordNotRehashed { error: &error });
    }
}
