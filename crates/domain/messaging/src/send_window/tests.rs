use proptest::prelude::*;

use super::*;

const MINUTE_MS: i64 = 60_000;
const HOUR_MS: i64 = 60 * MINUTE_MS;

fn window(from: &str, until: &str, zone: &str) -> SendWindow {
    SendWindow::parse(from, until, zone).unwrap()
}

fn at(text: &str) -> UnixMillis {
    UnixMillis::new(text.parse::<Timestamp>().unwrap().as_millisecond())
}

#[test]
fn window_is_open_by_the_clocks_of_its_zone() {
    let berlin = window("08:00", "21:00", "Europe/Berlin");
    for (text, open) in [
        ("2026-01-15T06:59:59Z", false),
        ("2026-01-15T07:00:00Z", true),
        ("2026-01-15T19:59:59Z", true),
        ("2026-01-15T20:00:00Z", false),
        ("2026-07-15T06:00:00Z", true),
        ("2026-07-15T05:59:59Z", false),
    ] {
        assert_eq!(berlin.is_open(at(text)), open, "{text}");
    }
}

#[test]
fn window_over_midnight_is_open_in_the_night() {
    let night = window("22:00", "06:00", "UTC");
    assert!(night.is_open(at("2026-01-15T23:00:00Z")) && night.is_open(at("2026-01-15T05:59:00Z")));
    assert_eq!(night.opens_at_ms(at("2026-01-15T06:00:00Z")), at("2026-01-15T22:00:00Z"));
}

#[test]
fn opening_follows_the_clocks_when_they_change() {
    let berlin = window("08:00", "21:00", "Europe/Berlin");
    assert_eq!(berlin.opens_at_ms(at("2026-03-28T21:00:00Z")), at("2026-03-29T06:00:00Z"));
    assert_eq!(berlin.opens_at_ms(at("2026-10-24T21:00:00Z")), at("2026-10-25T07:00:00Z"));
    // On 29 March the clocks go from 2 to 3, and the beginning is between.
    let in_the_gap = window("02:30", "12:00", "Europe/Berlin");
    assert_eq!(in_the_gap.opens_at_ms(at("2026-03-29T00:00:00Z")), at("2026-03-29T01:00:00Z"));
    // On 25 October they go from 3 back to 2, so the window is open twice.
    let twice = window("02:00", "02:30", "Europe/Berlin");
    assert_eq!(twice.opens_at_ms(at("2026-10-25T00:30:00Z")), at("2026-10-25T01:00:00Z"));
}

#[test]
fn zone_that_skips_a_day_opens_on_the_next_one() {
    let apia = window("08:00", "09:00", "Pacific/Apia");
    // 30 December 2011 does not exist there.
    assert_eq!(apia.opens_at_ms(at("2011-12-29T19:30:00Z")), at("2011-12-30T18:00:00Z"));
}

#[test]
fn only_times_of_day_and_zones_of_the_database_are_accepted() {
    for text in ["8:00", "24:00", "08:60", "0800", "08:00:00", "+8:00", ""] {
        assert_eq!(SendWindow::parse(text, "21:00", "UTC"), Err(InvalidWindow::From), "{text}");
        assert_eq!(SendWindow::parse("01:00", text, "UTC"), Err(InvalidWindow::Until), "{text}");
    }
    assert_eq!(SendWindow::parse("01:00", "01:00", "UTC"), Err(InvalidWindow::Until));
    for zone in ["Europe/Nowhere", "", "+02:00"] {
        assert_eq!(SendWindow::parse("01:00", "02:00", zone), Err(InvalidWindow::TimeZone));
    }
    let berlin = window("08:00", "21:00", "europe/berlin");
    assert_eq!(berlin.time_zone(), "Europe/Berlin");
    assert_eq!((berlin.from_text(), berlin.until_text()), ("08:00".to_owned(), "21:00".to_owned()));
}

#[test]
fn window_of_an_unknown_zone_is_read_as_one_of_utc() {
    let stored = r#"{"from":480,"until":1260,"time_zone":"Gone/Zone"}"#;
    let stored: SendWindow = serde_json::from_str(stored).unwrap();
    assert!(stored.is_open(at("2026-01-15T08:00:00Z")));
}

proptest! {
    // Each case looks at up to 3,000 minutes.
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn opening_is_the_first_open_minute(
        from in 0_u16..1_440,
        length in 1_u16..1_440,
        minute in 0_i64..526_000,
        zone in prop::sample::select(vec![
            "UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu",
        ]),
    ) {
        let until = (from + length) % 1_440;
        let window = window(&text_of(from), &text_of(until), zone);
        let now_ms = UnixMillis::new(1_767_225_600_000 + minute * MINUTE_MS);
        let opens_at_ms = window.opens_at_ms(now_ms);
        let mut first_ms = now_ms;
        while !window.is_open(first_ms) {
            first_ms = first_ms.saturating_add(MINUTE_MS);
            prop_assert!(first_ms.since(now_ms) <= 50 * HOUR_MS);
        }
        prop_assert_eq!(opens_at_ms, first_ms);
    }
}
