//! What identifies an account to its provider.

use std::{collections::BTreeMap, fmt};

use serde::{Deserialize, Serialize};

/// Named secrets, such as `access_key`. It shows the names in debug output and nothing else.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Credentials(BTreeMap<String, String>);

impl Credentials {
    pub fn new(values: BTreeMap<String, String>) -> Self {
        Self(values)
    }

    /// The value of that name without the white space that copying leaves around it, unless it is absent or
    /// empty.
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
    fn a_value_is_used_as_it_was_meant_and_shown_to_nobody() {
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
