//! The keys that a setting lists, newest first.

use std::fmt;

use base64::{
    Engine,
    alphabet::STANDARD,
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig},
};

use crate::envelope::{MAX_ID_BYTES, is_key_id, key_id};

const KEY_BYTES: usize = 32;
const MAX_KEYS: usize = 16;

/// Base64 with optional padding, because operators' tools differ in whether they pad.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// 1 to 16 keys of 32 bytes with different ids. The first seals; all of them open.
#[derive(Clone)]
pub struct Keyring {
    newest: Key,
    older: Vec<Key>,
}

#[derive(Clone)]
pub(crate) struct Key {
    pub(crate) id: String,
    pub(crate) bytes: [u8; KEY_BYTES],
}

/// Reason why a setting is no keyring. Entries are counted from 1. No content is repeated, since a key may be in
/// the place of an id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeyringError {
    #[error("the keyring is empty")]
    Empty,
    #[error("the keyring has more than {MAX_KEYS} keys")]
    TooManyKeys,
    #[error("entry {0} of the keyring is not <id>:<base64>")]
    NotAPair(usize),
    #[error("the id of entry {0} of the keyring is not 1 to {MAX_ID_BYTES} of A-Z a-z 0-9 _ -")]
    BadId(usize),
    #[error("the id of entry {0} of the keyring was used before")]
    RepeatedId(usize),
    #[error("the key of entry {0} of the keyring is not base64")]
    NotBase64(usize),
    #[error("the key of entry {0} of the keyring is not {KEY_BYTES} bytes")]
    WrongLength(usize),
}

impl Keyring {
    /// Parses `id:base64,id:base64`, newest first. Spaces around entries and their parts are ignored.
    pub fn parse(setting: &str) -> Result<Self, KeyringError> {
        if setting.trim().is_empty() {
            return Err(KeyringError::Empty);
        }
        let mut keys: Vec<Key> = Vec::new();
        for (entry, position) in setting.split(',').zip(1..) {
            if position > MAX_KEYS {
                return Err(KeyringError::TooManyKeys);
            }
            let key = Key::parse(entry, position)?;
            if keys.iter().any(|known| known.id == key.id) {
                return Err(KeyringError::RepeatedId(position));
            }
            keys.push(key);
        }
        let mut keys = keys.into_iter();
        let newest = keys.next().ok_or(KeyringError::Empty)?;
        Ok(Self { newest, older: keys.collect() })
    }

    /// Makes a keyring of one key that is not in a setting, such as one that is itself stored sealed. `None` when
    /// the id is invalid.
    pub fn of_one(id: &str, bytes: [u8; KEY_BYTES]) -> Option<Self> {
        let newest = Key { id: id.to_owned(), bytes };
        is_key_id(id).then(|| Self { newest, older: Vec::new() })
    }

    /// Returns the id of the key that seals.
    pub fn newest_id(&self) -> &str {
        &self.newest.id
    }

    /// Returns the ids of the keys that only open.
    pub fn older_ids(&self) -> impl Iterator<Item = &str> {
        self.older.iter().map(|key| key.id.as_str())
    }

    /// Whether `sealed` names the newest key, so that it need not be sealed again. Once this holds for everything
    /// that is stored, the older keys can be removed.
    pub fn sealed_with_newest(&self, sealed: &str) -> bool {
        key_id(sealed) == Some(self.newest.id.as_str())
    }

    pub(crate) fn newest(&self) -> &Key {
        &self.newest
    }

    pub(crate) fn find(&self, id: &str) -> Option<&Key> {
        std::iter::once(&self.newest).chain(&self.older).find(|key| key.id == id)
    }
}

impl Key {
    fn parse(entry: &str, position: usize) -> Result<Self, KeyringError> {
        let (id, encoded) = entry.split_once(':').ok_or(KeyringError::NotAPair(position))?;
        let (id, encoded) = (id.trim(), encoded.trim());
        if !is_key_id(id) {
            return Err(KeyringError::BadId(position));
        }
        let bytes = BASE64.decode(encoded).map_err(|_| KeyringError::NotBase64(position))?;
        let bytes = bytes.try_into().map_err(|_| KeyringError::WrongLength(position))?;
        Ok(Self { id: id.to_owned(), bytes })
    }
}

impl fmt::Debug for Keyring {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let count = self.older.len().saturating_add(1);
        write!(formatter, "Keyring({count} keys, newest {})", self.newest.id)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const KEY: &str = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

    #[test]
    fn first_entry_is_the_newest_key() {
        let keyring =
            Keyring::parse(&format!(" b : {KEY} , a:{}", KEY.trim_end_matches('='))).unwrap();
        assert_eq!(keyring.newest().id, "b");
        assert_eq!(keyring.find("a").unwrap().bytes[31], 31);
        assert!(keyring.find("c").is_none());
    }

    #[test]
    fn ids_are_in_the_settings_order() {
        let keyring = Keyring::parse(&format!("c:{KEY},b:{KEY},a:{KEY}")).unwrap();
        assert_eq!(keyring.newest_id(), "c");
        assert_eq!(keyring.older_ids().collect::<Vec<_>>(), ["b", "a"]);
    }

    #[test]
    fn keyring_of_one_key_has_no_other() {
        let keyring = Keyring::of_one("data", [7; 32]).unwrap();
        assert_eq!((keyring.newest_id(), keyring.older_ids().count()), ("data", 0));
        assert_eq!(keyring.find("data").unwrap().bytes, [7; 32]);
        assert!(Keyring::of_one("a.b", [7; 32]).is_none());
    }

    #[test]
    fn broken_setting_is_refused_with_its_position() {
        for (setting, error) in [
            (String::new(), KeyringError::Empty),
            (" ".to_owned(), KeyringError::Empty),
            (format!("a:{KEY},"), KeyringError::NotAPair(2)),
            (KEY.to_owned(), KeyringError::NotAPair(1)),
            (format!(":{KEY}"), KeyringError::BadId(1)),
            (format!("a.b:{KEY}"), KeyringError::BadId(1)),
            (format!("{}:{KEY}", "a".repeat(33)), KeyringError::BadId(1)),
            (format!("a:{KEY},a:{KEY}"), KeyringError::RepeatedId(2)),
            (format!("a:{KEY},b:é"), KeyringError::NotBase64(2)),
            ("a:AAAA".to_owned(), KeyringError::WrongLength(1)),
            (format!("a:{KEY}AAAA"), KeyringError::NotBase64(1)),
        ] {
            assert_eq!(Keyring::parse(&setting).unwrap_err(), error, "{setting}");
        }
        let many: Vec<_> = (0..17).map(|id| format!("{id}:{KEY}")).collect();
        assert_eq!(Keyring::parse(&many.join(",")).unwrap_err(), KeyringError::TooManyKeys);
        assert!(Keyring::parse(&many[..16].join(",")).is_ok());
    }

    #[test]
    fn debug_output_and_errors_hide_keys() {
        let shown = format!("{:?}", Keyring::parse(&format!("a:{KEY},b:{KEY}")).unwrap());
        assert_eq!(shown, "Keyring(2 keys, newest a)");
        let swapped = Keyring::parse(&format!("{KEY}:a")).unwrap_err();
        assert!(!format!("{swapped:?} {swapped}").contains("AAECAwQF"));
    }

    proptest! {
        #[test]
        fn any_setting_is_read_or_refused(setting in "\\PC{0,80}|([a-z.]{0,3}[:,][A-Za-z0-9+/=]{0,44}){0,3}") {
            if let Ok(keyring) = Keyring::parse(&setting) {
                prop_assert!(is_key_id(&keyring.newest().id));
            }
        }
    }
}
