//! Ownership of numbers and passwords, however requests interleave.

use super::{
    NOW_MS, NUMBER, active, batch_yields, column, database, hash, id, rows, sign_up, yields,
};
use crate::relay::users::{
    passwords,
    sign_up::{activate, verify},
};

#[test]
fn later_sign_up_replaces_an_unverified_one() {
    let database = database();
    assert!(sign_up(&database, "a", "first", NUMBER, NOW_MS));
    assert!(yields(&database, verify("a", &id("first"), "s1", NOW_MS)));
    assert!(sign_up(&database, "a", "second", NUMBER, NOW_MS + 1));
    assert_eq!(rows(&database, "relay_users"), 1);
    assert!(!yields(&database, verify("a", &id("first"), "s1", NOW_MS)));
    assert!(!yields(&database, activate("a", &id("first"), "s1", NOW_MS)));
    // The first user's verification does not count for the second, even in a session of the same name.
    assert!(!yields(&database, activate("a", &id("second"), "s1", NOW_MS)));
    assert_eq!(column(&database, "second", "password_hash").as_deref(), Some("second"));
    assert_eq!(column(&database, "second", "state").as_deref(), Some("unverified"));
}

#[test]
fn verified_number_cannot_be_taken_over() {
    let database = database();
    active(&database, "a", "owner", NUMBER);
    assert!(!sign_up(&database, "a", "thief", NUMBER, NOW_MS));
    assert_eq!(column(&database, "owner", "password_hash").as_deref(), Some("owner"));
    assert_eq!(column(&database, "thief", "state"), None);
    assert!(sign_up(&database, "b", "other", NUMBER, NOW_MS));
    assert!(sign_up(&database, "a", "other", "+237679466333", NOW_MS));
}

#[test]
fn later_of_two_concurrent_sign_ups_counts() {
    let database = database();
    assert!(sign_up(&database, "a", "one", NUMBER, NOW_MS));
    assert!(sign_up(&database, "a", "two", NUMBER, NOW_MS));
    assert!(yields(&database, verify("a", &id("two"), "s2", NOW_MS)));
    assert!(yields(&database, activate("a", &id("two"), "s2", NOW_MS)));
    assert!(!sign_up(&database, "a", "one", NUMBER, NOW_MS));
    assert!(!yields(&database, activate("a", &id("one"), "s1", NOW_MS)));
}

#[test]
fn activation_requires_the_verified_session_and_can_be_repeated() {
    let database = database();
    sign_up(&database, "a", "u", NUMBER, NOW_MS);
    assert!(!yields(&database, activate("a", &id("u"), "s", NOW_MS)));
    assert!(yields(&database, verify("a", &id("u"), "s", NOW_MS)));
    assert!(!yields(&database, activate("a", &id("u"), "other", NOW_MS)));
    assert!(!yields(&database, activate("b", &id("u"), "s", NOW_MS)));
    assert!(yields(&database, activate("a", &id("u"), "s", NOW_MS)));
    assert!(yields(&database, activate("a", &id("u"), "s", NOW_MS)));
    assert_eq!(column(&database, "u", "state").as_deref(), Some("active"));
}

#[test]
fn only_one_of_two_password_changes_wins_and_deletes_the_shared_key() {
    let database = database();
    active(&database, "a", "u", NUMBER);
    give_key(&database, "u");
    let (old, one, two) = (hash("u"), hash("one"), hash("two"));
    assert!(batch_yields(&database, passwords::change("a", &id("u"), (&old, &one), NOW_MS + 5)));
    assert_eq!(rows(&database, "relay_shared_keys"), 0);
    give_key(&database, "u");
    assert!(!batch_yields(&database, passwords::change("a", &id("u"), (&old, &two), NOW_MS + 6)));
    assert_eq!(rows(&database, "relay_shared_keys"), 1);
    assert_eq!(column(&database, "u", "password_hash").as_deref(), Some("one"));
    let since = Some((NOW_MS + 5).to_string());
    assert_eq!(column(&database, "u", "sessions_since_ms"), since);
}

#[test]
fn code_allows_one_new_password_in_its_own_session() {
    let database = database();
    active(&database, "a", "u", NUMBER);
    let (one, two) = (hash("one"), hash("two"));
    let recover = |session: &str, new| {
        batch_yields(&database, passwords::recover("a", &id("u"), (session, new), NOW_MS))
    };
    assert!(yields(&database, verify("a", &id("u"), "mine", NOW_MS)));
    assert!(!recover("attackers", &two));
    assert!(recover("mine", &one));
    assert!(!recover("mine", &two));
    assert_eq!(column(&database, "u", "password_hash").as_deref(), Some("one"));
}

#[test]
fn unverified_user_cannot_recover_or_change_a_password() {
    let database = database();
    sign_up(&database, "a", "u", NUMBER, NOW_MS);
    assert!(yields(&database, verify("a", &id("u"), "s", NOW_MS)));
    let (new, old) = (hash("new"), hash("u"));
    assert!(!batch_yields(&database, passwords::recover("a", &id("u"), ("s", &new), NOW_MS)));
    assert!(!batch_yields(&database, passwords::change("a", &id("u"), (&old, &new), NOW_MS)));
}

#[test]
fn end_of_sessions_never_moves_back_and_affects_one_user() {
    let database = database();
    active(&database, "a", "u", NUMBER);
    active(&database, "a", "v", "+237679466333");
    for now_ms in [NOW_MS + 10, NOW_MS] {
        yields(&database, passwords::end_sessions("a", &id("u"), now_ms));
    }
    assert_eq!(column(&database, "u", "sessions_since_ms"), Some((NOW_MS + 10).to_string()));
    assert_eq!(column(&database, "v", "sessions_since_ms").as_deref(), Some("0"));
}

#[test]
fn rehash_ends_no_session_and_replaces_only_the_named_hash() {
    let database = database();
    active(&database, "a", "u", NUMBER);
    give_key(&database, "u");
    let (old, new, other) = (hash("u"), hash("new"), hash("other"));
    yields(&database, passwords::rehash("a", &id("u"), (&old, &new)));
    yields(&database, passwords::rehash("a", &id("u"), (&old, &other)));
    assert_eq!(column(&database, "u", "password_hash").as_deref(), Some("new"));
    assert_eq!(column(&database, "u", "sessions_since_ms").as_deref(), Some("0"));
    assert_eq!(rows(&database, "relay_shared_keys"), 1);
}

fn give_key(database: &rusqlite::Connection, user_id: &str) {
    super::removal::fill(database, "relay_shared_keys", "a", user_id);
}
