//! Countries to which codes may be sent.

use std::collections::BTreeSet;

use telephony::{PhoneNumber, Region};

/// Countries to which codes may be sent (`OTP_COUNTRIES`); by default all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AllowedCountries(BTreeSet<String>);

/// The setting names something that is no country with a numbering plan, such as `UK` for `GB`. This is an error
/// and not ignored, because an operator who restricts countries must learn that the restriction is not in force.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not an ISO 3166 country: {0}")]
pub struct CountriesError(pub String);

impl AllowedCountries {
    /// Parses ISO 3166 alpha-2 codes in either case, separated by commas. An empty setting allows every country.
    pub fn parse(setting: &str) -> Result<Self, CountriesError> {
        let entries = setting.split(',').map(str::trim).filter(|entry| !entry.is_empty());
        let known = |entry: &str| match Region::parse(entry) {
            Some(_) => Ok(entry.to_ascii_uppercase()),
            None => Err(CountriesError(entry.to_owned())),
        };
        entries.map(known).collect::<Result<_, _>>().map(Self)
    }

    /// Whether a number of this region (an ISO code in either case) may get a code. If countries are restricted, a
    /// number of unknown region gets none.
    pub fn allows(&self, region: Option<&str>) -> bool {
        let listed = |region: &str| self.0.contains(&region.to_ascii_uppercase());
        self.0.is_empty() || region.is_some_and(listed)
    }

    /// Whether this number may get a code. Its region is looked up only if countries are restricted.
    pub fn allows_number(&self, phone: &PhoneNumber) -> bool {
        self.0.is_empty() || self.allows(phone.region().as_deref())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn empty_setting_allows_every_country_and_unknown_regions() {
        for setting in ["", "  ", " , ,"] {
            let all = AllowedCountries::parse(setting).unwrap();
            assert_eq!(all, AllowedCountries::default());
            assert!(all.allows(Some("MM")) && all.allows(Some("001")) && all.allows(None));
        }
    }

    #[test]
    fn list_allows_only_the_countries_it_names() {
        let some = AllowedCountries::parse(" us, DE ,gb,").unwrap();
        assert!(["US", "us", "De", "GB"].iter().all(|region| some.allows(Some(region))));
        for region in [Some("MM"), Some("001"), Some(""), Some("US,DE"), None] {
            assert!(!some.allows(region), "{region:?}");
        }
    }

    #[test]
    fn misspelled_country_is_an_error() {
        for (setting, entry) in [("US,UK", "UK"), ("USA", "USA"), ("US;DE", "US;DE"), ("*", "*")] {
            assert_eq!(AllowedCountries::parse(setting), Err(CountriesError(entry.to_owned())));
        }
    }
}
