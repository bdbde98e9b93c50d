//! The supported platforms.

use serde::{Deserialize, Serialize};

/// A platform. [`as_str`](Self::as_str) returns the name that is stored and used in URLs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum PlatformKind {
    Gmail,
    Twitter,
    Telegram,
    Mastodon,
    Bluesky,
}

/// Fields of a platform's requests (contract 2.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ServiceType {
    /// `to:cc:bcc:subject:body`
    Email,
    /// The whole rest of the request.
    Text,
    /// `recipient:message`
    Message,
}

impl PlatformKind {
    pub const ALL: [Self; 5] =
        [Self::Gmail, Self::Twitter, Self::Telegram, Self::Mastodon, Self::Bluesky];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Gmail => "gmail",
            Self::Twitter => "twitter",
            Self::Telegram => "telegram",
            Self::Mastodon => "mastodon",
            Self::Bluesky => "bluesky",
        }
    }

    /// The inverse of [`as_str`](Self::as_str).
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text)
    }

    /// Letter that names the platform in an SMS. Its case matters: `t` is Twitter, `T` is Telegram.
    pub fn letter(self) -> char {
        match self {
            Self::Gmail => 'g',
            Self::Twitter => 't',
            Self::Telegram => 'T',
            Self::Mastodon => 'm',
            Self::Bluesky => 'b',
        }
    }

    /// The inverse of [`letter`](Self::letter).
    pub fn of_letter(letter: char) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.letter() == letter)
    }

    pub fn service_type(self) -> ServiceType {
        match self {
            Self::Gmail => ServiceType::Email,
            Self::Twitter | Self::Mastodon | Self::Bluesky => ServiceType::Text,
            Self::Telegram => ServiceType::Message,
        }
    }

    /// Name of the protocol that creates a grant, as in contract 2.1.
    pub fn protocol(self) -> &'static str {
        match self {
            Self::Telegram => "twofactor",
            _ => "oauth2",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_letters_round_trip() {
        for kind in PlatformKind::ALL {
            assert_eq!(PlatformKind::parse(kind.as_str()), Some(kind));
            assert_eq!(PlatformKind::of_letter(kind.letter()), Some(kind));
        }
        let letters = PlatformKind::ALL.map(PlatformKind::letter);
        assert_eq!(letters, ['g', 't', 'T', 'm', 'b']);
        assert_eq!(PlatformKind::of_letter('G'), None);
        assert_eq!(PlatformKind::parse("Gmail"), None);
    }

    #[test]
    fn letters_and_names_match_the_contract() {
        let known = PlatformKind::ALL.map(|it| (it.letter(), it.as_str(), it.service_type()));
        assert_eq!(
            known,
            [
                ('g', "gmail", ServiceType::Email),
                ('t', "twitter", ServiceType::Text),
                ('T', "telegram", ServiceType::Message),
                ('m', "mastodon", ServiceType::Text),
                ('b', "bluesky", ServiceType::Text),
            ]
        );
    }
}
