//! Recognition of phone numbers in texts of others.

/// Returns the most digits that a phone number in the text could have. Its digits may stand in groups with a space, a
/// dot or a hyphen between them.
pub fn phone_digits(text: &str) -> usize {
    let groups = text.split(|c: char| !c.is_ascii_digit() && !matches!(c, ' ' | '.' | '-'));
    groups.map(|group| group.bytes().filter(u8::is_ascii_digit).count()).max().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn grouped_digits_are_one_number() {
        for (text, digits) in [
            ("", 0),
            ("30005", 5),
            ("+14155550100", 11),
            ("415-555-0100", 10),
            ("no route to 555.01 00", 7),
            ("error 400, code 21211", 5),
        ] {
            assert_eq!(phone_digits(text), digits, "{text}");
        }
    }
}
