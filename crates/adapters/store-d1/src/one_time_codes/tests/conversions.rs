//! Sums of codes that were sent and verified.

use std::collections::BTreeSet;

use super::*;
use crate::{
    one_time_codes::conversions::{
        BlockPage, ConversionQuery, ConversionReport, ConversionSum, report, statements, sweep,
    },
    tests::rows,
};

fn all(by_block: bool) -> ConversionQuery<'static> {
    let day = NOW_MS.day();
    let blocks = by_block.then_some(BlockPage { after: ("", ""), limit: 100 });
    ConversionQuery { since_day: day, until_day: day + 1, country: None, blocks }
}

fn asked(book: &Book, query: &ConversionQuery<'_>) -> ConversionReport {
    let [sums, living] = statements(&account(1), query);
    report(rows(&book.database, sums), rows(&book.database, living), query)
}

fn sum(country: &str, block: &str, sent: u64, verified: u64) -> ConversionSum {
    let (country, number_block) = (country.to_owned(), block.to_owned());
    ConversionSum { country, number_block, sent, verified }
}

fn send(book: &mut Book, to: &str) -> Option<IssuedCode> {
    book.create_in(&account(1), &phone(to), Purpose::default(), SendLimits::default(), NOW_MS)
}

#[test]
fn code_counts_once_before_and_after_its_row_is_deleted() {
    let mut book = Book::new();
    let code = book.create(NOW_MS).unwrap();
    send(&mut book, "+12025550124").unwrap();
    send(&mut book, "+447400123456").unwrap();
    book.guess(&code.code, NOW_MS);
    book.guess(&code.code, NOW_MS);
    let countries = [sum("GB", "", 1, 0), sum("US", "", 2, 1)];
    let blocks = [sum("GB", "+447400", 1, 0), sum("US", "+120255", 2, 1)];
    for swept in [0, 2, 3, 3] {
        // Sweeps in parts, and a repeated one, change nothing.
        book.sweep(NOW_MS + HOUR_MS, swept);
        assert_eq!(asked(&book, &all(false)).sums, countries, "{swept}");
        assert_eq!(asked(&book, &all(true)).sums, blocks, "{swept}");
    }
    assert_eq!(book.count("one_time_codes"), 0);
    let us = ConversionQuery { country: Some("US"), ..all(false) };
    assert_eq!(asked(&book, &us).sums, [sum("US", "", 2, 1)]);
    let other_day =
        ConversionQuery { since_day: NOW_MS.day() + 1, until_day: NOW_MS.day() + 2, ..all(true) };
    assert_eq!(asked(&book, &other_day), ConversionReport::default());
}

#[test]
fn pages_of_blocks_have_each_block_once_though_some_codes_live() {
    let mut book = Book::new();
    for area in 201..206 {
        send(&mut book, &format!("+1{area}5550123")).unwrap();
    }
    book.sweep(NOW_MS + HOUR_MS, 3);
    for area in 206..210 {
        send(&mut book, &format!("+1{area}5550123")).unwrap();
    }
    send(&mut book, "+12015550124").unwrap();
    let mut after = (String::new(), String::new());
    let mut seen = Vec::new();
    loop {
        let blocks = Some(BlockPage { after: (&after.0, &after.1), limit: 2 });
        let page = asked(&book, &ConversionQuery { blocks, ..all(true) });
        after = page.sums.last().map(|it| (it.country.clone(), it.number_block.clone())).unwrap();
        seen.extend(page.sums);
        if !page.has_more {
            break;
        }
    }
    let areas: Vec<String> = (201..210).map(|area| format!("+1{area}55")).collect();
    // 204 is in Canada, which comes before the others.
    let blocks: BTreeSet<String> = seen.iter().map(|it| it.number_block.clone()).collect();
    assert_eq!((seen.len(), blocks), (areas.len(), areas.into_iter().collect()));
    assert_eq!(seen.iter().map(|it| it.sent).sum::<u64>(), 10);
}

#[test]
fn blocks_beyond_a_days_bound_share_one_sum() {
    let mut book = Book::new();
    let mut sent = 0;
    for area in 201..550 {
        sent += u64::from(send(&mut book, &format!("+1{area}5550123")).is_some());
        // A sweep adds as many new blocks as it deletes codes, so small ones keep to the bound.
        book.sweep(NOW_MS + HOUR_MS, 1);
    }
    let query =
        ConversionQuery { blocks: Some(BlockPage { after: ("", ""), limit: 1_000 }), ..all(true) };
    let sums = asked(&book, &query).sums;
    assert_eq!(sums.iter().map(|it| it.sent).sum::<u64>(), sent);
    let rows = book.count("code_conversions");
    // One sum without a block for each country.
    assert!((200..230).contains(&rows), "{rows}");
}

#[test]
fn codes_of_test_numbers_are_summed_apart() {
    let mut book = Book::new();
    book.create(NOW_MS).unwrap();
    book.database.execute("UPDATE one_time_codes SET is_test = 1", []).unwrap();
    for by_block in [false, true] {
        let report = asked(&book, &all(by_block));
        assert_eq!((report.sums.len(), report.test), (0, (1, 0)));
    }
    book.sweep(NOW_MS + HOUR_MS, 9);
    let report = asked(&book, &all(false));
    assert_eq!((report.sums.len(), report.test), (0, (1, 0)));
}

#[test]
fn sums_are_kept_for_their_days() {
    let mut book = Book::new();
    book.create(NOW_MS).unwrap();
    book.sweep(NOW_MS + HOUR_MS, 9);
    let day_ms = 24 * HOUR_MS;
    let swept = |days| count_rows(&book.database, sweep(NOW_MS + days * day_ms, 9));
    assert_eq!([swept(35), swept(36), swept(36)], [0, 1, 0]);
}
