//! Where codes may be sent.

use std::collections::BTreeSet;

use telephony::{PhoneNumber, Region};

/// The countries that codes may be sent to (`OTP_COUNTRIES`); by default all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AllowedCountries(BTreeSet<String>);

/// The setting names something that is no country with a numbering plan, such as `UK` for `GB`. It is an
/// error, not an omission: who restricts countries wants to hear that the restriction is not in force.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not an ISO 3166 country: {0}")]
pub struct CountriesError(pub String);

impl AllowedCountries {
    /// ISO 3166 alpha-2 codes in either case, separated by commas. Nothing at all allows every country.
    pub fn parse(setting: &str) -> Result<Self, CountriesError> {
        let entries = setting.split(',').map(str::trim).filter(|entry| !entry.is_empty());
        let known = |entry: &str| match Region::parse(entry) {
            Some(_) => Ok(entry.to_ascii_uppercase()),
            None => Err(CountriesError(entry.to_owned())),
        };
        entries.map(known).collect::<Result<_, _>>().map(Self)
    }

    /// Whether a number of this region (an ISO code in either case) may get a code. Where countries are
    /// restricted, a number whose region is not known gets none.
    pub fn allows(&self, region: Option<&str>) -> bool {
        let listed = |region: &str| self.0.contains(&region.to_ascii_uppercase());
        self.0.is_empty() || region.is_some_and(listed)
    }

    /// Whether this number may get a code. Where every country may, nothing is looked up.
    pub fn allows_number(&self, phone: &PhoneNumber) -> bool {
        self.0.is_empty() || self.allows(phone.region().as_deref())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_setting_allows_every_country_and_the_unknown_one() {
        for setting in ["", "  ", " , ,"] {
            let all = AllowedCountries::parse(setting).unwrap();
            assert_eq!(all, AllowedCountries::default());
            assert!(all.allows(Some("MM")) && all.allows(Some("001")) && all.allows(None));
        }
    }

    #[test]
    fn a_list_allows_what_it_names_and_nothing_else() {
        let some = AllowedCountries::parse(" us, DE ,gb,").unwrap();
        assert!(["US", "us", "De", "GB"].iter().all(|region| some.allows(Some(region))));
        for region in [Some("MM"), Some("001"), Some(""), Some("US,DE"), None] {
            assert!(!some.allows(region), "{region:?}");
        }
    }

    #[test]
    fn a_misspelled_country_is_an_error() {
        for (setting, entry) in [("US,UK", "UK"), ("USA", "USA"), ("US;DE", "US;DE"), ("*", "*")] {
            assert_eq!(AllowedCountries::parse(setting), Err(CountriesError(entry.to_owned())));
        }
    }
}
