//! Translation of a relay request into the types of the `platforms` crate.

use platforms::{Content, Email, PlatformKind};
use relay_requests::{Content as Requested, EmailAddress, PlatformLetter, PublishRequest};

pub(crate) fn platform(letter: PlatformLetter) -> PlatformKind {
    match letter {
        PlatformLetter::Gmail => PlatformKind::Gmail,
        PlatformLetter::Twitter => PlatformKind::Twitter,
        PlatformLetter::Telegram => PlatformKind::Telegram,
        PlatformLetter::Mastodon => PlatformKind::Mastodon,
        PlatformLetter::Bluesky => PlatformKind::Bluesky,
    }
}

pub(crate) fn content(request: &PublishRequest) -> Content {
    let addresses = |all: &[EmailAddress]| all.iter().map(|it| it.as_str().to_owned()).collect();
    match &request.content {
        Requested::Email(email) => Content::Email(Email {
            to: addresses(&email.to),
            cc: addresses(&email.cc),
            bcc: addresses(&email.bcc),
            subject: email.subject.as_str().to_owned(),
            body: email.body.as_str().to_owned(),
        }),
        Requested::Text(text) => Content::Text(text.as_str().to_owned()),
        Requested::Message { recipient, text } => Content::Message {
            recipient: recipient.as_str().to_owned(),
            text: text.as_str().to_owned(),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn platform_letters_mean_the_same_in_both_crates() {
        for letter in PlatformLetter::ALL {
            let kind = platform(letter);
            assert_eq!(kind.as_str(), letter.platform_name());
            assert_eq!(kind.letter(), letter.as_char());
        }
    }

    #[test]
    fn every_field_of_a_request_is_converted() {
        let request =
            PublishRequest::parse("g:a@x.example:b@x.example:c@x.example:Hi:a: b").unwrap();
        let email = Email {
            to: vec!["a@x.example".to_owned()],
            cc: vec!["b@x.example".to_owned()],
            bcc: vec!["c@x.example".to_owned()],
            subject: "Hi".to_owned(),
            body: "a: b".to_owned(),
        };
        assert!(content(&request) == Content::Email(email));
        let request = PublishRequest::parse("T:+237 600 000 000:hello").unwrap();
        let (recipient, text) = ("+237600000000".to_owned(), "hello".to_owned());
        assert!(content(&request) == Content::Message { recipient, text });
    }
}
