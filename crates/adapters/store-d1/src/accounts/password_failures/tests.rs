//! The real statements, run as D1 runs them.

use rusqlite::{Connection, OptionalExtension, params, params_from_iter};

use unix_time::DAY_MS;

use super::*;

const NOW_MS: UnixMillis = UnixMillis::new(1_700_000_000_000);

fn from(network: &str) -> GuessingCaller {
    GuessingCaller {
        account_id: String::new(),
        subject: "name".to_owned(),
        network: network.to_owned(),
        is_known: false,
    }
}

fn permitted(database: &Connection, by: &GuessingCaller, now_ms: UnixMillis) -> bool {
    let (sql, values) = reserve(by, now_ms);
    let mut prepared = database.prepare_cached(sql).unwrap();
    prepared.query_row(params_from_iter(values), |_| Ok(())).optional().unwrap().is_some()
}

fn run(database: &Connection, (sql, values): Bound) {
    database.execute(sql, params_from_iter(values)).unwrap();
}

/// Number of permitted guesses of 200, each from a network of its own.
fn flood(database: &Connection, now_ms: UnixMillis) -> usize {
    (0..200).filter(|at| permitted(database, &from(&format!("stranger {at}")), now_ms)).count()
}

#[test]
fn guesses_from_many_networks_add_up_to_at_most_a_hundred() {
    let database = crate::tests::migrated();
    run(&database, succeed(&from("home"), NOW_MS));
    let strangers = flood(&database, NOW_MS);
    let known = (0..200).filter(|_| permitted(&database, &from("home"), NOW_MS)).count();
    assert_eq!((strangers, known), (70, 20));
    // Another name is not affected.
    let other = GuessingCaller { subject: "other".to_owned(), ..from("stranger 1") };
    assert!(permitted(&database, &other, NOW_MS));
}

#[test]
fn flood_of_guesses_does_not_lock_out_a_known_network() {
    let database = crate::tests::migrated();
    let home = from("home");
    assert!(permitted(&database, &home, NOW_MS));
    run(&database, succeed(&home, NOW_MS));
    assert_eq!(flood(&database, NOW_MS), 70);
    assert!(!permitted(&database, &from("elsewhere"), NOW_MS));
    for _ in 0..100 {
        assert!(permitted(&database, &home, NOW_MS));
        run(&database, succeed(&home, NOW_MS));
    }
    // A success resets only the failures of its own network.
    assert_eq!(flood(&database, NOW_MS), 0);
}

#[test]
fn another_credential_of_the_account_counts_as_a_known_network() {
    let database = crate::tests::migrated();
    assert_eq!(flood(&database, NOW_MS), 70);
    let device = GuessingCaller { is_known: true, ..from("device") };
    assert_eq!((0..200).filter(|_| permitted(&database, &device, NOW_MS)).count(), 20);
}

#[test]
fn exhausted_known_network_leaves_others_a_guess_and_known_ones_total_thirty() {
    let database = crate::tests::migrated();
    for network in 0..20 {
        run(&database, succeed(&from(&format!("known {network}")), NOW_MS));
    }
    let guesses = |network: &GuessingCaller| {
        (0..99).filter(|_| permitted(&database, network, NOW_MS)).count()
    };
    assert_eq!(guesses(&from("known 0")), 20);
    let others: Vec<usize> =
        (1..20).map(|network| guesses(&from(&format!("known {network}")))).collect();
    assert!(others.iter().all(|count| *count <= 1), "{others:?}");
    assert_eq!(others.iter().sum::<usize>(), 10);
    assert_eq!(flood(&database, NOW_MS), 70);
}

#[test]
fn new_password_resets_failures_and_keeps_known_networks() {
    let database = crate::tests::migrated();
    run(&database, succeed(&from("home"), NOW_MS));
    assert_eq!(flood(&database, NOW_MS), 70);
    assert!(permitted(&database, &from("home"), NOW_MS));
    for statement in renew(&from("elsewhere"), NOW_MS) {
        run(&database, statement);
    }
    assert_eq!(flood(&database, NOW_MS), 70);
    for known in ["home", "elsewhere"] {
        assert!(permitted(&database, &from(known), NOW_MS), "{known}");
    }
}

#[test]
fn refusal_ends_when_one_unknown_or_all_known_networks_expire() {
    let database = crate::tests::migrated();
    let until = |by: &GuessingCaller, now_ms: UnixMillis| {
        let (sql, values) = refused_until(by, now_ms);
        let read = |row: &rusqlite::Row<'_>| row.get::<_, Option<UnixMillis>>(0);
        database.query_row(sql, params_from_iter(values), read).unwrap()
    };
    assert_eq!(until(&from("elsewhere"), NOW_MS), None);
    run(&database, succeed(&from("home"), NOW_MS));
    flood(&database, NOW_MS);
    assert!(permitted(&database, &from("home"), NOW_MS));
    let end = until(&from("elsewhere"), NOW_MS).unwrap();
    assert_eq!(end, end_ms(NOW_MS, FAILURE_DAYS));
    assert!(!permitted(&database, &from("elsewhere"), end - 1));
    assert!(permitted(&database, &from("elsewhere"), end));
    assert_eq!(until(&from("home"), NOW_MS), Some(end_ms(NOW_MS, SUCCESS_DAYS)));
}

#[test]
fn failures_count_for_thirty_days() {
    let database = crate::tests::migrated();
    assert_eq!(flood(&database, NOW_MS), 70);
    assert_eq!(flood(&database, NOW_MS + 29 * DAY_MS), 0);
    assert_eq!(flood(&database, NOW_MS + 31 * DAY_MS), 70);
}

#[test]
fn released_guess_does_not_count() {
    let database = crate::tests::migrated();
    for _ in 0..200 {
        assert!(permitted(&database, &from("one"), NOW_MS));
        run(&database, release(&from("one")));
    }
    run(&database, release(&from("one")));
    assert_eq!(flood(&database, NOW_MS), 70);
}

#[test]
fn sweep_deletes_expired_rows_with_and_without_an_account() {
    let database = crate::tests::migrated();
    let sql = "INSERT INTO accounts (id, name, created_at_ms) VALUES ('a', 'a', 0)";
    database.execute(sql, []).unwrap();
    for account_id in ["", "a"] {
        assert!(permitted(
            &database,
            &GuessingCaller { account_id: account_id.to_owned(), ..from("one") },
            NOW_MS
        ));
    }
    run(&database, succeed(&from("home"), NOW_MS));
    let sweep = |sql: &str, now_ms: UnixMillis| {
        let mut prepared = database.prepare(sql).unwrap();
        prepared.query_map(params![now_ms, 9], |_| Ok(())).unwrap().count()
    };
    let late_ms = NOW_MS + 31 * DAY_MS;
    assert_eq!([sweep(SWEEP, NOW_MS), sweep(SWEEP_OF_NO_ACCOUNT, NOW_MS)], [0, 0]);
    assert_eq!([sweep(SWEEP, late_ms), sweep(SWEEP_OF_NO_ACCOUNT, late_ms)], [1, 1]);
    assert!(permitted(&database, &from("home"), late_ms));
}
