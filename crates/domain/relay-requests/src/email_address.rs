//! E-mail addresses that are safe in a header.

use std::fmt;

const MAX_BYTES: usize = 254;
const MAX_LOCAL_BYTES: usize = 64;
const MAX_LABEL_BYTES: usize = 63;

/// An address in the plain form that mail hosts issue: an ASCII dot-atom (RFC 5322 section 3.2.3) at a domain of at
/// least two labels. Display names, quotes, comments, address literals and other scripts are refused (a domain of
/// another script has its `xn--` form), so no part can be read as a second address or header.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EmailAddress(String);

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not an e-mail address")]
pub struct EmailAddressError;

impl EmailAddress {
    /// Parses exactly one address; the caller trims surrounding white space.
    pub fn parse(text: &str) -> Result<Self, EmailAddressError> {
        let (local, domain) = text.split_once('@').ok_or(EmailAddressError)?;
        let is_address = text.len() <= MAX_BYTES && is_local_part(local) && is_domain(domain);
        if is_address { Ok(Self(text.to_owned())) } else { Err(EmailAddressError) }
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

fn is_local_part(text: &str) -> bool {
    let is_atom = |atom: &str| !atom.is_empty() && atom.bytes().all(is_atom_byte);
    text.len() <= MAX_LOCAL_BYTES && text.split('.').all(is_atom)
}

fn is_atom_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"!#$%&'*+-/=?^_`{|}~".contains(&byte)
}

fn is_domain(text: &str) -> bool {
    let top = text.rsplit('.').next().unwrap_or_default();
    let is_label = |label: &str| {
        (1..=MAX_LABEL_BYTES).contains(&label.len())
            && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    // A top-level label of digits only would be an IP address.
    text.contains('.')
        && text.split('.').all(is_label)
        && top.bytes().any(|byte| byte.is_ascii_alphabetic())
}

impl fmt::Debug for EmailAddress {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("EmailAddress(redacted)")
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn usual_addresses_are_accepted() {
        let longest = format!("{}@{}.example", "a".repeat(64), "b".repeat(63));
        for text in [
            "bob@example.com",
            "b.o_b+tag@mail.example.co.uk",
            "o'brien-1/x=y@xn--bcher-kva.example",
            "a@1.co",
            "BOB@EXAMPLE.COM",
            &longest,
        ] {
            assert_eq!(EmailAddress::parse(text).unwrap().as_str(), text);
        }
    }

    #[test]
    fn text_that_could_be_read_as_several_addresses_is_refused() {
        for text in [
            "",
            "bob",
            "@example.com",
            "bob@",
            "bob@example",
            "bob@@example.com",
            "bob@example.com@evil.example",
            "bob@example.com,eve@evil.example",
            "bob@example.com\r\nBcc: eve@evil.example",
            "bob@example.com\n",
            " bob@example.com",
            "Bob <bob@example.com>",
            "\"b ob\"@example.com",
            "bob(x)@example.com",
            "bob@[127.0.0.1]",
            "bob@127.0.0.1",
            ".bob@example.com",
            "bob.@example.com",
            "b..ob@example.com",
            "bob@.example.com",
            "bob@example.com.",
            "bob@example..com",
            "bob@-example.com",
            "bob@example-.com",
            "bob@exam_ple.com",
            "böb@example.com",
            "bob@büro.example",
            "bob@example.c\0m",
            &format!("{}@example.com", "a".repeat(65)),
            &format!("a@{}.example", "b".repeat(64)),
            &format!("a@{}example", "b.".repeat(130)),
        ] {
            assert_eq!(EmailAddress::parse(text), Err(EmailAddressError), "{text:?}");
        }
    }

    #[test]
    fn debug_output_hides_the_address() {
        let address = EmailAddress::parse("bob@example.com").unwrap();
        assert_eq!(format!("{address:?}"), "EmailAddress(redacted)");
    }

    proptest! {
        #[test]
        fn accepted_address_is_visible_ascii_with_one_at_sign(
            text in "\\PC{0,30}|[a-z.@,:<>\" \r\n-]{0,12}@[a-z.@,-]{0,12}",
        ) {
            if let Ok(address) = EmailAddress::parse(&text) {
                prop_assert_eq!(address.as_str(), &text);
                prop_assert!(text.bytes().all(|byte| byte.is_ascii_graphic()));
                prop_assert!(!text.contains([',', ':', ';', '<', '>', '"', '(', ')', '\\', '[', ']']));
                prop_assert_eq!(text.matches('@').count(), 1);
            }
        }
    }
}
