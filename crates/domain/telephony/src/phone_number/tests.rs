use proptest::prelude::*;

use super::*;

fn lenient(input: &str, region: &str) -> Option<String> {
    let region = Region::parse(region).unwrap();
    let number = PhoneNumber::parse(input, region, Validation::Lenient).ok()?;
    Some(number.as_str().to_owned())
}

fn strict(input: &str) -> Option<String> {
    let region = Region::parse("US").unwrap();
    let number = PhoneNumber::parse(input, region, Validation::Strict).ok()?;
    Some(number.as_str().to_owned())
}

#[test]
fn contracts_measured_examples_are_read_as_measured() {
    for (input, region, expected) in [
        ("2025550123", "US", "+12025550123"),
        ("(202) 555-0123", "US", "+12025550123"),
        ("12062992129", "US", "+12062992129"),
        ("011447911123456", "US", "+447911123456"),
        ("00447911123456", "US", "+447911123456"),
        ("09123456789", "MM", "+959123456789"),
        ("+1 (202) 555.0123", "MM", "+12025550123"),
    ] {
        assert_eq!(lenient(input, region).as_deref(), Some(expected), "{input} in {region}");
    }
}

#[test]
fn documented_example_numbers_are_accepted_leniently_and_refused_strictly() {
    assert_eq!(lenient("+1234567890", "US").as_deref(), Some("+1234567890"));
    assert_eq!(lenient("+959123456789", "US").as_deref(), Some("+959123456789"));
    assert_eq!(strict("+1234567890"), None);
    assert_eq!(strict("+12025550123").as_deref(), Some("+12025550123"));
}

#[test]
fn text_that_is_no_number_is_rejected() {
    let long = "1".repeat(200);
    for input in [
        "",
        " ",
        "+",
        "+0123456789",
        "+123456",
        "+1234567890123456",
        "hello",
        "٠١٢٣٤٥٦٧٨٩",
        "+1234567890x",
        "12345",
        &long,
    ] {
        assert_eq!(lenient(input, "US"), None, "{input}");
    }
}

#[test]
fn debug_output_hides_the_number() {
    let region = Region::parse("US").unwrap();
    let number = PhoneNumber::parse("+12025550123", region, Validation::Lenient).unwrap();
    assert!(!format!("{number:?}").contains("2025550123"));
}

#[test]
fn stored_number_is_checked_on_deserialization() {
    let read = |json: &str| serde_json::from_str::<PhoneNumber>(json).ok();
    assert_eq!(read("\"+12025550123\"").unwrap().as_str(), "+12025550123");
    for json in ["\"2025550123\"", "\"+0123456789\"", "\"\"", "7", "null"] {
        assert_eq!(read(json), None, "{json}");
    }
}

#[test]
fn region_is_the_country_that_assigns_the_number() {
    let region = |text: &str| {
        let region = Region::parse("US").unwrap();
        PhoneNumber::parse(text, region, Validation::Lenient).unwrap().region()
    };
    for (text, expected) in [
        ("+12025550123", "US"),
        ("+16045550123", "CA"),
        ("+447400123456", "GB"),
        ("+447911123456", "GG"),
    ] {
        assert_eq!(region(text).as_deref(), Some(expected), "{text}");
    }
    assert_eq!(region("+1234567890"), None);
}

proptest! {
    #[test]
    fn any_text_is_rejected_or_becomes_e164(input in "\\PC*|[+0-9 ().-]{0,30}") {
        if let Some(number) = lenient(&input, "US") {
            let digits = number.strip_prefix('+').unwrap();
            prop_assert!((7..=15).contains(&digits.len()) && !digits.starts_with('0'));
            prop_assert!(digits.bytes().all(|byte| byte.is_ascii_digit()));
            prop_assert_eq!(lenient(&number, "MM"), Some(number));
        }
    }
}
