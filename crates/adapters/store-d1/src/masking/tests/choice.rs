//! Choice of a session's number.

use masking::{NumberKey, OptChange};
use rusqlite::Connection;
use unix_time::UnixMillis;

use super::database::{
    ACCOUNT, add_number, batch, between, change_opt_out, end, find_number_facts, open, roll_back,
    with_account,
};
use crate::masking::create::{self, NewSession, Stickiness};

const NUMBERS: [&str; 3] = ["12065550001", "12065550002", "14155550003"];
const MINUTE_MS: i64 = 60_000;

fn pool(numbers: &[&str]) -> Connection {
    let database = with_account();
    for number in numbers {
        add_number(&database, number);
    }
    database
}

fn person(name: &str) -> NumberKey {
    NumberKey::of(name)
}

/// Opens a session between two people, as modified by `change`.
fn opened(
    database: &Connection,
    id: &str,
    (a, b): (&str, &str),
    now_ms: UnixMillis,
    change: impl FnOnce(&mut NewSession<'_>),
) -> Option<String> {
    let (a, b) = (person(a), person(b));
    let mut session = between(id, (&a, &b));
    change(&mut session);
    open(database, &session, now_ms)
}

fn usual(
    database: &Connection,
    id: &str,
    pair: (&str, &str),
    now_ms: UnixMillis,
) -> Option<String> {
    opened(database, id, pair, now_ms, |_| {})
}

#[test]
fn free_numbers_go_first_in_the_order_of_adding_and_then_are_shared() {
    let database = pool(&["12065550009", "12065550001"]);
    let number = |id, pair| usual(&database, id, pair, UnixMillis::EPOCH);
    assert_eq!(number("1", ("p1", "p2")).as_deref(), Some("12065550009"));
    assert_eq!(number("2", ("p3", "p4")).as_deref(), Some("12065550001"));
    assert_eq!(number("3", ("p5", "p6")).as_deref(), Some("12065550009"));
    // The fourth shares p5 with the third session, so it cannot have that number. The fifth shares one
    // participant with each of the first two.
    assert_eq!(number("4", ("p5", "p7")).as_deref(), Some("12065550001"));
    assert_eq!(number("5", ("p1", "p3")), None);
    assert_eq!(number("6", ("p1", "p2")).as_deref(), Some("12065550001"));
}

#[test]
fn session_needs_a_pool_number_other_than_the_participants_own() {
    let database = pool(&[]);
    assert_eq!(usual(&database, "1", ("p1", "p2"), UnixMillis::EPOCH), None);
    let database = pool(&["12065550001"]);
    assert_eq!(usual(&database, "1", ("12065550001", "p2"), UnixMillis::EPOCH), None);
    assert_eq!(usual(&database, "2", ("p1", "12065550001"), UnixMillis::EPOCH), None);
}

#[test]
fn number_cools_off_except_for_the_same_pair() {
    let database = pool(&NUMBERS[..1]);
    let cooling = |id: &str, pair, now_ms| {
        opened(&database, id, pair, now_ms, |it| it.cool_off_ms = MINUTE_MS)
    };
    assert!(cooling("1", ("p1", "p2"), UnixMillis::EPOCH).is_some());
    end(&database, "1", UnixMillis::new(10));
    assert_eq!(cooling("2", ("p1", "p3"), UnixMillis::new(9 + MINUTE_MS)), None);
    assert!(cooling("3", ("p3", "p4"), UnixMillis::new(11)).is_some(), "neither had it");
    assert!(
        cooling("4", ("p2", "p1"), UnixMillis::new(11)).is_some(),
        "the same two in either order"
    );
    roll_back(&database, "4", UnixMillis::new(11));
    assert_eq!(
        cooling("5", ("p1", "p5"), UnixMillis::new(10 + MINUTE_MS)),
        None,
        "one of them may have been told"
    );
    assert!(cooling("6", ("p1", "p5"), UnixMillis::new(11 + MINUTE_MS)).is_some());
}

#[test]
fn number_used_longest_ago_goes_first() {
    let database = pool(&NUMBERS);
    for (id, at_ms) in [("1", 0), ("2", 10), ("3", 20)] {
        usual(&database, id, ("p1", &format!("p{id}{id}")), UnixMillis::new(at_ms));
        end(&database, id, UnixMillis::new(at_ms + 5));
    }
    assert_eq!(
        usual(&database, "4", ("p1", "p9"), UnixMillis::new(30)).as_deref(),
        Some(NUMBERS[0])
    );
    // Two people who had none of the numbers.
    assert_eq!(
        usual(&database, "5", ("p7", "p8"), UnixMillis::new(30)).as_deref(),
        Some(NUMBERS[1])
    );
}

#[test]
fn stickiness_gives_a_pair_its_former_number_or_another() {
    let database = pool(&NUMBERS);
    let sticky = |id: &str, stickiness| {
        opened(&database, id, ("p1", "p2"), UnixMillis::new(50), |it| it.stickiness = stickiness)
    };
    usual(&database, "0", ("x", "y"), UnixMillis::EPOCH);
    assert_eq!(usual(&database, "1", ("p1", "p2"), UnixMillis::EPOCH).as_deref(), Some(NUMBERS[1]));
    end(&database, "0", UnixMillis::new(10));
    end(&database, "1", UnixMillis::new(10));
    assert_eq!(sticky("2", Stickiness::Indifferent).as_deref(), Some(NUMBERS[0]));
    end(&database, "2", UnixMillis::new(50));
    roll_back(&database, "2", UnixMillis::new(50));
    // The pair had the first and the second number, but not the third.
    assert_eq!(sticky("3", Stickiness::Avoid).as_deref(), Some(NUMBERS[2]));
    end(&database, "3", UnixMillis::new(50));
    database
        .execute("DELETE FROM proxy_participants WHERE number_key <> ?1", [NUMBERS[1]])
        .unwrap();
    assert_eq!(sticky("4", Stickiness::Prefer).as_deref(), Some(NUMBERS[1]));
}

#[test]
fn preferred_area_is_optional_and_requested_number_is_required() {
    let database = pool(&NUMBERS);
    let area = |id: &str, pair, area: &'static str| {
        opened(&database, id, pair, UnixMillis::EPOCH, |it| it.area = area)
    };
    assert_eq!(area("1", ("p1", "p2"), "1415").as_deref(), Some(NUMBERS[2]));
    assert_eq!(area("2", ("p1", "p3"), "1415").as_deref(), Some(NUMBERS[0]), "it is taken");
    let wished = person(NUMBERS[1]);
    let number = |id: &str, pair| {
        let (a, b): (NumberKey, NumberKey) = pair;
        let mut session = between(id, (&a, &b));
        session.number_key = Some(&wished);
        open(&database, &session, UnixMillis::EPOCH)
    };
    assert_eq!(number("3", (person("p4"), person("p5"))).as_deref(), Some(NUMBERS[1]));
    assert_eq!(number("4", (person("p5"), person("p6"))), None);
}

#[test]
fn number_with_an_opt_out_goes_last() {
    let database = pool(&NUMBERS[..2]);
    change_opt_out(&database, NUMBERS[0], &person("p2"), OptChange::Out);
    assert_eq!(usual(&database, "1", ("p1", "p2"), UnixMillis::EPOCH).as_deref(), Some(NUMBERS[1]));
    assert_eq!(usual(&database, "2", ("p2", "p3"), UnixMillis::EPOCH).as_deref(), Some(NUMBERS[0]));
    let facts = find_number_facts(&database, NUMBERS[0], &person("p3"), UnixMillis::EPOCH);
    assert!(facts.other_opted_out && !facts.sender_opted_out);
    assert!(
        find_number_facts(&database, NUMBERS[0], &person("p2"), UnixMillis::EPOCH).sender_opted_out
    );
    change_opt_out(&database, NUMBERS[0], &person("p2"), OptChange::In);
    assert!(
        !find_number_facts(&database, NUMBERS[0], &person("p2"), UnixMillis::EPOCH)
            .sender_opted_out
    );
}

#[test]
fn primary_key_stops_a_person_from_having_a_number_twice() {
    let database = pool(&NUMBERS[..1]);
    usual(&database, "1", ("p1", "p2"), UnixMillis::EPOCH);
    let (a, b) = (person("p1"), person("p3"));
    let mut statements = create::open(ACCOUNT, &between("2", (&a, &b)), UnixMillis::EPOCH);
    // Acts as if the first statement had overlooked that the number is taken.
    let forced = "INSERT INTO proxy_sessions (account_id, id, number_key, participant_a,
           participant_b, a_key, b_key, created_at_ms, last_interaction_at_ms)
         VALUES ('a', '2', '12065550001', 'p1', 'p3', 'p1', 'p3', 0, 0)";
    statements[0] = (forced, vec![]);
    let error = batch(&database, &statements).unwrap_err();
    assert!(error.to_string().contains("UNIQUE constraint failed"), "{error}");
    let opened = usual(&database, "2", ("p3", "p4"), UnixMillis::EPOCH);
    assert_eq!(opened.as_deref(), Some(NUMBERS[0]), "nothing of it was left");
}
