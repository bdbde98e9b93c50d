//! Outcomes of guesses, and the attempts they cost.

use super::*;

#[test]
fn right_code_is_verified_once_and_costs_no_attempt() {
    let mut book = Book::new();
    let code = book.create(NOW_MS).unwrap().code;
    assert_eq!(book.guess(&code, NOW_MS + 1), VERIFIED);
    assert_eq!(book.count("one_time_code_attempts"), 0);
    assert_eq!(book.guess(&code, NOW_MS + 2), refused(2));
}

#[test]
fn consumed_code_does_not_revive_the_one_it_superseded() {
    let mut book = Book::new();
    let old = book.create(NOW_MS).unwrap().code;
    let new = book.create(NOW_MS + 1).unwrap().code;
    assert_eq!(book.guess(&new, NOW_MS + 2), VERIFIED);
    assert_eq!(book.guess(&old, NOW_MS + 3), refused(2));
}

#[test]
fn new_code_supersedes_the_older_one_of_its_purpose_and_no_other() {
    let mut book = Book::new();
    let login = book.create_for("login", NOW_MS).unwrap().code;
    let old = book.create_for("payment", NOW_MS).unwrap().code;
    let new = book.create_for("payment", NOW_MS).unwrap().code;
    assert_eq!(book.guess_for("payment", &old, NOW_MS), refused(2));
    assert_eq!(book.guess_for("payment", &new, NOW_MS), VERIFIED);
    assert_eq!(book.guess_for("login", &login, NOW_MS), VERIFIED);
}

#[test]
fn code_expires_at_exactly_its_time() {
    for (late_ms, outcome) in [(-1, VERIFIED), (0, refused(2)), (1, refused(2))] {
        let mut book = Book::new();
        let issued = book.create(NOW_MS).unwrap();
        assert_eq!(issued.expires_at_ms, NOW_MS + 5 * MINUTE_MS);
        assert_eq!(book.guess(&issued.code, issued.expires_at_ms + late_ms), outcome, "{late_ms}");
    }
}

#[test]
fn code_of_one_purpose_is_refused_for_another() {
    let mut book = Book::new();
    let code = book.create_for("login", NOW_MS).unwrap().code;
    assert_eq!(book.guess_for("payment", &code, NOW_MS), refused(2));
    assert_eq!(book.guess_for("login", &code, NOW_MS), VERIFIED);
}

#[test]
fn guess_without_a_purpose_is_compared_with_the_newest_live_code() {
    let mut book = Book::new();
    let login = book.create_for("login", NOW_MS).unwrap().code;
    let payment = book.create_for("payment", NOW_MS + 1).unwrap().code;
    assert_eq!(book.guess(&login, NOW_MS + 2), refused(2));
    assert_eq!(book.guess(&payment, NOW_MS + 2), VERIFIED);
    assert_eq!(book.guess(&login, NOW_MS + 3), VERIFIED);
}

#[test]
fn after_three_failures_even_the_right_code_is_refused_for_the_rest_of_the_hour() {
    let mut book = Book::new();
    let code = book.create(NOW_MS).unwrap().code;
    for (at_ms, left) in [(0, 2), (1_000, 1), (2_000, 0), (3_000, 0)] {
        assert_eq!(book.guess(&wrong(&code), NOW_MS + at_ms), refused(left));
    }
    assert_eq!(book.guess(&code, NOW_MS + 4_000), refused(0));
    assert_eq!(book.count("one_time_code_attempts"), 3);
    // No code is sent either while it could not be verified.
    assert!(book.create(NOW_MS + HOUR_MS - 1).is_none());
    let late = book.create(NOW_MS + HOUR_MS).unwrap().code;
    assert_eq!(book.guess(&late, NOW_MS + HOUR_MS), VERIFIED);
}

#[test]
fn blocked_number_is_sent_codes_of_another_purpose() {
    let mut book = Book::new();
    let code = book.create(NOW_MS).unwrap().code;
    for _ in 0..3 {
        book.guess(&wrong(&code), NOW_MS);
    }
    assert!(book.create(NOW_MS + 1).is_none());
    assert!(book.create_for("payment", NOW_MS + 1).is_some());
    assert_eq!(book.count("one_time_codes"), 2);
}

#[test]
fn resend_does_not_restore_attempts() {
    let mut book = Book::new();
    let first = book.create(NOW_MS).unwrap().code;
    assert_eq!(book.guess(&wrong(&first), NOW_MS), refused(2));
    assert_eq!(book.guess(&wrong(&first), NOW_MS), refused(1));
    let second = book.create(NOW_MS).unwrap().code;
    assert_eq!(book.guess(&wrong(&second), NOW_MS), refused(0));
    assert_eq!(book.guess(&second, NOW_MS), refused(0));
}

#[test]
fn unknown_wrong_consumed_and_expired_codes_are_answered_alike() {
    let answers = |prepare: &dyn Fn(&mut Book) -> Code| {
        let mut book = Book::new();
        let guessed = prepare(&mut book);
        let at_ms = NOW_MS + 6 * MINUTE_MS;
        [0, 1, 2, 3].map(|later_ms| book.guess(&guessed, at_ms + later_ms))
    };
    let recently_ms = NOW_MS + 5 * MINUTE_MS;
    let unknown = answers(&|_| Code::parse("123456").unwrap());
    assert_eq!(unknown, [2, 1, 0, 0].map(refused));
    assert_eq!(answers(&|book| wrong(&book.create(recently_ms).unwrap().code)), unknown);
    assert_eq!(answers(&|book| book.create(NOW_MS).unwrap().code), unknown);
    let consumed = answers(&|book| {
        let code = book.create(recently_ms).unwrap().code;
        assert_eq!(book.guess(&code, recently_ms), VERIFIED);
        code
    });
    assert_eq!(consumed, unknown);
}

#[test]
fn malformed_code_costs_an_attempt() {
    let mut book = Book::new();
    book.create(NOW_MS).unwrap();
    assert_eq!(book.guess_in(&account(1), &ours(), None, None, NOW_MS), refused(2));
}

#[test]
fn codes_and_attempts_are_not_shared_between_accounts_or_phones() {
    let mut book = Book::new();
    let code = book.create(NOW_MS).unwrap().code;
    let other = phone("+12025550124");
    assert_eq!(book.guess_in(&account(2), &ours(), None, Some(&code), NOW_MS), refused(2));
    assert_eq!(book.guess_in(&account(1), &other, None, Some(&code), NOW_MS), refused(2));
    assert_eq!(book.guess(&wrong(&code), NOW_MS), refused(2));
    assert_eq!(book.guess(&code, NOW_MS), VERIFIED);
}

#[test]
fn expired_code_does_not_supply_the_purpose_of_a_guess() {
    let mut book = Book::new();
    let issued = book.create_for("login", NOW_MS).unwrap();
    assert_eq!(book.guess(&issued.code, issued.expires_at_ms), refused(2));
    assert_eq!(book.guess_for("login", &issued.code, issued.expires_at_ms), refused(2));
    assert_eq!(book.guess_for("authentication", &issued.code, issued.expires_at_ms), refused(1));
}
