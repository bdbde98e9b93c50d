//! Concurrent requests whose steps interleave, and clocks that disagree.

use unix_time::UnixMillis;

use super::*;

#[test]
fn only_one_of_two_parallel_verifications_with_the_right_code_succeeds() {
    let mut book = Book::new();
    let issued = book.create(NOW_MS).unwrap();
    let (account_id, to) = (account(1), ours());
    let code = Some(&issued.code);
    let guess = Guess { account_id: &account_id, phone: &to, purpose: None, code, now_ms: NOW_MS };
    let id = ready(book.newest_live_code(guess)).unwrap().unwrap().id;
    let reserve = || ready(book.reserve_attempt(guess, Purpose::default())).unwrap().unwrap();
    let (first, second) = (reserve(), reserve());
    assert_eq!((first.failures, second.failures), (1, 2));
    assert_ne!(first.at_ms, second.at_ms);
    assert!(ready(book.consume_code(guess, &id, &second)).unwrap());
    assert!(!ready(book.consume_code(guess, &id, &first)).unwrap());
    assert_eq!(book.guess(&issued.code, NOW_MS), refused(1));
}

#[test]
fn only_three_of_32_parallel_guesses_are_compared() {
    let mut book = Book::new();
    book.create(NOW_MS).unwrap();
    let (account_id, phone) = (account(1), ours());
    let guess =
        Guess { account_id: &account_id, phone: &phone, purpose: None, code: None, now_ms: NOW_MS };
    let failures: Vec<u32> = (0..32)
        .filter_map(|_| ready(book.reserve_attempt(guess, Purpose::default())).unwrap())
        .map(|attempt| attempt.failures)
        .collect();
    assert_eq!(failures, [1, 2, 3]);
}

#[test]
fn code_that_is_superseded_or_expires_while_it_is_verified_is_refused() {
    let mut book = Book::new();
    let old = book.create(NOW_MS).unwrap();
    let (account_id, phone) = (account(1), ours());
    let guess =
        Guess { account_id: &account_id, phone: &phone, purpose: None, code: None, now_ms: NOW_MS };
    let reserve = |book: &Book, at_ms: UnixMillis, text: &str| {
        let guess = Guess { now_ms: at_ms, ..guess };
        ready(book.reserve_attempt(guess, purpose(text))).unwrap().unwrap()
    };
    let attempt = reserve(&book, NOW_MS, "authentication");
    let new = book.create(NOW_MS).unwrap();
    assert!(!ready(book.consume_code(guess, &old.id, &attempt)).unwrap());
    let late = reserve(&book, new.expires_at_ms, "authentication");
    assert!(!ready(book.consume_code(guess, &new.id, &late)).unwrap());
    let of_another_purpose = reserve(&book, NOW_MS, "login");
    assert!(!ready(book.consume_code(guess, &new.id, &of_another_purpose)).unwrap());
    assert_eq!(book.count("one_time_code_attempts"), 3);
    assert!(ready(book.consume_code(guess, &new.id, &attempt)).unwrap());
    assert_eq!(book.count("one_time_code_attempts"), 2);
}

#[test]
fn slow_clock_does_not_hide_the_new_code() {
    let mut book = Book::new();
    book.create(NOW_MS).unwrap();
    let new = book.create(NOW_MS - 5_000).unwrap();
    assert_eq!(book.guess(&new.code, NOW_MS), VERIFIED);
}

#[test]
fn slow_clock_allows_neither_more_sends_nor_more_attempts() {
    let mut book = Book::new();
    let created = (0..5).filter(|at| book.create(NOW_MS - at * 1_000).is_some()).count();
    let guess = |at: i64| book.guess_in(&account(1), &ours(), None, None, NOW_MS - at * 1_000);
    assert_eq!((created, [0, 1, 2, 3].map(guess)), (3, [2, 1, 0, 0].map(refused)));
}
