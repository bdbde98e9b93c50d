//! Platform letter at the start of a request.

/// A platform that a request can name (contract 2.3, and 3.3 for `m` and `b`). Case matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PlatformLetter {
    Gmail,
    Twitter,
    Telegram,
    Mastodon,
    Bluesky,
}

/// Layout of the rest of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ContentKind {
    /// `to:cc:bcc:subject:body`
    Email,
    /// The whole rest is the post.
    Text,
    /// `phone:message`
    Message,
}

impl PlatformLetter {
    pub const ALL: [Self; 5] =
        [Self::Gmail, Self::Twitter, Self::Telegram, Self::Mastodon, Self::Bluesky];

    pub fn as_char(self) -> char {
        match self {
            Self::Gmail => 'g',
            Self::Twitter => 't',
            Self::Telegram => 'T',
            Self::Mastodon => 'm',
            Self::Bluesky => 'b',
        }
    }

    /// The inverse of [`as_char`](Self::as_char).
    pub fn parse(text: &str) -> Option<Self> {
        let mut characters = text.chars();
        let letter = characters.next().filter(|_| characters.next().is_none())?;
        Self::ALL.into_iter().find(|platform| platform.as_char() == letter)
    }

    /// The platform's name in URLs and lists.
    pub fn platform_name(self) -> &'static str {
        match self {
            Self::Gmail => "gmail",
            Self::Twitter => "twitter",
            Self::Telegram => "telegram",
            Self::Mastodon => "mastodon",
            Self::Bluesky => "bluesky",
        }
    }

    pub fn kind(self) -> ContentKind {
        match self {
            Self::Gmail => ContentKind::Email,
            Self::Twitter | Self::Mastodon | Self::Bluesky => ContentKind::Text,
            Self::Telegram => ContentKind::Message,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_are_single_and_their_case_matters() {
        for platform in PlatformLetter::ALL {
            assert_eq!(PlatformLetter::parse(&platform.as_char().to_string()), Some(platform));
        }
        assert_eq!(PlatformLetter::parse("t"), Some(PlatformLetter::Twitter));
        assert_eq!(PlatformLetter::parse("T"), Some(PlatformLetter::Telegram));
        for text in ["", "G", "gg", " g", "g ", "é", "x", "\0"] {
            assert_eq!(PlatformLetter::parse(text), None, "{text:?}");
        }
    }

    #[test]
    fn letters_and_names_match_the_contract() {
        let known = PlatformLetter::ALL.map(|it| (it.as_char(), it.platform_name(), it.kind()));
        assert_eq!(
            known,
            [
                ('g', "gmail", ContentKind::Email),
                ('t', "twitter", ContentKind::Text),
                ('T', "telegram", ContentKind::Message),
                ('m', "mastodon", ContentKind::Text),
                ('b', "bluesky", ContentKind::Text),
            ]
        );
    }
}
