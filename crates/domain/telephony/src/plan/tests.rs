use std::{env, fmt::Write as _, fs};

use proptest::prelude::*;
use rlibphonenumber::{
    NumberLengthType, PHONE_NUMBER_UTIL, PhoneNumber as Parsed, PhoneNumberDesc, PhoneNumberFormat,
    PhoneNumberType, interfaces::AsOriginal,
};

use super::*;
use crate::{Region, significant::SignificantNumber, spelling::Spelling};

const PATH: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/src/plan/table.in");

/// Returns a pattern without the anchors in which the library's metadata wraps it.
fn bare(pattern: Option<&str>) -> &str {
    let pattern = pattern.unwrap_or_default();
    let inner = pattern.strip_prefix("^(?:").and_then(|rest| rest.strip_suffix(")$"));
    inner.unwrap_or(pattern)
}

fn mask(lengths: &[i32]) -> u32 {
    lengths.iter().filter(|it| **it > 0).fold(0, |mask, length| mask | 1 << length)
}

fn hex(mask: u32) -> String {
    if mask > 0xffff {
        format!("{:#x}_{:04x}", mask >> 16, mask & 0xffff)
    } else {
        format!("{mask:#x}")
    }
}

/// Renders the table as it is checked in.
fn rendered() -> String {
    let library = PHONE_NUMBER_UTIL.as_original();
    let mut codes: Vec<i32> = PHONE_NUMBER_UTIL.get_supported_calling_codes().collect();
    codes.sort_unstable();
    let mut text = "&[\n".to_owned();
    for code in codes {
        for region in PHONE_NUMBER_UTIL.get_regions_for_country_calling_code(code).unwrap() {
            let plan = library.get_metadata_for_region_or_calling_code(code, region).unwrap();
            let own = &plan.original;
            let general = &plan.general_desc.original;
            writeln!(
                text,
                "    Plan {{\n        code: {code},\n        region: {:?},\n        abroad: r\"{}\",\n        \
                 trunk: r\"{}\",\n        trunk_rule: r\"{}\",\n        leading: r\"{}\",\n        \
                 lengths: {},\n        local_lengths: {},\n        general: r\"{}\",\n        kinds: &[",
                own.id,
                bare(plan.international_prefix().pattern_base.as_deref()),
                bare(plan.national_prefix_for_parsing().pattern_base.as_deref()),
                own.national_prefix_transform_rule(),
                bare(plan.leading_digits().pattern_base.as_deref()),
                hex(mask(&general.possible_length)),
                hex(mask(&general.possible_length_local_only)),
                bare(plan.general_desc.national_number_pattern().pattern_base.as_deref()),
            )
            .unwrap();
            let one_pattern = own.same_mobile_and_fixed_line_pattern();
            let fixed = if one_pattern { Kind::FixedLineOrMobile } else { Kind::FixedLine };
            let mut kinds = vec![
                (Kind::PremiumRate, &plan.premium_rate),
                (Kind::TollFree, &plan.toll_free),
                (Kind::SharedCost, &plan.shared_cost),
                (Kind::Voip, &plan.voip),
                (Kind::Personal, &plan.personal_number),
                (Kind::Pager, &plan.pager),
                (Kind::Universal, &plan.uan),
                (Kind::Voicemail, &plan.voicemail),
                (fixed, &plan.fixed_line),
            ];
            if !one_pattern {
                kinds.push((Kind::Mobile, &plan.mobile));
            }
            for (kind, desc) in kinds {
                let pattern = bare(desc.national_number_pattern().pattern_base.as_deref());
                let possible = lengths(&desc.original, general);
                if !pattern.is_empty() && possible != 0 {
                    writeln!(
                        text,
                        "            (Kind::{kind:?}, {}, r\"{pattern}\"),",
                        hex(possible)
                    )
                    .unwrap();
                }
            }
            text.push_str("        ],\n    },\n");
        }
    }
    text.push_str("]\n");
    text
}

/// Returns the lengths of a kind's numbers. Without its own lengths it has those of all numbers; the length -1
/// means that there are no such numbers.
fn lengths(desc: &PhoneNumberDesc, general: &PhoneNumberDesc) -> u32 {
    if desc.possible_length.is_empty() {
        mask(&general.possible_length)
    } else {
        mask(&desc.possible_length)
    }
}

#[test]
fn table_of_plans_matches_the_librarys_metadata() {
    let expected = rendered();
    if env::var_os("WRITE_PLANS").is_some() {
        fs::write(PATH, &expected).unwrap();
    }
    let stored = fs::read_to_string(PATH).unwrap();
    assert!(stored == expected, "the table is out of date: WRITE_PLANS=1 cargo test -p telephony");
}

/// Returns the library's reading of a text: E.164, whether it is possible and valid, and its kind.
fn of_library(text: &str, region: Option<&str>) -> Option<(String, bool, bool, Option<Kind>)> {
    let parsed = Parsed::parse(text, region.map(|it| it.parse().unwrap())).ok()?;
    let possible = parsed.is_possible_with_reason() == Ok(NumberLengthType::IsPossible);
    let kind = match parsed.get_type() {
        PhoneNumberType::FixedLine => Some(Kind::FixedLine),
        PhoneNumberType::Mobile => Some(Kind::Mobile),
        PhoneNumberType::FixedLineOrMobile => Some(Kind::FixedLineOrMobile),
        PhoneNumberType::TollFree => Some(Kind::TollFree),
        PhoneNumberType::PremiumRate => Some(Kind::PremiumRate),
        PhoneNumberType::SharedCost => Some(Kind::SharedCost),
        PhoneNumberType::VoIP => Some(Kind::Voip),
        PhoneNumberType::PersonalNumber => Some(Kind::Personal),
        PhoneNumberType::Pager => Some(Kind::Pager),
        PhoneNumberType::UAN => Some(Kind::Universal),
        PhoneNumberType::VoiceMail => Some(Kind::Voicemail),
        PhoneNumberType::Unknown => None,
    };
    let e164 = parsed.format_as(PhoneNumberFormat::E164).into_owned();
    Some((e164, possible, parsed.is_valid(), kind))
}

fn of_table(read: &SignificantNumber) -> (String, bool, bool, Option<Kind>) {
    (read.e164(), read.is_possible(), read.kind().is_some(), read.kind())
}

/// Returns numbers for each kind and length of every plan, from random digits and the library's examples, also with
/// a digit more and less.
fn samples() -> Vec<(&'static Plan, String)> {
    let mut samples = Vec::new();
    let mut seed = 7_u64;
    let mut draw = || {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        u32::try_from((seed >> 33) % 10).unwrap()
    };
    for plan in PLANS {
        for length in 3..=15_usize {
            let tries = if plan.lengths & bit(length) == 0 { 1 } else { 40 };
            for _ in 0..tries {
                let digits: String =
                    (0..length).filter_map(|_| char::from_digit(draw(), 10)).collect();
                samples.push((plan, digits));
            }
        }
        if let Ok(region) = plan.region.parse() {
            for kind in
                PHONE_NUMBER_UTIL.get_supported_types_for_region(region).into_iter().flatten()
            {
                let example =
                    PHONE_NUMBER_UTIL.get_example_number_for_type_and_region(region, kind);
                if let Ok(example) = example {
                    let digits = example.get_national_significant_number();
                    samples.push((plan, format!("0{digits}")));
                    samples.push((plan, digits.get(1..).unwrap().to_owned()));
                    samples.push((plan, digits));
                }
            }
        }
    }
    samples
}

#[test]
fn international_numbers_are_read_as_by_the_library() {
    for (plan, national) in samples() {
        for text in [format!("{}{national}", plan.code), format!("{}0{national}", plan.code)] {
            let ours = SignificantNumber::of_international(&text, None).as_ref().map(of_table);
            let theirs = of_library(&format!("+{text}"), None);
            if let (Some(ours), Some(theirs)) = (&ours, &theirs) {
                assert_eq!(ours, theirs, "+{text}");
            }
            // The library knows no number with fewer than two digits or more than seventeen.
            assert_eq!(ours.is_some_and(|it| it.1), theirs.is_some_and(|it| it.1), "+{text}");
        }
    }
}

#[test]
fn national_numbers_are_read_as_by_the_library() {
    for (plan, national) in samples().into_iter().filter(|(plan, _)| plan.is_country()) {
        let region = Region::parse(plan.region).unwrap();
        for text in [national.clone(), format!("0{national}"), format!("{}{national}", plan.code)] {
            // Here two zeros are a plus sign in every country, unlike in the library.
            if text.starts_with("00") {
                continue;
            }
            let ours = SignificantNumber::of_dialed(&Spelling::of(&text).unwrap(), region)
                .as_ref()
                .map(of_table);
            let theirs = of_library(&text, Some(plan.region));
            if let (Some(ours), Some(theirs)) = (&ours, &theirs) {
                assert_eq!(ours, theirs, "{text} in {}", plan.region);
            }
            assert_eq!(ours.is_some_and(|it| it.1), theirs.is_some_and(|it| it.1), "{text}");
        }
    }
}

#[test]
fn codes_are_split_off_and_have_a_main_country() {
    let main = |digits: &str| split_code(digits).map(|(code, _)| of_code(code)[0].region);
    for (digits, region) in [
        ("12025550123", Some("US")),
        ("447911123456", Some("GB")),
        ("79990001234", Some("RU")),
        ("393471234567", Some("IT")),
        ("881612345678", Some("001")),
        ("0123", None),
        ("999123", None),
        ("", None),
    ] {
        assert_eq!(main(digits), region, "{digits}");
    }
}

proptest! {
    #[test]
    fn any_digits_are_read_as_by_the_library(digits in "[1-9][0-9]{3,14}") {
        let ours = SignificantNumber::of_international(&digits, None).as_ref().map(of_table);
        let theirs = of_library(&format!("+{digits}"), None);
        if let (Some(ours), Some(theirs)) = (&ours, &theirs) {
            prop_assert_eq!(ours, theirs);
        }
        prop_assert_eq!(ours.is_some_and(|it| it.1), theirs.is_some_and(|it| it.1));
    }
}
