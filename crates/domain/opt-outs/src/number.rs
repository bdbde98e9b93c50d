//! Form in which numbers are compared.

use telephony::Address;

/// Maximum length of a number with punctuation; a longer text is ciphertext or a name.
const MAX_SPELLED_CHARS: usize = 32;

/// Returns the key of an address in an account's list. A phone number is in E.164. A number that was sent verbatim
/// has the same key if it states its country, with any punctuation; a short code or a name is its own key.
pub fn number_key(address: &Address) -> String {
    match address {
        Address::E164(number) => number.as_str().to_owned(),
        Address::Literal(text) => international(text).unwrap_or_else(|| text.trim().to_owned()),
    }
}

/// Reads a number that states its country. `None` for any other text.
fn international(text: &str) -> Option<String> {
    let text = text.trim();
    if text.chars().count() > MAX_SPELLED_CHARS {
        return None;
    }
    let rest = text.strip_prefix(['+', '\u{ff0b}']).or_else(|| text.strip_prefix("00"))?;
    let is_punctuation = |it: char| matches!(it, ' ' | '-' | '.' | '/' | '(' | ')' | '\u{a0}');
    if !rest.chars().all(|it| it.is_ascii_digit() || is_punctuation(it)) {
        return None;
    }
    let digits: String = rest.chars().filter(char::is_ascii_digit).collect();
    (!digits.is_empty()).then(|| format!("+{digits}"))
}

#[cfg(test)]
mod tests {
    use telephony::Region;

    use super::*;

    #[test]
    fn verbatim_number_that_states_its_country_has_the_key_of_the_parsed_one() {
        let parsed = Address::lenient("(202) 555-0123", Region::parse("US").unwrap());
        for spelling in ["+12025550123", "+1 (202) 555-0123", " 0012025550123", "+1.202.555.0123"] {
            let verbatim = Address::Literal(spelling.to_owned());
            assert_eq!(number_key(&verbatim), number_key(&parsed), "{spelling}");
        }
    }

    #[test]
    fn short_codes_names_and_ciphertext_are_their_own_keys() {
        for text in ["12345", "MyBank", "2025550123", "$aes-256-cbc/pbkdf2-sha1$i=1$x=", "+1x", "+"]
        {
            assert_eq!(number_key(&Address::Literal(text.to_owned())), text);
        }
    }
}
