//! Spellings that people use, with the numbers that they mean.

use rlibphonenumber::{
    NumberLengthType, PHONE_NUMBER_UTIL, PhoneNumber as Parsed, PhoneNumberFormat, PhoneNumberType,
};

use super::*;
use crate::plan;

/// A spelling, the default region, and the number that is meant.
const MEANT: &[(&str, &str, &str)] = &[
    // The United Kingdom
    ("+44 20 7946 0958", "US", "+442079460958"),
    ("+44 (0)20 7946 0958", "US", "+442079460958"),
    ("+44 [0] 20 7946 0958", "GB", "+442079460958"),
    ("0044 (0)20 7946 0958", "DE", "+442079460958"),
    ("00 44 20 7946 0958", "US", "+442079460958"),
    ("011 44 (0)20 7946 0958", "US", "+442079460958"),
    ("+44 020 7946 0958", "US", "+442079460958"),
    ("020 7946 0958", "GB", "+442079460958"),
    ("(020) 7946-0958", "GB", "+442079460958"),
    ("44 (0)20 7946 0958", "GB", "+442079460958"),
    ("07400 123456", "GB", "+447400123456"),
    ("\u{202a}+44\u{a0}7400\u{202f}123456\u{202c}", "US", "+447400123456"),
    // The United States
    ("+1 (202) 555-0123", "DE", "+12025550123"),
    ("(202) 555-0123", "US", "+12025550123"),
    ("1-202-555-0123", "US", "+12025550123"),
    ("202.555.0123", "US", "+12025550123"),
    ("202/555/0123", "US", "+12025550123"),
    ("202\u{2011}555\u{2013}0123", "US", "+12025550123"),
    ("\u{2066}+1 202 555 0123\u{2069}", "MM", "+12025550123"),
    ("+1 (0)202 555 0123", "GB", "+12025550123"),
    ("001 202 555 0123", "FR", "+12025550123"),
    // Germany
    ("+49 (0)30 123456", "US", "+4930123456"),
    ("030/123456", "DE", "+4930123456"),
    ("0049 (0) 151 23456789", "US", "+4915123456789"),
    ("0151 23456789", "DE", "+4915123456789"),
    // Here and below, the country's own code lost its plus sign.
    ("49 (0)30 123456", "DE", "+4930123456"),
    ("49(0)89 1234567", "DE", "+49891234567"),
    ("49-(0)40-123456", "DE", "+4940123456"),
    ("4915123456789", "DE", "+4915123456789"),
    ("491701234567", "DE", "+491701234567"),
    ("383 (0) 43201234", "XK", "+38343201234"),
    ("38343201234", "XK", "+38343201234"),
    ("43 (0)664 1234567", "AT", "+436641234567"),
    ("436641234567", "AT", "+436641234567"),
    ("57 (0)321 1234567", "CO", "+573211234567"),
    ("62812345678", "ID", "+62812345678"),
    ("62 (0)812-345-678", "ID", "+62812345678"),
    ("44 (0)20 7946 0958", "DE", "+442079460958"),
    // Numbers that begin with the digits of their country's code.
    ("46-812 34 56", "FI", "+358468123456"),
    ("55 99123-4567", "BR", "+5555991234567"),
    ("48 362 12 34", "PL", "+48483621234"),
    // Countries whose prefixes for dialing abroad begin with 00, or match more than that.
    ("008 1 202 555 0123", "SG", "+12025550123"),
    ("009 1 202 555 0123", "TH", "+12025550123"),
    ("001 202 555 0123", "KR", "+12025550123"),
    ("00 81 90 1234 5678", "SG", "+819012345678"),
    ("0044 7400 123456", "SG", "+447400123456"),
    ("009 1 202 555 0123", "CO", "+12025550123"),
    ("00 91 81234 56789", "CO", "+918123456789"),
    // France
    ("+33 (0)6 12 34 56 78", "US", "+33612345678"),
    ("06 12 34 56 78", "FR", "+33612345678"),
    ("00336.12.34.56.78", "GB", "+33612345678"),
    // Italy, whose zeros are part of its numbers.
    ("+39 06 698 12345", "US", "+390669812345"),
    ("+39 (0)6 698 12345", "US", "+390669812345"),
    ("0039 (0)6 698 12345", "DE", "+390669812345"),
    ("+39 (0)35 123456", "US", "+39035123456"),
    // Numbers with a prefix that is no zero, and of a country where none is needed.
    ("8 (495) 123-45-67", "RU", "+74951234567"),
    ("658 294 3649", "JM", "+16582943649"),
    ("06 698 12345", "IT", "+390669812345"),
    ("+39 347 123 4567", "US", "+393471234567"),
    ("347 1234567", "IT", "+393471234567"),
    // Spain
    ("+34 612 34 56 78", "US", "+34612345678"),
    ("612345678", "ES", "+34612345678"),
    ("+34 (0)612 34 56 78", "US", "+34612345678"),
    // Switzerland
    ("+41 (0)78 123 45 67", "US", "+41781234567"),
    ("078 123 45 67", "CH", "+41781234567"),
    // Austria
    ("+43 (0)664 123456", "US", "+43664123456"),
    // The Netherlands
    ("+31 (0)6 12345678", "US", "+31612345678"),
    ("06-12345678", "NL", "+31612345678"),
    // Belgium
    ("+32 (0)470 12 34 56", "US", "+32470123456"),
    // Sweden
    ("+46 (0)70-123 45 67", "US", "+46701234567"),
    ("070-123 45 67", "SE", "+46701234567"),
    // Hungary
    ("+36 (06) 20 123 4567", "US", "+36201234567"),
    ("06 20 123 4567", "HU", "+36201234567"),
    // Poland
    ("+48 512 345 678", "US", "+48512345678"),
    // Ukraine
    ("+380 (0)50 123 4567", "US", "+380501234567"),
    // Russia
    ("8 (912) 345-67-89", "RU", "+79123456789"),
    ("+7 (912) 345-67-89", "US", "+79123456789"),
    ("7 912 345 67 89", "RU", "+79123456789"),
    ("+7 (0)912 345 67 89", "US", "+79123456789"),
    ("8 10 44 20 7946 0958", "RU", "+442079460958"),
    // Turkey
    ("+90 (0)501 234 56 78", "US", "+905012345678"),
    // Israel
    ("+972 (0)50-234-5678", "US", "+972502345678"),
    // South Africa
    ("+27 (0)71 123 4567", "US", "+27711234567"),
    // Nigeria
    ("+234 (0)802 123 4567", "US", "+2348021234567"),
    ("0802 123 4567", "NG", "+2348021234567"),
    // Kenya
    ("+254 (0)712 123456", "US", "+254712123456"),
    // Cameroon
    ("+237 679 466 332", "US", "+237679466332"),
    ("6 79 46 63 32", "CM", "+237679466332"),
    // Côte d'Ivoire and Congo, whose zeros are part of their numbers.
    ("+225 (0)7 12 34 56 78", "FR", "+2250712345678"),
    ("+242 06 123 4567", "US", "+242061234567"),
    // India
    ("+91 (0)81234 56789", "US", "+918123456789"),
    ("081234 56789", "IN", "+918123456789"),
    ("91 81234 56789", "IN", "+918123456789"),
    // Indonesia
    ("+62 (0)812-345-678", "US", "+62812345678"),
    // Thailand
    ("+66 (0)81 234 5678", "US", "+66812345678"),
    // Japan
    ("+81 (0)90-1234-5678", "US", "+819012345678"),
    ("090\u{2212}1234\u{2212}5678", "JP", "+819012345678"),
    ("010 1 202 555 0123", "JP", "+12025550123"),
    // China
    ("+86 131 2345 6789", "US", "+8613123456789"),
    // Australia
    ("+61 (0)412 345 678", "US", "+61412345678"),
    ("0412 345 678", "AU", "+61412345678"),
    ("0011 44 7400 123456", "AU", "+447400123456"),
    // New Zealand
    ("+64 (0)21 123 4567", "US", "+64211234567"),
    // Brazil
    ("+55 (0)11 96123-4567", "US", "+5511961234567"),
    ("(11) 96123-4567", "BR", "+5511961234567"),
    ("001 202 555 0123", "BR", "+12025550123"),
    // Argentina
    ("+54 9 11 2345-6789", "US", "+5491123456789"),
    ("011 15 2345-6789", "AR", "+5491123456789"),
    // Uruguay
    ("+598 (0)94 231 234", "US", "+59894231234"),
    // Mexico
    ("+52 222 123 4567", "US", "+522221234567"),
    // The Bahamas, whose numbers are dialed without their area code.
    ("365-1234", "BS", "+12423651234"),
];

/// Possible but unassigned numbers, as documentation uses them.
const UNASSIGNED: &[(&str, &str, &str)] = &[
    ("09123456789", "MM", "+959123456789"),
    ("+959123456789", "US", "+959123456789"),
    ("+237123456789", "US", "+237123456789"),
    ("+1 999 555 0123", "US", "+19995550123"),
];

/// Spellings that are refused, with the reasons.
const REFUSED: &[(&str, &str, &str)] = &[
    ("555-0123", "US", "a subscriber's number without its area code"),
    ("7946 0958", "GB", "a subscriber's number without its area code"),
    ("9123-4567", "BR", "a subscriber's number without its area code"),
    ("202 555 012", "US", "too short"),
    ("202 555 01234", "US", "too long"),
    ("+1 202 555 012", "US", "too short"),
    ("+1 202 555 01234", "US", "too long"),
    ("+44 20 7946", "US", "too short"),
    ("07400 1234567", "GB", "too long"),
    ("+33 6 12 34 56 7", "FR", "too short"),
    ("447911123456", "US", "a country code that lost its plus sign"),
    ("4915123456789", "US", "a country code that lost its plus sign"),
    ("79990001234", "US", "a country code that lost its plus sign"),
    ("33612345678", "US", "a country code that lost its plus sign"),
    ("4930123456", "US", "a country code that lost its plus sign"),
    ("12025550123", "GB", "a country code that lost its plus sign"),
    ("12025550123", "DE", "a country code that lost its plus sign"),
    ("0612345678", "US", "another country's number as dialed there"),
    ("1234567890", "US", "digits that no number has"),
    ("0447911123456", "US", "neither one nor the other"),
    ("12345", "US", "a short code"),
    ("262966", "US", "a short code"),
    ("60066", "GB", "a short code"),
    ("112233", "DE", "a short code"),
    ("567678", "IN", "a short code"),
    ("13 12 34", "AU", "a service's number"),
    ("10620000", "CN", "a short code"),
    ("10658888", "CN", "a short code"),
    ("1069012345", "CN", "a short code"),
    ("118118", "JE", "a short code"),
    ("262966", "DE", "a short code"),
    ("262966", "RO", "a short code"),
    ("22922", "FI", "a short code"),
    ("33113", "FI", "a short code"),
    ("12345", "AT", "a short code"),
    ("82200", "ZA", "a short code"),
    ("468123456", "SE", "a number of Lund or, with the plus sign that it lacks, of Stockholm"),
    ("+39 (0)345 1234567", "IT", "a landline or, without the zero, a mobile number"),
    ("0039 (0) 345 1234567", "US", "a landline or, without the zero, a mobile number"),
    ("+39 (0)331 627111", "US", "a landline or, without the zero, a mobile number"),
    ("39 (0)345 1234567", "IT", "a landline or, without the zero, a mobile number"),
    (
        "447400123456",
        "DE",
        "a landline or, with the plus sign that it lacks, a British mobile number",
    ),
    (
        "33 6 12 34 56 78",
        "DE",
        "a landline or, with the plus sign that it lacks, a French mobile number",
    ),
    ("1 201 555 0123", "AT", "a landline or, with the plus sign that it lacks, an American number"),
    ("0081 90 1234 5678", "SG", "a number of Japan or, as dialed there, of the United States"),
    ("00819012345678", "SG", "a number of Japan or, as dialed there, of the United States"),
    ("+999 1234567", "US", "an unassigned calling code"),
    ("+0 20 7946 0958", "GB", "an unassigned calling code"),
    ("+44 (0)20 7946 0958 x5", "US", "an extension"),
];

fn read(spelling: &str, region: &str, validation: Validation) -> Option<String> {
    let region = Region::parse(region).unwrap();
    PhoneNumber::parse(spelling, region, validation).ok().map(|number| number.0)
}

#[test]
fn every_spelling_is_read_as_the_meant_number_and_the_library_agrees() {
    let mut regions: Vec<String> = Vec::new();
    for (spelling, region, expected) in MEANT {
        for validation in [Validation::Lenient, Validation::Strict] {
            let number = read(spelling, region, validation);
            assert_eq!(number.as_deref(), Some(*expected), "{spelling:?} in {region}");
        }
        let parsed = Parsed::parse(expected, None).unwrap();
        assert!(parsed.is_valid(), "{expected}");
        assert_eq!(parsed.format_as(PhoneNumberFormat::E164), *expected);
        regions.extend(parsed.get_region_code().map(|region| region.to_string()));
    }
    regions.sort();
    regions.dedup();
    assert!(MEANT.len() >= 60 && regions.len() >= 20, "{} {}", MEANT.len(), regions.len());
}

#[test]
fn possible_unassigned_numbers_are_accepted_only_leniently() {
    for (spelling, region, expected) in UNASSIGNED {
        assert_eq!(read(spelling, region, Validation::Lenient).as_deref(), Some(*expected));
        assert_eq!(read(spelling, region, Validation::Strict), None, "{spelling}");
        let parsed = Parsed::parse(expected, None).unwrap();
        assert_eq!(parsed.is_possible_with_reason(), Ok(NumberLengthType::IsPossible));
        assert!(!parsed.is_valid(), "{expected}");
    }
}

#[test]
fn spellings_that_would_reach_a_stranger_or_no_phone_are_refused() {
    for (spelling, region, why) in REFUSED {
        for validation in [Validation::Lenient, Validation::Strict] {
            assert_eq!(read(spelling, region, validation), None, "{why}: {spelling} in {region}");
        }
    }
}

#[test]
fn normalized_number_is_read_as_itself_in_every_region() {
    for (.., number) in MEANT.iter().chain(UNASSIGNED) {
        for region in ["US", "GB", "IT", "AU", "MM"] {
            assert_eq!(read(number, region, Validation::Lenient).as_deref(), Some(*number));
        }
    }
}

#[test]
fn plus_sign_that_became_a_blank_in_a_form_is_restored() {
    let us = Region::parse("US").unwrap();
    let read = |text: &str| {
        let number = PhoneNumber::parse_form(text, us, Validation::Lenient);
        number.ok().map(|number| number.0)
    };
    for (.., number) in MEANT.iter().chain(UNASSIGNED) {
        let unescaped = number.replace('+', " ");
        assert_eq!(read(&unescaped).as_deref(), Some(*number), "{unescaped}");
    }
    assert_eq!(read(" 1234567890").as_deref(), Some("+1234567890"));
    assert_eq!(read(" 44 (0)20 7946 0958").as_deref(), Some("+442079460958"));
    for unescaped in [
        "\u{202a} 447400123456\u{202c}",
        "( 44)7400123456",
        "\u{a0} 44 7400 123456",
        "\t 44 7400 123456",
        " \u{202a}44 7400 123456",
        " (44) 7400 123456",
        "[ 44] 7400 123456",
    ] {
        assert_eq!(read(unescaped).as_deref(), Some("+447400123456"), "{unescaped:?}");
    }
    assert_eq!(read(" (501) 612-3456").as_deref(), Some("+15016123456"));
    // Here the blank was a blank: only the digits without a plus sign are an assigned number.
    assert_eq!(read(" 2025550123").as_deref(), Some("+12025550123"));
    assert_eq!(read(" (202) 555-0123").as_deref(), Some("+12025550123"));
    assert_eq!(read(" 12345"), None);
}

#[test]
fn prefix_for_dialing_abroad_is_the_countrys_own_as_in_the_library() {
    let (mut checked, mut refused) = (0, 0);
    for plan in plan::countries() {
        let region = Region::parse(plan.region).unwrap();
        let prefixes = (0..1_000_u32).map(|number| format!("{number}"));
        let prefixes = prefixes.flat_map(|it| ["00", "0", ""].map(|zeros| format!("{zeros}{it}")));
        for prefix in prefixes.filter(|it| plan.is_prefix_for_abroad(it)) {
            for rest in ["1 202 555 0123", "44 7400 123456", "81 90 1234 5678"] {
                let spelling = format!("{prefix} {rest}");
                let meant = format!("+{}", rest.replace(' ', ""));
                let theirs = Parsed::parse(&spelling, plan.region.parse().ok());
                let theirs = theirs.map(|it| it.format_as(PhoneNumberFormat::E164).into_owned());
                let ours = read(&spelling, plan.region, Validation::Lenient);
                if ours.is_some() {
                    assert_eq!(ours, Some(meant), "{spelling} in {region:?}");
                    checked += 1;
                } else if theirs.is_ok_and(|it| it == meant) {
                    // Digits that are refused are a number behind a plain `00` as well.
                    let digits = spelling.replace(' ', "");
                    let behind_zeros =
                        read(&digits.replacen("00", "+", 1), "US", Validation::Strict);
                    assert!(behind_zeros.is_some(), "{spelling} in {region:?}");
                    refused += 1;
                }
            }
        }
    }
    assert!(checked >= 600 && refused < 20, "{checked} {refused}");
}

#[test]
fn correct_national_number_is_read_as_itself_or_refused() {
    let mut checked = 0;
    for plan in plan::countries() {
        let region = plan.region.parse().unwrap();
        let kinds = PHONE_NUMBER_UTIL.get_supported_types_for_region(region);
        for kind in kinds.into_iter().flatten() {
            let example = PHONE_NUMBER_UTIL.get_example_number_for_type_and_region(region, kind);
            let Ok(example) = example else { continue };
            let national = example.get_national_significant_number();
            let international = example.format_as(PhoneNumberFormat::E164);
            let ours = read(&national, plan.region, Validation::Lenient);
            if let Some(ours) = &ours {
                assert_eq!(*ours, international, "{national} in {region}");
                checked += 1;
            }
            if kind != PhoneNumberType::Mobile {
                continue;
            }
            assert!(ours.is_some() || national.len() <= 6, "{national} in {region}");
            // The same number with its calling code, whose plus sign was lost, is never doubled.
            let bare = international.trim_start_matches('+');
            let ours = read(bare, plan.region, Validation::Lenient);
            assert!(ours.is_none_or(|it| it == international), "{bare} in {region}");
        }
    }
    assert!(checked >= 900, "{checked}");
}

#[test]
fn mobile_number_of_any_country_is_never_read_as_a_landline() {
    let mut checked = 0;
    for plan in plan::countries() {
        let region = plan.region.parse().unwrap();
        let kind = PhoneNumberType::Mobile;
        let example = PHONE_NUMBER_UTIL.get_example_number_for_type_and_region(region, kind);
        let Ok(example) = example else { continue };
        let international = example.format_as(PhoneNumberFormat::E164);
        let national = example.get_national_significant_number();
        let code = international.trim_start_matches('+').strip_suffix(national.as_str()).unwrap();
        for marked in [format!("+{code} (0){national}"), format!("00{code} (0) {national}")] {
            let ours = read(&marked, "DE", Validation::Lenient);
            assert!(ours.is_none_or(|it| it == international), "{marked} is {international}");
        }
        // Without its plus sign, in countries whose landlines take almost any digits.
        for home in ["DE", "AT"] {
            let bare = international.trim_start_matches('+');
            let ours = read(bare, home, Validation::Lenient);
            let is_mobile = |it: &str| {
                let kind = Parsed::parse(it, None).unwrap().get_type();
                kind == PhoneNumberType::Mobile
            };
            // A mobile number of the country itself comes first.
            let is_fine = ours.is_none_or(|it| it == international || is_mobile(&it));
            assert!(is_fine, "{bare} in {home}");
            checked += 1;
        }
    }
    assert!(checked >= 400, "{checked}");
}

#[test]
fn bare_digits_of_two_countries_are_refused_unless_only_one_has_mobile_numbers() {
    let bare = |digits: &str, region: &str| {
        let number = PhoneNumber::parse_bare(digits, Region::parse(region).unwrap());
        number.ok().map(|number| number.0)
    };
    for (digits, region, expected) in [
        ("447400123456", "US", Some("+447400123456")),
        ("12062992129", "US", Some("+12062992129")),
        ("12062992129", "AT", Some("+12062992129")),
        ("12062992129", "DE", Some("+12062992129")),
        ("4915123456789", "DE", Some("+4915123456789")),
        ("2025550123", "US", Some("+12025550123")),
        ("4582345678", "DK", Some("+4582345678")),
        // A number of Oregon or of Denmark.
        ("4582345678", "US", None),
        ("+4582345678", "US", Some("+4582345678")),
        ("14582345678", "US", Some("+14582345678")),
    ] {
        assert_eq!(bare(digits, region).as_deref(), expected, "{digits} in {region}");
    }
}
