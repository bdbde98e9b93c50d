//! Blocks of numbers whose codes nobody verifies.

use one_time_codes::{BlockCounts, Blocked};
use proptest::prelude::*;

use super::*;
use crate::one_time_codes::blocks::{
    CodeBlockRecord, add, lift, sweep as sweep_ended, testing::judge,
};

const RULE: BlockRule =
    BlockRule { min_sent: 4, min_verified_percent: 50, grace_ms: 0, first_block_ms: HOUR_MS };

fn guarded(rule: BlockRule) -> Book {
    let mut book = Book::new();
    book.guard = BlockGuard::Rule(rule);
    book
}

fn block() -> NumberBlock {
    NumberBlock::of(&ours())
}

impl Book {
    /// Sends a code to the last four digits of a number of the block.
    fn send_to(&mut self, number: usize, now_ms: UnixMillis) -> Option<IssuedCode> {
        let to = phone(&format!("+1202555{number:04}"));
        self.create_in(&account(1), &to, Purpose::default(), SendLimits::default(), now_ms)
    }

    fn verify_at(&self, number: usize, code: &IssuedCode, now_ms: UnixMillis) {
        let to = phone(&format!("+1202555{number:04}"));
        let verified = self.guess_in(&account(1), &to, None, Some(&code.code), now_ms);
        assert_eq!(verified, VERIFIED);
    }

    fn judged(&self, now_ms: UnixMillis) -> Option<Blocked> {
        judge(&self.database, &account(1), &block(), RULE, now_ms)
    }
}

#[test]
fn block_whose_codes_nobody_verifies_gets_no_more_than_the_threshold() {
    let mut book = guarded(RULE);
    let created = (0..32).filter(|number| book.send_to(*number, NOW_MS).is_some()).count();
    assert_eq!(created, 4);
    let began = Some(BlockCounts { sent: 4, verified: 0, pending: 0 });
    let until_ms = Some(NOW_MS + HOUR_MS);
    assert_eq!(book.judged(NOW_MS), Some(Blocked { until_ms, began }));
    assert_eq!(book.judged(NOW_MS), Some(Blocked { until_ms, began: None }));
    // Other numbers, and the numbers of another account, go on.
    let limits = SendLimits::default();
    let other = phone("+13125550123");
    assert!(book.create_in(&account(1), &other, Purpose::default(), limits, NOW_MS).is_some());
    assert!(book.create_in(&account(2), &ours(), Purpose::default(), limits, NOW_MS).is_some());
}

#[test]
fn verified_codes_keep_their_block_open() {
    let mut book = guarded(RULE);
    for number in 0..20 {
        let code = book.send_to(number, NOW_MS).unwrap();
        if number % 2 == 1 {
            continue;
        }
        book.verify_at(number, &code, NOW_MS);
    }
    assert_eq!(book.judged(NOW_MS), None);
}

#[test]
fn block_ends_begins_anew_and_then_lasts_twice_as_long() {
    let mut book = guarded(RULE);
    let mut now_ms = NOW_MS;
    for hours in [1, 2, 4] {
        let created = (0..9).filter(|number| book.send_to(*number, now_ms).is_some()).count();
        assert_eq!(created, 4, "{hours}");
        let until_ms = book.judged(now_ms).unwrap().until_ms.unwrap();
        assert_eq!(until_ms, now_ms + hours * HOUR_MS);
        assert!(book.send_to(20, until_ms - 1).is_none());
        now_ms = until_ms;
    }
}

#[test]
fn lifted_block_is_not_judged_for_an_hour() {
    let mut book = guarded(RULE);
    for number in 0..9 {
        book.send_to(number, NOW_MS);
    }
    book.judged(NOW_MS).unwrap();
    let lift = |book: &Book, by: u8, now_ms| {
        row::<CodeBlockRecord>(&book.database, lift(&account(by), &block(), now_ms))
    };
    assert!(lift(&book, 2, NOW_MS).is_none());
    let lifted = lift(&book, 1, NOW_MS).unwrap();
    assert_eq!((lifted.repeats, lifted.sent, lifted.lifted_at_ms), (0, 4, Some(NOW_MS)));
    assert!(!lifted.is_active_at(NOW_MS) && lift(&book, 1, NOW_MS).is_none());
    assert!((10..20).all(|number| book.send_to(number, NOW_MS + HOUR_MS - 1).is_some()));
    let later = NOW_MS + HOUR_MS + 1;
    let created = (20..30).filter(|number| book.send_to(*number, later).is_some()).count();
    assert_eq!(created, 4);
}

#[test]
fn block_by_hand_holds_without_a_rule_but_not_for_exempt_numbers() {
    let mut book = Book::new();
    let add = |book: &Book, until_ms| {
        let adding = add(&account(1), &block(), until_ms, Some("pumped"), NOW_MS);
        row::<CodeBlockRecord>(&book.database, adding).unwrap()
    };
    assert_eq!(add(&book, Some(NOW_MS + 1)).until_ms(), Some(NOW_MS + 1));
    assert!(book.create(NOW_MS).is_none() && book.create(NOW_MS + 1).is_some());
    let endless = add(&book, None);
    assert_eq!((endless.until_ms(), endless.note.as_deref()), (None, Some("pumped")));
    assert!(book.create(NOW_MS + 365 * 24 * HOUR_MS).is_none());
    book.guard = BlockGuard::Exempt;
    assert!(book.create(NOW_MS + 2).is_some());
}

#[test]
fn codes_of_a_blocked_block_do_not_count_for_the_alarm_of_all() {
    let mut book = guarded(RULE);
    let counted = |book: &Book| {
        let values = vec![
            (&account(1)).into(),
            hour_before_ms(NOW_MS).into(),
            NOW_MS.into(),
            Purpose::DEFAULT.into(),
        ];
        row::<CodeConversion>(&book.database, (CONVERSION, values)).unwrap().sent
    };
    for number in 0..9 {
        book.send_to(number, NOW_MS - MINUTE_MS);
    }
    assert_eq!(counted(&book), 4);
    book.judged(NOW_MS).unwrap();
    assert_eq!(counted(&book), 0);
}

#[test]
fn rule_reads_nothing_but_its_index() {
    let plan = crate::tests::plan(&Book::new().database, CREATE).join("\n");
    let wanted = "one_time_codes_block (account_id=? AND number_block=? AND created_at_ms>?)";
    assert!(plan.contains("COVERING INDEX") && plan.contains(wanted), "{plan}");
}

#[test]
fn sweep_keeps_blocks_while_a_further_one_is_a_repetition() {
    let mut book = guarded(RULE);
    for number in 0..9 {
        book.send_to(number, NOW_MS);
    }
    let until_ms = book.judged(NOW_MS).unwrap().until_ms.unwrap();
    let sweep = |now_ms| count_rows(&book.database, sweep_ended(now_ms, 10));
    let week_ms = one_time_codes::REPEATS_WITHIN_MS;
    assert_eq!([sweep(until_ms + week_ms - 1), sweep(until_ms + week_ms)], [0, 1]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn statement_and_rule_decide_alike(
        min_sent in 1_u32..8,
        min_verified_percent in 1_u32..=100,
        grace_secs in 0_i64..4,
        steps in prop::collection::vec((0_i64..3, any::<bool>()), 1..40),
    ) {
        let rule = BlockRule {
            min_sent, min_verified_percent, grace_ms: grace_secs * 1_000, first_block_ms: HOUR_MS,
        };
        let mut book = guarded(rule);
        let mut now_ms = NOW_MS;
        // Time of each code, and whether it was verified.
        let mut sent: Vec<(UnixMillis, bool)> = Vec::new();
        for (number, (wait_secs, verified)) in steps.into_iter().enumerate() {
            now_ms += wait_secs * 1_000;
            let of = |test: &dyn Fn(&(UnixMillis, bool)) -> bool| {
                u32::try_from(sent.iter().filter(|code| test(code)).count()).unwrap()
            };
            let since_ms = rule.pending_since_ms(now_ms);
            let counts = BlockCounts {
                sent: of(&|_| true),
                verified: of(&|(_, verified)| *verified),
                pending: of(&|(at_ms, verified)| !verified && *at_ms > since_ms),
            };
            let code = book.send_to(number, now_ms);
            prop_assert_eq!(code.is_none(), rule.is_violated(counts), "{:?}", counts);
            if let Some(code) = code {
                if verified {
                    book.verify_at(number, &code, now_ms);
                }
                sent.push((now_ms, verified));
            }
        }
    }
}
