//! Numbers to which an SMS costs extra: satellite networks, premium rate and the like.

use crate::{plan::Kind, significant::SignificantNumber};

/// Maximum length of a text that is read as a number.
const MAX_INPUT_CHARS: usize = 64;
/// Calling codes without a country: Inmarsat, satellite networks, international networks, personal numbers, and
/// international premium rate. A message to one of them costs many times as much as one to a country.
const GLOBAL_CODES: [&str; 7] = ["870", "871", "878", "881", "882", "883", "979"];
/// Kinds of numbers for which the sender pays extra, or that have no SIM.
const COSTLY_KINDS: [Kind; 6] = [
    Kind::PremiumRate,
    Kind::SharedCost,
    Kind::Personal,
    Kind::Universal,
    Kind::Voicemail,
    Kind::Pager,
];

/// Whether an SMS to this text, which an unauthenticated caller claims as a phone number, would cost extra. Any
/// punctuation and any script's digits count, since a phone dials those as well. A text that does not begin with
/// `+` or `00` names no country, so nothing is known about it and the answer is `false`.
pub fn is_costly_number(text: &str) -> bool {
    let Some(number) = dialed(text) else { return false };
    let digits = number.get(1..).unwrap_or_default();
    if GLOBAL_CODES.iter().any(|code| digits.starts_with(code)) {
        return true;
    }
    let kind = SignificantNumber::of_international(digits, None).and_then(|read| read.kind());
    kind.is_some_and(|kind| COSTLY_KINDS.contains(&kind))
}

/// Returns `+` and the digits that a phone would dial. `None` when the text names no country.
fn dialed(text: &str) -> Option<String> {
    let meant = text.chars().take(MAX_INPUT_CHARS).filter_map(|c| match c {
        '+' | '\u{ff0b}' => Some('+'),
        _ => digit(c),
    });
    let meant: String = meant.collect();
    let digits = meant.strip_prefix('+').or_else(|| meant.strip_prefix("00"))?;
    let digits: String = digits.chars().filter(char::is_ascii_digit).collect();
    Some(format!("+{}", digits.trim_start_matches('0')))
}

/// Returns the ASCII digit for a digit of any script used on phones.
fn digit(c: char) -> Option<char> {
    const ZEROS: [u32; 13] = [
        0x30, 0x660, 0x6f0, 0x7c0, 0x966, 0x9e6, 0xa66, 0xae6, 0xb66, 0xbe6, 0xe50, 0x1040, 0xff10,
    ];
    let value = ZEROS.iter().find_map(|zero| {
        let value = u32::from(c).checked_sub(*zero)?;
        (value < 10).then_some(value)
    })?;
    char::from_digit(value, 10)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn satellite_and_international_networks_are_costly_in_any_spelling() {
        for text in [
            "+870773111632",
            "+881612345678",
            "+88216 1234567",
            "+883 5100 0123456",
            "+878101234567890",
            "+979123456789",
            "00881612345678",
            " +881-61/234.5678",
            "(+881) 612345678",
            "tel:+881612345678",
            "\u{ff0b}881612345678",
            "+\u{668}\u{668}\u{661}612345678",
            "+0881612345678",
        ] {
            assert!(is_costly_number(text), "{text}");
        }
    }

    #[test]
    fn premium_shared_personal_universal_and_pager_numbers_are_costly() {
        for text in [
            "+19002345678",
            "+449012345678",
            "+4990091234567",
            "+33891123456",
            "+448431234567",
            "+491801234567",
            "+447012345678",
            "+15002345678",
            "+447640123456",
            "+49700 12345678",
            "+911861123456789",
        ] {
            assert!(is_costly_number(text), "{text}");
        }
    }

    #[test]
    fn ordinary_numbers_and_other_text_are_not_costly() {
        for text in [
            "",
            "+",
            "sample_MSISDN",
            "881612345678",
            "+237679466332",
            "+12025550123",
            "+447400123456",
            "+8801812345678",
            "+886912345678",
            "+18005550123",
            "+380931234567",
            "+2348021234567",
        ] {
            assert!(!is_costly_number(text), "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_text_gets_an_answer(text in "\\PC*|[+0-9 ().-]{0,80}") {
            let _ = is_costly_number(&text);
        }
    }
}
