//! The real statements over the real migrations.

use std::sync::LazyLock;

use relay_users::RelayUserId;
use rusqlite::{Connection, OptionalExtension, params_from_iter};
use unix_time::UnixMillis;

use super::{
    PublicationState::{self, Published, Refused, Unknown},
    claim::{self, CiphertextBlocks, NewPublication},
    log::{self, LogQuery},
    progress::{self, PublicationLease, PublicationSettlement},
};
use crate::bound::Bound;

static USER: LazyLock<RelayUserId> = LazyLock::new(|| RelayUserId::from_text("u"));
const DAY_MS: i64 = 86_400_000;
const FIRST: PublicationLease<'_> = PublicationLease { fingerprint: "f", lease: "one" };
const SECOND: PublicationLease<'_> = PublicationLease { fingerprint: "f", lease: "two" };

fn with_grants() -> Connection {
    let database = crate::tests::migrated();
    for account in ["a", "b"] {
        let insert = "INSERT INTO accounts (id, name, created_at_ms) VALUES (?1, ?1, 0)";
        database.execute(insert, [account]).unwrap();
        grant(&database, account, "u", "gmail");
    }
    database
}

fn grant(database: &Connection, account: &str, user: &str, platform: &str) {
    let insert = "INSERT INTO relay_grants (account_id, user_id, platform, sealed_tokens,
         unique_id_digest, version, created_at_ms, updated_at_ms) VALUES (?1, ?2, ?3, '', ?2, 1, 0, 0)";
    database.execute(insert, [account, user, platform]).unwrap();
}

fn new(id: &'static str) -> NewPublication<'static> {
    NewPublication {
        fingerprint: "f",
        copy_digest: "c",
        id,
        user_id: &USER,
        platform: "gmail",
        source: "gateway-client",
        gateway_client: "",
        country_code: "CM",
        created_at_ms: UnixMillis::new(10 * DAY_MS),
        lease: "one",
        due_at_ms: UnixMillis::new(10 * DAY_MS + 60_000),
        sealed: "s0",
        blocks: CiphertextBlocks::default(),
    }
}

/// Runs a claim as D1 does, and returns 1 if it succeeded.
fn claims(database: &Connection, account: &str, new: &NewPublication<'_>) -> usize {
    let counts: Vec<usize> =
        claim::claim(account, new).into_iter().map(|bound| run(database, bound)).collect();
    counts[0]
}

/// Runs a statement and returns the number of its rows.
fn run(database: &Connection, (sql, values): Bound) -> usize {
    let mut prepared = database.prepare(sql).unwrap();
    let mut rows = prepared.query(params_from_iter(values)).unwrap();
    let mut count = 0;
    while rows.next().unwrap().is_some() {
        count += 1;
    }
    count
}

fn settle(database: &Connection, held: PublicationLease<'_>, state: PublicationState) -> bool {
    let settlement = PublicationSettlement {
        state,
        reason: None,
        settled_at_ms: UnixMillis::new(5),
        left: None,
    };
    let mut statements = progress::settle("a", held, settlement).into_iter();
    run(database, statements.next().unwrap());
    run(database, statements.next().unwrap()) == 1
}

fn column<T: rusqlite::types::FromSql>(database: &Connection, name: &str) -> Option<T> {
    let sql = format!("SELECT {name} FROM publications WHERE account_id = 'a'");
    database.query_row(&sql, [], |row| row.get(0)).optional().unwrap()
}

#[test]
fn request_is_claimed_once_in_each_account() {
    let database = with_grants();
    let claims = |account: &str, id: &'static str| claims(&database, account, &new(id));
    assert_eq!([claims("a", "1"), claims("a", "2"), claims("b", "3")], [1, 0, 1]);
    assert_eq!(column::<String>(&database, "id").as_deref(), Some("1"));
    assert_eq!(run(&database, claim::find("a", "f")), 1);
    assert_eq!(run(&database, claim::find("a", "g")), 0);
}

#[test]
fn user_without_a_grant_for_the_platform_cannot_claim() {
    let database = with_grants();
    for other in [
        NewPublication { platform: "twitter", ..new("1") },
        NewPublication { user_id: &RelayUserId::from_text("v"), ..new("1") },
        NewPublication { platform: "", user_id: &RelayUserId::from_text(""), ..new("1") },
    ] {
        assert_eq!(claims(&database, "a", &other), 0);
    }
    assert_eq!(run(&database, claim::find("a", "f")), 0);
}

#[test]
fn only_the_lease_holder_can_change_a_publication() {
    let database = with_grants();
    claims(&database, "a", &new("1"));
    let due_at_ms = new("1").due_at_ms;
    let take = |now_ms| run(&database, progress::resume("a", SECOND, now_ms, now_ms + 9));
    assert_eq!(take(due_at_ms - 1), 0);
    assert_eq!(run(&database, progress::renew_lease("a", FIRST, "s1", due_at_ms + 5)), 1);
    assert_eq!(take(due_at_ms), 0);
    assert_eq!([take(due_at_ms + 5), take(due_at_ms + 5)], [1, 0]);
    assert_eq!(run(&database, progress::renew_lease("a", FIRST, "s2", UnixMillis::MAX)), 0);
    assert_eq!(run(&database, progress::defer("a", FIRST, "s2", UnixMillis::EPOCH)), 0);
    assert!(!settle(&database, FIRST, Published));
    assert_eq!(column::<String>(&database, "sealed").as_deref(), Some("s1"));
    assert!(settle(&database, SECOND, Published));
    assert!(!settle(&database, SECOND, Refused));
    assert_eq!(column::<String>(&database, "state").as_deref(), Some("published"));
    // Only the settlement that took effect is counted.
    let count = "SELECT state, value FROM publication_counters";
    let counted = database.query_row(count, [], |row| Ok((row.get(0)?, row.get(1)?)));
    assert_eq!(counted, Ok(("published".to_owned(), 1)));
    let days = "SELECT COUNT(*) FROM publication_counters";
    assert_eq!(database.query_row(days, [], |row| row.get(0)), Ok(1));
}

#[test]
fn deferred_publication_can_be_resumed_when_due_and_counts_its_tries() {
    let database = with_grants();
    claims(&database, "a", &new("1"));
    assert_eq!(run(&database, progress::defer("a", FIRST, "s1", UnixMillis::new(100))), 1);
    assert_eq!(column::<Option<String>>(&database, "lease"), Some(None));
    let due = |now_ms| run(&database, progress::due("a", now_ms, 10));
    assert_eq!([due(UnixMillis::new(99)), due(UnixMillis::new(100))], [0, 1]);
    assert_eq!(
        run(&database, progress::resume("a", SECOND, UnixMillis::new(100), UnixMillis::new(200))),
        1
    );
    assert_eq!(column::<u32>(&database, "tries"), Some(1));
    assert_eq!(run(&database, progress::defer("a", FIRST, "s2", UnixMillis::new(100))), 0);
}

fn marks(of: &[u32]) -> Vec<String> {
    of.iter().map(|number| format!("{number:012}")).collect()
}

/// Claims a request with these blocks under the key made at that time.
fn claims_blocks(
    database: &Connection,
    fingerprint: &str,
    key_made_at_ms: UnixMillis,
    of: &[u32],
) -> bool {
    let marks = marks(of);
    let blocks = CiphertextBlocks { marks: &marks, key_made_at_ms };
    let id = &format!("{fingerprint} {}", marks.join(" "));
    claims(database, "a", &NewPublication { fingerprint, id, blocks, ..new("1") }) == 1
}

fn kept_marks(database: &Connection) -> (i64, i64) {
    let sql = "SELECT COUNT(*), COALESCE(SUM(length(marks)), 0) / 13 FROM relay_used_blocks";
    database.query_row(sql, [], |row| Ok((row.get(0)?, row.get(1)?))).unwrap()
}

#[test]
fn request_with_a_block_used_under_the_same_key_is_not_claimed() {
    let database = with_grants();
    assert!(claims_blocks(&database, "f1", UnixMillis::new(10), &[1, 2, 3]));
    for cut in [&[1][..], &[2], &[3], &[4, 2, 5], &[7, 8, 9, 3]] {
        assert!(!claims_blocks(&database, "cut", UnixMillis::new(10), cut), "{cut:?}");
    }
    // Blocks of a refused request are not remembered, and other senders' blocks do not count.
    assert!(claims_blocks(&database, "f2", UnixMillis::new(10), &[4, 5, 7]));
    assert_eq!(kept_marks(&database), (1, 6));
    let (other, blocks) =
        (marks(&[1]), |marks| CiphertextBlocks { marks, key_made_at_ms: UnixMillis::new(10) });
    let of_b = NewPublication { blocks: blocks(&other), ..new("1") };
    assert_eq!(claims(&database, "b", &of_b), 1);
    // Nothing is remembered for a claim that is repeated after a lost answer, nor for a second request with
    // the same fingerprint.
    let (again, id) = (marks(&[1, 2, 3]), format!("f1 {}", marks(&[1, 2, 3]).join(" ")));
    let repeated = NewPublication {
        fingerprint: "f1",
        id: &id,
        lease: "another attempt",
        blocks: blocks(&again),
        ..new("1")
    };
    assert_eq!(claims(&database, "a", &repeated), 0);
    assert_eq!(kept_marks(&database), (2, 7));
    assert!(!claims_blocks(&database, "f1", UnixMillis::new(10), &[100]));
    assert_eq!(kept_marks(&database), (2, 7));
}

#[test]
fn blocks_of_a_key_are_deleted_with_the_first_request_under_the_next_one() {
    let database = with_grants();
    assert!(claims_blocks(&database, "f1", UnixMillis::new(10), &[1, 2, 3]));
    assert!(claims_blocks(&database, "f2", UnixMillis::new(20), &[1, 9]));
    assert_eq!(kept_marks(&database), (1, 2));
    assert!(!claims_blocks(&database, "f3", UnixMillis::new(20), &[9]));
}

#[test]
fn marks_are_stored_in_eight_parts_and_the_oldest_is_deleted_first() {
    let database = with_grants();
    // Each request fills a part by itself.
    for request in 0..12_u32 {
        let of: Vec<u32> = (0..2_600).map(|block| request * 10_000 + block).collect();
        assert!(claims_blocks(&database, &format!("f{request}"), UnixMillis::new(10), &of));
        settle(
            &database,
            PublicationLease { fingerprint: &format!("f{request}"), lease: "one" },
            Published,
        );
        let (parts, marks) = kept_marks(&database);
        let expected = i64::from(request + 1).min(8);
        assert_eq!((parts, marks), (expected, expected * 2_600));
    }
    assert!(!claims_blocks(&database, "late", UnixMillis::new(10), &[110_001]));
    assert!(!claims_blocks(&database, "late", UnixMillis::new(10), &[40_000]));
    assert!(claims_blocks(&database, "late", UnixMillis::new(10), &[39_999 - 10_000 + 1]));
}

#[test]
fn each_user_has_at_most_a_hundred_requests_under_way() {
    let database = with_grants();
    grant(&database, "a", "v", "gmail");
    let claim = |fingerprint: &str, user_id: &str| {
        claims(
            &database,
            "a",
            &NewPublication { fingerprint, user_id: &RelayUserId::from_text(user_id), ..new("1") },
        )
    };
    let claimed: usize = (0..130).map(|number| claim(&format!("f{number}"), "u")).sum();
    assert_eq!(claimed, 100);
    assert_eq!(claim("of another", "v"), 1);
    assert!(settle(&database, PublicationLease { fingerprint: "f0", lease: "one" }, Published));
    assert_eq!([claim("g", "u"), claim("h", "u")], [1, 0]);
}

/// A forged request that fails only by its blocks must cost the same look-ups as any other.
#[test]
fn claim_is_looked_up_by_key() {
    let database = with_grants();
    let plan = crate::tests::plan(&database, claim::STATEMENTS[0]).join("\n");
    for wanted in [
        "used USING PRIMARY KEY (account_id=? AND user_id=? AND key_made_at_ms=?)",
        "own USING COVERING INDEX publications_under_way (account_id=? AND user_id=? AND settled_at_ms=?)",
        "every USING COVERING INDEX publications_under_way (account_id=?)",
    ] {
        assert!(plan.contains(wanted), "{plan}");
    }
}

#[test]
fn settled_publication_with_work_left_is_resumed_and_closed_but_not_settled_again() {
    let database = with_grants();
    claims(&database, "a", &new("1"));
    assert_eq!(run(&database, progress::close("a", "f")), 0);
    let left = Some(("told", UnixMillis::new(50)));
    let settlement = PublicationSettlement {
        state: Published,
        reason: None,
        settled_at_ms: UnixMillis::new(5),
        left,
    };
    for bound in progress::settle("a", FIRST, settlement) {
        run(&database, bound);
    }
    assert_eq!(
        run(&database, progress::resume("a", SECOND, UnixMillis::new(50), UnixMillis::new(60))),
        1
    );
    assert!(!settle(&database, SECOND, Refused));
    assert_eq!(run(&database, progress::close("a", "f")), 1);
    assert_eq!(run(&database, progress::due("a", UnixMillis::MAX, 10)), 0);
    assert_eq!(column::<Option<String>>(&database, "sealed"), Some(None));
}

#[test]
fn totals_match_the_log_for_every_filter() {
    let database = with_grants();
    grant(&database, "a", "u", "twitter");
    let states = [Published, Refused, Unknown];
    for (index, fingerprint) in ["0", "1", "2", "3", "4", "5", "6", "7", "8"].iter().enumerate() {
        let number = i64::try_from(index).unwrap();
        let new = NewPublication {
            fingerprint,
            platform: if index % 2 == 0 { "gmail" } else { "twitter" },
            country_code: if index % 4 == 0 { "CM" } else { "NG" },
            created_at_ms: UnixMillis::new((10 + number / 3) * DAY_MS + number),
            ..new("1")
        };
        assert_eq!(claims(&database, "a", &new), 1);
        // The last one is still under way, so it is neither in the totals nor in the log.
        if index < 8 {
            assert!(settle(
                &database,
                PublicationLease { fingerprint, lease: "one" },
                states[index % 3]
            ));
        }
    }
    let all = LogQuery {
        days: (0, 100),
        country_code: None,
        platform: None,
        source: None,
        gateway_client: None,
        published: None,
    };
    let gmail = LogQuery { platform: Some("gmail".to_owned()), ..all.clone() };
    for (query, expected) in [
        (all.clone(), 8),
        (LogQuery { published: Some(true), ..all.clone() }, 3),
        (LogQuery { published: Some(false), ..all.clone() }, 5),
        (LogQuery { days: (11, 12), ..all.clone() }, 3),
        (LogQuery { country_code: Some("CM".to_owned()), ..gmail.clone() }, 2),
        (LogQuery { source: Some("twilio".to_owned()), ..all.clone() }, 0),
        (LogQuery { gateway_client: Some(String::new()), ..gmail.clone() }, 4),
        (gmail, 4),
    ] {
        let (sql, values) = log::days("a", &query);
        let mut prepared = database.prepare(sql).unwrap();
        let totals = prepared.query_map(params_from_iter(values), |row| row.get::<_, usize>(1));
        let total: usize = totals.unwrap().map(Result::unwrap).sum();
        assert_eq!((total, run(&database, log::page("a", &query, 100, 0))), (expected, expected));
    }
    assert_eq!(run(&database, log::page("a", &all, 3, 6)), 2);
    assert_eq!(run(&database, log::page("b", &all, 3, 0)), 0);
}
