//! The statements' rules, on all migrations.

use identity::{IssuedTicket, MAX_SESSIONS_PER_PERSON, ticket_id};
use ids::AccountId;
use rusqlite::Connection;

use super::{
    passkeys::{PasskeyToStore, StoredPasskey},
    sessions::{EndedSession, PasskeyAnswer},
    *,
};
use crate::{
    bound::Bound,
    tests::{count_rows, execute, migrated, row, rows},
};

const NOW: UnixMillis = UnixMillis::new(1_000_000);

fn scope() -> PersonScope {
    PersonScope::Account(AccountId::from_bytes([1; 8]))
}

fn database() -> Connection {
    let database = migrated();
    let sql = "INSERT INTO accounts (id, name, created_at_ms) VALUES (?1, 'a', 0)";
    database.execute(sql, [scope().as_str()]).unwrap();
    database
}

fn person(number: u8, name: &str, role: Role) -> Person {
    let id = PersonId::parse(&format!("person_{number:016x}")).unwrap();
    Person { id, name: name.to_owned(), role, created_at_ms: NOW }
}

fn add(database: &Connection, number: u8, name: &str, role: Role) -> PersonKey {
    let person = person(number, name, role);
    assert_eq!(count_rows(database, insert(&scope(), &person)), 1);
    PersonKey { scope: scope(), id: person.id }
}

fn run_all(database: &Connection, statements: Vec<Bound>) -> usize {
    let mut statements = statements.into_iter();
    let changed = count_rows(database, statements.next().unwrap());
    for statement in statements {
        execute(database, statement);
    }
    changed
}

/// Runs statements whose last one returns what was changed.
fn run_last(database: &Connection, mut statements: Vec<Bound>) -> usize {
    let last = statements.pop().unwrap();
    for statement in statements {
        execute(database, statement);
    }
    count_rows(database, last)
}

fn digest(number: u32) -> String {
    format!("{number:064x}").chars().rev().collect()
}

fn count(database: &Connection, table: &str) -> i64 {
    database.query_row(&format!("SELECT COUNT(*) FROM {table}"), [], |row| row.get(0)).unwrap()
}

#[test]
fn names_of_a_scope_are_unique_and_its_people_are_few() {
    let database = database();
    add(&database, 1, "Ada", Role::Owner);
    assert_eq!(count_rows(&database, insert(&scope(), &person(2, "Ada", Role::Viewer))), 0);
    let elsewhere = insert(&PersonScope::Deployment, &person(2, "Ada", Role::Viewer));
    assert_eq!(count_rows(&database, elsewhere), 1);
    for number in 2..=100 {
        add(&database, number, &number.to_string(), Role::Viewer);
    }
    assert_eq!(count_rows(&database, insert(&scope(), &person(101, "Eve", Role::Viewer))), 0);
}

#[test]
fn last_owner_is_neither_demoted_nor_removed() {
    let database = database();
    let one = add(&database, 1, "Ada", Role::Owner);
    let change = |statements: Vec<Bound>| run_last(&database, statements);
    let demote = |name| update(&scope(), &person(1, name, Role::Viewer), Role::Owner);
    assert_eq!(change(demote("Ada")), 0);
    assert_eq!(run_all(&database, delete(&one, Role::Owner)), 0);
    let rename = update(&scope(), &person(1, "Ada B.", Role::Owner), Role::Owner);
    assert_eq!(change(rename), 1);

    let two = add(&database, 2, "Bob", Role::Owner);
    assert_eq!(change(demote("Bob")), 0, "the name is taken");
    assert_eq!(change(demote("Ada")), 1);
    assert_eq!(change(demote("Ada")), 0, "the role changed meanwhile");
    assert_eq!(run_all(&database, delete(&two, Role::Owner)), 0);
    assert_eq!(run_all(&database, delete(&one, Role::Viewer)), 1);
}

#[test]
fn removed_person_leaves_nothing() {
    let database = database();
    add(&database, 1, "Ada", Role::Owner);
    let bob = add(&database, 2, "Bob", Role::Operator);
    assert_eq!(count_rows(&database, sign_in_links::replace(&bob, &digest(1), NOW)), 1);
    let link = IssuedTicket { person: bob.clone(), digest: digest(1) };
    assert_eq!(run_all(&database, sessions::begin_by_link(&link, &digest(2), NOW)), 1);
    assert_eq!(count_rows(&database, sign_in_links::replace(&bob, &digest(3), NOW)), 1);
    assert_eq!(count_rows(&database, passkeys::insert(&bob, &passkey("passkey_1"), NOW)), 1);
    assert_eq!(run_all(&database, delete(&bob, Role::Operator)), 1);
    for (table, expected) in
        [("people", 1), ("passkeys", 0), ("person_sessions", 0), ("sign_in_links", 0)]
    {
        assert_eq!(count(&database, table), expected, "{table}");
    }
    assert_eq!(count_rows(&database, sign_in_links::replace(&bob, &digest(4), NOW)), 0);
}

#[test]
fn higher_role_ends_every_way_in_and_a_change_that_does_not_happen_ends_none() {
    let database = database();
    add(&database, 1, "Ada", Role::Owner);
    let bob = add(&database, 2, "Bob", Role::Viewer);
    let let_in = || {
        count_rows(&database, sign_in_links::replace(&bob, &digest(1), NOW));
        let link = IssuedTicket { person: bob.clone(), digest: digest(1) };
        run_all(&database, sessions::begin_by_link(&link, &digest(2), NOW));
        count_rows(&database, sign_in_links::replace(&bob, &digest(3), NOW));
        count_rows(&database, passkeys::insert(&bob, &passkey("passkey_1"), NOW));
    };
    let ways = || ["passkeys", "person_sessions", "sign_in_links"].map(|it| count(&database, it));
    let change =
        |name, role, former| run_last(&database, update(&scope(), &person(2, name, role), former));
    let_in();
    assert_eq!(ways(), [1, 1, 1]);
    assert_eq!(change("Robert", Role::Viewer, Role::Viewer), 1);
    assert_eq!(change("Ada", Role::Owner, Role::Viewer), 0, "the name is taken");
    assert_eq!(change("Robert", Role::Owner, Role::Operator), 0, "the role changed meanwhile");
    assert_eq!(ways(), [1, 1, 1]);
    assert_eq!(change("Robert", Role::Operator, Role::Viewer), 1);
    assert_eq!(ways(), [0, 0, 0]);
    let_in();
    assert_eq!(change("Robert", Role::Viewer, Role::Operator), 1);
    assert_eq!(ways(), [1, 1, 1], "a lower role ends nothing");
}

#[test]
fn link_begins_one_session_within_30_minutes_unless_it_is_replaced() {
    let database = database();
    let ada = add(&database, 1, "Ada", Role::Owner);
    let link = |number| IssuedTicket { person: ada.clone(), digest: digest(number) };
    let begin = |number, session, at_ms| {
        run_all(&database, sessions::begin_by_link(&link(number), &digest(session), at_ms))
    };
    let create = |number| count_rows(&database, sign_in_links::replace(&ada, &digest(number), NOW));
    create(1);
    assert_eq!(begin(2, 10, NOW), 0);
    assert_eq!([begin(1, 11, NOW), begin(1, 12, NOW)], [1, 0]);
    create(3);
    assert_eq!(begin(3, 13, NOW.saturating_add(1_800_000)), 0);
    create(4);
    create(5);
    let last = NOW.saturating_add(1_799_999);
    assert_eq!([begin(4, 14, last), begin(5, 15, last)], [0, 1]);
    create(6);
    database.execute("UPDATE accounts SET disabled_at_ms = 1", []).unwrap();
    assert_eq!(begin(6, 16, NOW), 0);
}

#[test]
fn further_session_ends_the_oldest_one() {
    let database = database();
    let ada = add(&database, 1, "Ada", Role::Owner);
    for number in 1..=MAX_SESSIONS_PER_PERSON + 3 {
        count_rows(&database, sign_in_links::replace(&ada, &digest(1), NOW));
        let link = IssuedTicket { person: ada.clone(), digest: digest(1) };
        let now_ms = NOW.saturating_add(i64::from(number));
        let mut statements = sessions::begin_by_link(&link, &digest(number + 100), now_ms);
        let trim = statements.pop().unwrap();
        assert_eq!(run_all(&database, statements), 1);
        let ended: Vec<EndedSession> = rows(&database, trim);
        let first = number.checked_sub(MAX_SESSIONS_PER_PERSON).filter(|it| *it > 0);
        let expected = first.map(|it| digest(it + 100));
        let expected =
            expected.map(|digest| EndedSession { id: ticket_id(&digest).to_owned(), digest });
        assert_eq!(ended, Vec::from_iter(expected));
    }
    assert_eq!(count(&database, "person_sessions"), i64::from(MAX_SESSIONS_PER_PERSON));
    let oldest: i64 = database
        .query_row("SELECT MIN(created_at_ms) FROM person_sessions", [], |row| row.get(0))
        .unwrap();
    assert_eq!(oldest, NOW.as_i64() + 4);
}

#[test]
fn challenge_is_answered_once_and_the_counter_only_grows() {
    let database = database();
    let ada = add(&database, 1, "Ada", Role::Owner);
    assert_eq!(count_rows(&database, passkeys::insert(&ada, &passkey("passkey_1"), NOW)), 1);
    let answer = |former_sign_count, sign_count, at: i64| PasskeyAnswer {
        passkey_id: "passkey_1",
        former_sign_count,
        sign_count,
        challenged_at_ms: UnixMillis::new(at),
    };
    let mut session = 100;
    let mut begin = |answer| {
        session += 1;
        run_all(&database, sessions::begin_by_passkey(&ada, answer, &digest(session), NOW))
    };
    assert_eq!(begin(answer(1, 2, 50)), 1);
    assert_eq!(begin(answer(1, 2, 50)), 0);
    assert_eq!(begin(answer(2, 3, 50)), 0);
    assert_eq!(begin(answer(1, 3, 60)), 0);
    assert_eq!(begin(answer(2, 3, 60)), 1);
    let stored: Option<StoredPasskey> = row(&database, passkeys::find(&ada, "passkey_1"));
    assert_eq!(stored.unwrap().sign_count, 3);
}

#[test]
fn last_passkey_is_not_deleted_and_passkeys_are_few() {
    let database = database();
    let ada = add(&database, 1, "Ada", Role::Owner);
    let store = |id: &str| count_rows(&database, passkeys::insert(&ada, &passkey(id), NOW));
    let remove = |id: &str| count_rows(&database, passkeys::delete(&ada, id));
    assert_eq!(store("passkey_1"), 1);
    assert_eq!(remove("passkey_1"), 0);
    assert_eq!(store("passkey_2"), 1);
    assert_eq!([remove("passkey_1"), remove("passkey_2")], [1, 0]);
    let stored: Vec<_> = (3..30).map(|it| store(&format!("passkey_{it}"))).collect();
    assert_eq!(stored.iter().sum::<usize>(), 19);
}

fn passkey(id: &str) -> PasskeyToStore<'_> {
    PasskeyToStore {
        id,
        credential_id: "AQID",
        public_key: "AQID",
        algorithm: "ES256",
        name: "laptop",
        sign_count: 1,
        backed_up: false,
    }
}
