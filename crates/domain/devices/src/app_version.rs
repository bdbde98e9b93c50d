//! Version of a phone's app.

const PRODUCT: &str = "me.capcom.smsgateway/";

/// Major and minor version. Later versions are greater.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct AppVersion {
    pub major: u32,
    pub minor: u32,
}

impl AppVersion {
    pub const fn new(major: u32, minor: u32) -> Self {
        Self { major, minor }
    }

    /// Parses a version such as `1.68.0`. `None` unless it begins with two plain numbers.
    pub fn parse(text: &str) -> Option<Self> {
        let mut numbers = text.split('.').map(|part| part.parse().ok());
        Some(Self { major: numbers.next()??, minor: numbers.next()?? })
    }

    /// Parses the version in a `User-Agent` such as `me.capcom.smsgateway/1.68.0`. `None` for another program, or
    /// for a version without numbers.
    pub fn of_user_agent(user_agent: &str) -> Option<Self> {
        let product =
            user_agent.split_ascii_whitespace().find_map(|it| it.strip_prefix(PRODUCT))?;
        let mut numbers = product.split('.');
        let major = leading_number(numbers.next()?)?;
        let minor = numbers.next().map_or(Some(0), leading_number)?;
        Some(Self { major, minor })
    }
}

/// Parses the leading number: `71` of `71` and of `71-insecure`.
fn leading_number(text: &str) -> Option<u32> {
    let end = text.find(|it: char| !it.is_ascii_digit()).unwrap_or(text.len());
    text.get(..end)?.parse().ok()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn version_is_read_only_from_the_apps_user_agent() {
        for (user_agent, version) in [
            ("me.capcom.smsgateway/1.68.0", Some((1, 68))),
            ("me.capcom.smsgateway/1.71", Some((1, 71))),
            ("me.capcom.smsgateway/2", Some((2, 0))),
            ("me.capcom.smsgateway/1.71-insecure", Some((1, 71))),
            ("okhttp/4 me.capcom.smsgateway/1.9.9 (Android)", Some((1, 9))),
            ("me.capcom.smsgateway/dev", None),
            ("me.capcom.smsgateway/", None),
            ("me.capcom.smsgateway/99999999999.1", None),
            ("curl/8.5.0", None),
            ("", None),
        ] {
            let read = AppVersion::of_user_agent(user_agent);
            assert_eq!(read.map(|it| (it.major, it.minor)), version, "{user_agent}");
        }
    }

    #[test]
    fn version_is_parsed_only_from_two_plain_numbers() {
        for (text, version) in [
            ("1.68.0", Some((1, 68))),
            ("1.71", Some((1, 71))),
            ("2", None),
            ("1.71-insecure", None),
            ("unheard of", None),
            ("", None),
        ] {
            let parsed = AppVersion::parse(text);
            assert_eq!(parsed.map(|it| (it.major, it.minor)), version, "{text}");
        }
    }

    #[test]
    fn minor_versions_are_compared_as_numbers() {
        assert!(AppVersion::new(1, 9) < AppVersion::new(1, 66));
        assert!(AppVersion::new(1, 71) < AppVersion::new(2, 0));
    }

    proptest! {
        #[test]
        fn any_user_agent_is_read_without_panic(text: String, tail: String) {
            AppVersion::of_user_agent(&text);
            AppVersion::of_user_agent(&format!("{PRODUCT}{tail}"));
        }
    }
}
