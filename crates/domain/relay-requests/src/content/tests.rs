use proptest::prelude::*;

use super::*;

fn parse(plaintext: &str) -> Result<PublishRequest, RequestError> {
    PublishRequest::parse(plaintext)
}

fn email(plaintext: &str) -> Email {
    match parse(plaintext).unwrap().content {
        PostContent::Email(email) => email,
        other => panic!("{other:?}"),
    }
}

#[test]
fn email_has_five_fields_and_only_the_last_may_contain_colons() {
    let email =
        email("g:bob@example.com:a@x.example, b@x.example:c@x.example,:Re 1:At 10:30: lunch");
    assert_eq!(email.to, ["bob@example.com"]);
    assert_eq!(email.cc, ["a@x.example", "b@x.example"]);
    assert_eq!(email.bcc, ["c@x.example"]);
    assert_eq!(email.subject.as_str(), "Re 1");
    assert_eq!(email.body.as_str(), "At 10:30: lunch");
}

#[test]
fn letters_are_single_and_their_case_matters() {
    for known in PlatformKind::ALL {
        assert_eq!(platform(&known.letter().to_string()), Some(known));
    }
    assert_eq!(platform("t"), Some(PlatformKind::Twitter));
    assert_eq!(platform("T"), Some(PlatformKind::Telegram));
    for text in ["", "G", "gg", " g", "g ", "é", "x", "\0"] {
        assert_eq!(platform(text), None, "{text:?}");
    }
}

#[test]
fn every_field_of_a_request_is_read() {
    let request = parse("g:a@x.example:b@x.example:c@x.example:Hi:a: b").unwrap();
    let email = Email {
        to: vec!["a@x.example".to_owned()],
        cc: vec!["b@x.example".to_owned()],
        bcc: vec!["c@x.example".to_owned()],
        subject: "Hi".to_owned(),
        body: "a: b".to_owned(),
    };
    assert!(request.content == PostContent::Email(email));
    let request = parse("T:+237 600 000 000:hello").unwrap();
    let (recipient, text) = ("+237600000000".to_owned(), "hello".to_owned());
    assert!(request.content == PostContent::Message { recipient, text });
}

#[test]
fn email_copies_subject_and_body_may_be_empty() {
    let email = email("g:bob@example.com::::");
    assert!(email.cc.is_empty() && email.bcc.is_empty());
    assert_eq!((email.subject.as_str(), email.body.as_str()), ("", ""));
}

#[test]
fn post_is_everything_after_the_letter() {
    for (plaintext, platform) in [
        ("t: to:cc:bcc\nsecond line", PlatformKind::Twitter),
        ("m: to:cc:bcc\nsecond line", PlatformKind::Mastodon),
        ("b: to:cc:bcc\nsecond line", PlatformKind::Bluesky),
    ] {
        let content = PostContent::Text(" to:cc:bcc\nsecond line".to_owned());
        assert_eq!(parse(plaintext), Ok(PublishRequest { platform, content }));
    }
}

#[test]
fn message_has_a_number_and_a_text_that_may_contain_colons() {
    let PostContent::Message { recipient, text } =
        parse("T:+237 123456789:at 10:30").unwrap().content
    else {
        panic!("not a message");
    };
    assert_eq!((recipient.as_str(), text.as_str()), ("+237123456789", "at 10:30"));
}

#[test]
fn unpublishable_plaintext_is_refused() {
    for (plaintext, error) in [
        ("", RequestError::TooFewFields),
        ("t", RequestError::TooFewFields),
        (":x", RequestError::UnknownLetter),
        ("G:a@b.example::::", RequestError::UnknownLetter),
        ("gg:a@b.example::::", RequestError::UnknownLetter),
        ("\u{feff}t:x", RequestError::UnknownLetter),
        ("g:", RequestError::TooFewFields),
        ("g:a@b.example:::subject and no body", RequestError::TooFewFields),
        ("T:+237123456789", RequestError::TooFewFields),
        ("g::a@b.example:::body", RequestError::NoRecipient),
        ("g: , ::::body", RequestError::NoRecipient),
        ("g:bob::::body", RequestError::InvalidEmailAddress),
        ("g:a@b.example:bob:::body", RequestError::InvalidEmailAddress),
        ("g:a@b.example::bob::body", RequestError::InvalidEmailAddress),
        ("g:a@b.example c@d.example::::body", RequestError::InvalidEmailAddress),
        ("g:a@b.example:::Hi\r\nBcc eve@x.example:body", RequestError::InvalidSubject),
        ("g:a@b.example:::Hi\u{85}:body", RequestError::InvalidSubject),
        ("T:bob:hello", RequestError::InvalidPhoneNumber),
        ("T:123456789:hello", RequestError::InvalidPhoneNumber),
        ("T:+237123456789: ", RequestError::NoText),
        ("t:", RequestError::NoText),
        ("t:\n", RequestError::NoText),
    ] {
        assert_eq!(parse(plaintext), Err(error), "{plaintext:?}");
    }
}

#[test]
fn three_recipient_lists_share_a_limit() {
    let list = |count: usize| vec!["a@b.example"; count].join(",");
    let email = |to, cc, bcc| parse(&format!("g:{}:{}:{}::", list(to), list(cc), list(bcc)));
    assert!(email(48, 1, 1).is_ok());
    assert_eq!(email(48, 1, 2), Err(RequestError::TooManyRecipients));
    assert_eq!(email(1, 25, 25), Err(RequestError::TooManyRecipients));
}

#[test]
fn debug_output_hides_the_request() {
    for plaintext in [
        "g:bob@example.com:bob@example.com::bobs subject:hello bob",
        "t:bob",
        "T:+237123456789:bob",
    ] {
        let shown = format!("{:?}", parse(plaintext).unwrap());
        assert!(!shown.contains("bob") && !shown.contains("237"), "{shown}");
    }
}

proptest! {
    #[test]
    fn any_plaintext_is_parsed_or_refused(
        plaintext in "\\PC{0,60}|[gtTmb]:[a@.:,+0-9\r\n ]{0,40}|[gT]:([a-z@.,:]{0,9}){0,6}",
    ) {
        let letter = plaintext.chars().next();
        if let Ok(request) = parse(&plaintext) {
            prop_assert_eq!(Some(request.platform.letter()), letter);
        }
    }

    #[test]
    fn last_field_is_kept_unchanged(text in "\\PC{0,60}") {
        let email = email(&format!("g:bob@example.com:::Hi:{text}"));
        prop_assert_eq!(email.body.as_str(), text.as_str());
        match parse(&format!("t:{text}")) {
            Ok(request) => prop_assert_eq!(request.content, PostContent::Text(text)),
            Err(error) => {
                prop_assert_eq!(error, RequestError::NoText);
                prop_assert_eq!(text.trim(), "");
            }
        }
    }
}
