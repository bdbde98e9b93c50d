//! Sending, counting, withdrawing and sweeping codes.

use unix_time::UnixMillis;

use super::*;

fn limits(phone_per_hour: u32, prefix_per_hour: Option<u32>) -> SendLimits {
    SendLimits { phone_per_hour, prefix_per_hour }
}

#[test]
fn only_three_of_32_parallel_sends_are_created() {
    let mut book = Book::new();
    let created = (0..32).filter(|_| book.create(NOW_MS).is_some()).count();
    assert_eq!((created, book.count("one_time_codes")), (3, 3));
}

#[test]
fn send_counts_for_exactly_an_hour() {
    let mut book = Book::new();
    for at_ms in [0, 1_000, 2_000] {
        assert!(book.create(NOW_MS + at_ms).is_some());
    }
    assert!(book.create(NOW_MS + HOUR_MS - 1).is_none());
    assert!(book.create(NOW_MS + HOUR_MS).is_some());
    assert!(book.create(NOW_MS + HOUR_MS).is_none());
}

#[test]
fn purposes_share_a_phones_sends_and_accounts_and_phones_do_not() {
    let mut book = Book::new();
    for text in ["a", "b", "c"] {
        assert!(book.create_for(text, NOW_MS).is_some());
    }
    assert!(book.create_for("d", NOW_MS).is_none());
    let other = phone("+12025550124");
    let limits = SendLimits::default();
    assert!(book.create_in(&account(1), &other, purpose("d"), limits, NOW_MS).is_some());
    assert!(book.create_in(&account(2), &ours(), purpose("d"), limits, NOW_MS).is_some());
}

#[test]
fn numbers_of_one_prefix_share_the_prefix_limit() {
    let mut book = Book::new();
    let mut create = |to: &str, by: u8, limit: Option<u32>, at_ms: UnixMillis| {
        let limits = limits(3, limit);
        book.create_in(&account(by), &phone(to), Purpose::default(), limits, at_ms).is_some()
    };
    assert!(create("+12025550001", 1, Some(2), NOW_MS));
    assert!(create("+12025599999", 1, Some(2), NOW_MS));
    assert!(!create("+12025550002", 1, Some(2), NOW_MS));
    // Neighbors of the prefix, another account, no limit, and an hour later.
    assert!(create("+12025450002", 1, Some(1), NOW_MS));
    assert!(create("+12025650002", 1, Some(1), NOW_MS));
    assert!(create("+12025550002", 2, Some(1), NOW_MS));
    assert!(create("+12025550002", 1, None, NOW_MS));
    assert!(create("+12025550003", 1, Some(2), NOW_MS + HOUR_MS));
}

#[test]
fn limit_of_zero_sends_nothing() {
    let mut book = Book::new();
    for limits in [limits(0, None), limits(3, Some(0))] {
        let created = book.create_in(&account(1), &ours(), Purpose::default(), limits, NOW_MS);
        assert!(created.is_none());
    }
}

#[test]
fn oldest_counted_send_is_returned_only_if_the_limit_is_reached() {
    let mut book = Book::new();
    let oldest_of_phone =
        |book: &Book, limit: u32, now_ms: UnixMillis| -> Option<Option<UnixMillis>> {
            let since_ms = hour_before_ms(now_ms);
            let bound = super::oldest_of_phone(&account(1), &ours(), since_ms, limit);
            row::<OldestRow>(&book.database, bound).map(|row| row.at_ms)
        };
    let oldest_of_prefix =
        |book: &Book, limit: u32, now_ms: UnixMillis| -> Option<Option<UnixMillis>> {
            let since_ms = hour_before_ms(now_ms);
            let bound = super::oldest_of_prefix(&account(1), &ours(), since_ms, limit);
            row::<OldestRow>(&book.database, bound).map(|row| row.at_ms)
        };
    for at_ms in [0, 1_000, 2_000] {
        book.create(NOW_MS + at_ms).unwrap();
    }
    let later_ms = NOW_MS + HOUR_MS;
    assert_eq!(oldest_of_phone(&book, 3, NOW_MS + 2_000), Some(Some(NOW_MS)));
    assert_eq!(oldest_of_phone(&book, 4, NOW_MS + 2_000), None);
    assert_eq!(oldest_of_phone(&book, 2, later_ms), Some(Some(NOW_MS + 1_000)));
    assert_eq!(oldest_of_phone(&book, 3, later_ms), None);
    assert_eq!(oldest_of_phone(&book, 0, later_ms + HOUR_MS), Some(None));
    assert_eq!(oldest_of_prefix(&book, 3, NOW_MS + 2_000), Some(Some(NOW_MS)));
    assert_eq!(oldest_of_prefix(&book, 2, later_ms), Some(Some(NOW_MS + 1_000)));
    assert_eq!(oldest_of_prefix(&book, 3, later_ms), None);
}

#[test]
fn withdrawn_code_does_not_count_revives_the_older_one_and_restores_no_attempt() {
    let mut book = Book::new();
    let sent = book.create(NOW_MS).unwrap();
    assert_eq!(book.guess(&wrong(&sent.code), NOW_MS), refused(2));
    let unsent = book.create(NOW_MS).unwrap();
    assert_eq!(book.guess(&sent.code, NOW_MS), refused(1));
    assert_eq!(book.withdraw(&unsent), 1);
    assert_eq!(book.guess(&wrong(&sent.code), NOW_MS), refused(0));
    // The sends use another purpose, since codes of the first one could not be verified any more.
    let created = (0..5).filter(|_| book.create_for("payment", NOW_MS).is_some()).count();
    assert_eq!(created, 2);
}

#[test]
fn older_code_is_verified_after_the_newer_one_was_withdrawn() {
    let mut book = Book::new();
    let sent = book.create(NOW_MS).unwrap();
    let unsent = book.create(NOW_MS).unwrap();
    book.withdraw(&unsent);
    assert_eq!(book.guess(&sent.code, NOW_MS), VERIFIED);
}

#[test]
fn sweep_deletes_uncounted_rows_of_every_account_up_to_its_limit() {
    let mut book = Book::new();
    let limits = SendLimits::default();
    for number in [1, 2] {
        for at_ms in [0, 1, 2] {
            let (by, at_ms) = (account(number), NOW_MS + at_ms);
            book.create_in(&by, &ours(), Purpose::default(), limits, at_ms).unwrap();
            book.guess_in(&by, &ours(), None, None, at_ms);
        }
    }
    let now_ms = NOW_MS + 1 + HOUR_MS;
    assert_eq!(book.sweep(NOW_MS + HOUR_MS - 1, 100), 0);
    assert_eq!([(); 4].map(|()| book.sweep(now_ms, 3)), [6, 2, 0, 0]);
    assert_eq!((book.count("one_time_codes"), book.count("one_time_code_attempts")), (2, 2));
}

#[test]
fn sends_are_counted_by_primary_key_ranges_of_phone_and_prefix() {
    let plan = crate::tests::plan(&Book::new().database, CREATE).join("\n");
    for wanted in [
        "PRIMARY KEY (account_id=? AND phone=? AND created_at_ms>?)",
        "PRIMARY KEY (account_id=? AND phone>? AND phone<?)",
    ] {
        assert!(plan.contains(wanted), "{plan}");
    }
}

#[test]
fn sweep_reads_only_the_oldest_rows_of_each_account() {
    for (statement, wanted) in [
        (sweep::CODES, "one_time_codes_created (account_id=? AND created_at_ms<?)"),
        (sweep::ATTEMPTS, "one_time_code_attempts_at (account_id=? AND at_ms<?)"),
    ] {
        let plan = crate::tests::plan(&Book::new().database, statement).join("\n");
        assert!(plan.contains(wanted), "{plan}");
    }
}

#[test]
fn send_returns_the_remaining_sends_and_the_time_until_the_oldest_stops_counting() {
    let mut book = Book::new();
    let mut outcomes = Vec::new();
    for at_ms in [0, 10 * MINUTE_MS, 20 * MINUTE_MS, HOUR_MS] {
        assert!(book.create(NOW_MS + at_ms).is_some());
        outcomes.push(book.latest.unwrap());
    }
    let expected = [(2, 3_600), (1, 3_000), (0, 2_400), (0, 600)];
    let created = |(remaining, reset_secs)| CodeSendOutcome::Created { remaining, reset_secs };
    assert_eq!(outcomes, expected.map(created));
}
