use proptest::prelude::*;
use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng};
use rand_core::RngCore;

use super::*;

/// A generator that yields exactly these numbers.
struct Script<'a>(std::slice::Iter<'a, u32>);

impl RngCore for Script<'_> {
    fn next_u32(&mut self) -> u32 {
        *self.0.next().unwrap()
    }

    fn next_u64(&mut self) -> u64 {
        panic!("codes are drawn from 32-bit numbers")
    }

    fn fill_bytes(&mut self, _: &mut [u8]) {
        panic!("codes are drawn from 32-bit numbers")
    }

    fn try_fill_bytes(&mut self, _: &mut [u8]) -> Result<(), rand_core::Error> {
        panic!("codes are drawn from 32-bit numbers")
    }
}

fn drawn(numbers: &[u32]) -> String {
    Code::random(&mut Script(numbers.iter())).expose()
}

fn parsed(input: &str) -> Option<String> {
    Code::parse(input).map(|code| code.expose())
}

#[test]
fn leading_zeros_are_kept() {
    assert_eq!(drawn(&[7]), "000007");
    assert_eq!(drawn(&[0]), "000000");
    assert_eq!(parsed("000042").as_deref(), Some("000042"));
}

#[test]
fn draws_that_would_favor_low_codes_are_rejected() {
    assert_eq!(drawn(&[4_293_999_999]), "999999");
    assert_eq!(drawn(&[4_294_000_000, u32::MAX, 12]), "000012");
}

#[test]
fn every_digit_is_equally_likely_in_every_place() {
    let mut rng = ChaCha8Rng::seed_from_u64(11);
    let mut counts = [[0_i32; 10]; DIGITS];
    for _ in 0..100_000 {
        for (place, digit) in Code::random(&mut rng).expose().bytes().enumerate() {
            counts[place][usize::from(digit - b'0')] += 1;
        }
    }
    // Each count is 10,000 give or take 95; six standard deviations never happen.
    for count in counts.as_flattened() {
        assert!((count - 10_000).abs() < 570, "{counts:?}");
    }
}

#[test]
fn code_is_parsed_in_all_common_spellings() {
    for input in ["123456", " 123456\n", "123 456", "12-34-56", "1 2 3 - 4 5 6", "\u{a0}123456"] {
        assert_eq!(parsed(input).as_deref(), Some("123456"), "{input:?}");
    }
}

#[test]
fn input_other_than_six_ascii_digits_is_rejected() {
    let long = format!("1{}23456", " ".repeat(80));
    for input in [
        "",
        "12345",
        "1234567",
        "12345a",
        "0x1234",
        "+12345",
        "-123456",
        "123456-",
        "123.456",
        "1e5000",
        "١٢٣٤٥٦",
        "\u{ff11}\u{ff12}\u{ff13}\u{ff14}\u{ff15}\u{ff16}",
        "12345६",
        "12345\u{b2}",
        "123\u{0}456",
        &long,
    ] {
        assert_eq!(parsed(input), None, "{input:?}");
    }
}

#[test]
fn debug_output_hides_the_code() {
    assert_eq!(format!("{:?}", Code::parse("123456").unwrap()), "Code(redacted)");
}

proptest! {
    #[test]
    fn every_code_survives_being_typed(number in 0_u32..CODES) {
        let text = format!("{number:06}");
        prop_assert_eq!(parsed(&text), Some(text));
    }

    #[test]
    fn parsed_code_has_exactly_the_typed_digits(input in "\\PC{0,12}|[0-9 -]{0,12}") {
        let digits: String = input.chars().filter(char::is_ascii_digit).collect();
        if let Some(code) = parsed(&input) {
            prop_assert_eq!(code, digits);
        }
    }
}
