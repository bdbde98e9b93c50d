//! Which platforms there are.

use serde::{Deserialize, Serialize};

/// A platform. The text of [`as_str`](Self::as_str) is stored, and part of URLs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum PlatformKind {
    Gmail,
    Twitter,
    Telegram,
    Mastodon,
    Bluesky,
}

/// What a platform's requests consist of (contract 2.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ServiceType {
    /// `to:cc:bcc:subject:body`
    Email,
    /// The whole rest.
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

    /// The letter that names it in an SMS. Its case matters: `t` is Twitter, `T` is Telegram.
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

    /// How a grant is made, in the words of contract 2.1.
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
    fn names_and_letters_lead_back_to_their_platform() {
        for kind in PlatformKind::ALL {
            assert_eq!(PlatformKind::parse(kind.as_str()), Some(kind));
            assert_eq!(PlatformKind::of_letter(kind.letter()), Some(kind));
        }
        let letters = PlatformKind::ALL.map(PlatformKind::letter);
        assert_eq!(letters, ['g', 't', 'T', 'm', 'b']);
        assert_eq!(PlatformKind::of_letter('G'), None);
        assert_eq!(PlatformKind::parse("Gmail"), None);
    }
}
