//! Credentials that identify an account to its provider.

use std::{collections::BTreeMap, fmt};

use serde::{Deserialize, Serialize};

/// Named secrets, such as `access_key`. Debug output shows only the names.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Credentials(BTreeMap<String, String>);

impl Credentials {
    pub fn new(values: BTreeMap<String, String>) -> Self {
        Self(values)
    }

    /// Returns the value of that name, trimmed of white space from copying; `None` if it is absent or empty.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(|value| value.trim()).filter(|value| !value.is_empty())
    }

    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }
}

impl fmt::Debug for Credentials {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_set().entries(self.0.keys()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn credential_values_are_trimmed_and_hidden_from_debug_output() {
        let pairs = [("key", " hush\n"), ("blank", " "), ("empty", "")];
        let pairs = pairs.map(|(name, value)| (name.to_owned(), value.to_owned()));
        let credentials = Credentials::new(pairs.into());
        assert_eq!(credentials.get("key"), Some("hush"));
        for name in ["blank", "empty", "absent"] {
            assert_eq!(credentials.get(name), None, "{name}");
        }
        let shown = format!("{credentials:?}");
        assert!(shown.contains("key") && !shown.contains("hush"), "{shown}");
    }
}
