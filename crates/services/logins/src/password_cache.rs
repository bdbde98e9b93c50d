//! Cache of recently right passwords. An entry is a digest, keyed with the deployment's secret, of the password and of
//! the stored hash: a changed password invalidates it at once.

use std::{cell::RefCell, collections::HashMap};

use identity::{
    Login, constant_time_equal,
    password::{Password, PasswordHash, PasswordPepper},
};
use store_d1::logins::LoginRecord;
use unix_time::UnixMillis;

const TTL_MS: i64 = 3_600_000;
/// Size at which the cache is emptied.
const MAX_ENTRIES: usize = 10_000;

struct Entry {
    hash: PasswordHash,
    digest: String,
    until_ms: UnixMillis,
}

thread_local! {
    static MEMORY: RefCell<HashMap<Login, Entry>> = RefCell::default();
}

/// Whether the password was right for the cached hash. The caller must compare that hash with the stored row.
pub(super) fn may_be_right(
    login: &Login,
    password: &Password,
    pepper: &PasswordPepper,
    now_ms: UnixMillis,
) -> bool {
    MEMORY.with_borrow(|memory| {
        let entry = memory.get(login).filter(|entry| entry.until_ms > now_ms);
        entry.is_some_and(|entry| {
            constant_time_equal(&entry.digest, &pepper.memory(&entry.hash, password))
        })
    })
}

/// Whether the password was right for the stored hash.
pub(super) fn is_right(
    stored: &LoginRecord,
    password: &Password,
    pepper: &PasswordPepper,
    now_ms: UnixMillis,
) -> bool {
    let same = MEMORY.with_borrow(|memory| {
        memory.get(&stored.login).is_some_and(|entry| entry.hash == stored.password)
    });
    same && may_be_right(&stored.login, password, pepper, now_ms)
}

pub(super) fn remember(
    stored: &LoginRecord,
    password: &Password,
    pepper: &PasswordPepper,
    now_ms: UnixMillis,
) {
    let entry = Entry {
        hash: stored.password.clone(),
        digest: pepper.memory(&stored.password, password),
        until_ms: now_ms.saturating_add(TTL_MS),
    };
    MEMORY.with_borrow_mut(|memory| {
        if memory.len() >= MAX_ENTRIES {
            memory.clear();
        }
        memory.insert(stored.login.clone(), entry);
    });
}

#[cfg(test)]
mod tests {
    use ids::AccountId;

    use super::*;

    fn stored(hash: &str) -> LoginRecord {
        LoginRecord {
            account_id: AccountId::from_bytes([1; 8]),
            login: Login::parse("ABC123").unwrap(),
            password: PasswordHash::stored(hash),
            account_disabled: false,
            default_region: None,
        }
    }

    #[test]
    fn right_password_is_cached_for_an_hour_and_only_for_its_hash() {
        let pepper = PasswordPepper::new("a secret", None);
        let (right, wrong) = (Password::new("right"), Password::new("wrong"));
        let one = stored("one");
        assert!(!is_right(&one, &right, &pepper, UnixMillis::EPOCH));
        remember(&one, &right, &pepper, UnixMillis::EPOCH);
        assert!(is_right(&one, &right, &pepper, UnixMillis::new(TTL_MS - 1)));
        assert!(may_be_right(&one.login, &right, &pepper, UnixMillis::new(TTL_MS - 1)));
        assert!(!is_right(&one, &right, &pepper, UnixMillis::new(TTL_MS)));
        assert!(!is_right(&one, &wrong, &pepper, UnixMillis::EPOCH));
        assert!(!may_be_right(&one.login, &wrong, &pepper, UnixMillis::EPOCH));
        assert!(!is_right(&stored("two"), &right, &pepper, UnixMillis::EPOCH));
    }
}
