//! An independent parser reads back every input, and nothing more.

use mail_parser::MessageParser;
use proptest::prelude::*;

use super::*;

fn account(name: &str) -> Account {
    Account { id: "bob@example.com".to_owned(), name: name.to_owned() }
}

fn email(subject: &str, body: &str) -> Email {
    Email {
        to: vec!["alice@example.com".to_owned(), "x.y+z@mail.example.org".to_owned()],
        cc: vec!["carol@example.com".to_owned()],
        bcc: vec!["dave@example.com".to_owned()],
        subject: subject.to_owned(),
        body: body.to_owned(),
    }
}

#[test]
fn message_matches_byte_for_byte() {
    let email = Email { cc: Vec::new(), bcc: Vec::new(), ..email("Hi", "Hello\nworld") };
    assert_eq!(
        message(&email, &account("Bob \"B\" Builder")).unwrap(),
        "From: \"Bob \\\"B\\\" Builder\"\r\n <bob@example.com>\r\n\
         To: alice@example.com,\r\n x.y+z@mail.example.org\r\n\
         Subject: Hi\r\n\
         MIME-Version: 1.0\r\n\
         Content-Type: text/plain; charset=utf-8\r\n\
         Content-Transfer-Encoding: base64\r\n\
         \r\n\
         SGVsbG8NCndvcmxk\r\n"
    );
}

#[test]
fn line_breaks_in_headers_are_refused() {
    let good = email("s", "b");
    for (email, reason) in [
        (
            Email { subject: "a\r\nBcc: eve@example.com".to_owned(), ..good.clone() },
            "control_character",
        ),
        (Email { subject: "a\nb".to_owned(), ..good.clone() }, "control_character"),
        (Email { subject: "a\u{85}b".to_owned(), ..good.clone() }, "control_character"),
        (
            Email { to: vec!["a@b.c\r\nBcc: eve@example.com".to_owned()], ..good.clone() },
            "bad_address",
        ),
        (Email { cc: vec!["a@b.co\n".to_owned()], ..good.clone() }, "bad_address"),
        (Email { to: Vec::new(), ..good.clone() }, "no_recipient"),
        (Email { bcc: vec!["a@b.co".to_owned(); 98], ..good.clone() }, "too_many_recipients"),
        (Email { subject: "x".repeat(999), ..good.clone() }, "subject_too_long"),
    ] {
        let refused = Err(Failure::refused(reason));
        assert_eq!(message(&email, &account("Bob")), refused);
        assert_eq!(check(&email).map(|()| String::new()), refused);
    }
    assert_eq!(message(&good, &account("a\r\nb")), Err(Failure::refused("control_character")));
    let nameless = Account { id: "me".to_owned(), name: String::new() };
    assert_eq!(message(&good, &nameless), Err(Failure::refused("bad_sender")));
    assert_eq!(check(&good), Ok(()));
}

#[test]
fn subject_that_looks_like_an_encoded_word_round_trips() {
    for text in ["=?UTF-8?B?SGk=?=", " spaces around ", "=?", ""] {
        let written = message(&email(text, "b"), &account("Bob")).unwrap();
        let read = MessageParser::default().parse(written.as_bytes()).unwrap();
        assert_eq!(read.subject().unwrap_or_default(), text);
    }
}

#[test]
fn only_plain_addresses_are_accepted() {
    for address in ["a@b.co", "a.b+c'd@x-y.example.org", "1@2.33"] {
        assert!(check_address(address).is_ok(), "{address}");
    }
    for address in [
        "",
        "a",
        "@",
        "a@",
        "@b.co",
        "a@b",
        "a@@b.co",
        "a@b.co@c.co",
        "a b@c.co",
        "a@b..co",
        ".a@b.co",
        "a.@b.co",
        "a@-b.co",
        "a@b-.co",
        "<a@b.co>",
        "a@b.co,c@d.co",
        "a@b.co;",
        "é@b.co",
        "a@é.co",
        "Bob <a@b.co>",
        "\"a\"@b.co",
        "a@[1.2.3.4]",
        &format!("{}@b.co", "a".repeat(250)),
    ] {
        assert!(check_address(address).is_err(), "{address}");
    }
}

fn addresses(header: Option<&mail_parser::Address<'_>>) -> Vec<String> {
    let all = header.into_iter().flat_map(|header| header.iter());
    all.map(|address| address.address().unwrap().to_owned()).collect()
}

proptest! {
    #[test]
    fn independent_parser_reads_back_every_message(
        subject in "[^\\p{Cc}]{0,80}", body in "(\\PC|\n){0,300}", name in "[^\\p{Cc}]{0,40}",
    ) {
        let email = email(&subject, &body);
        let written = message(&email, &account(&name)).unwrap();
        prop_assert!(written.is_ascii());
        for line in written.split("\r\n") {
            prop_assert!(line.len() <= 100 && !line.contains(['\r', '\n']), "{}", line);
        }
        let read = MessageParser::default().parse(written.as_bytes()).unwrap();
        prop_assert_eq!(read.subject().unwrap_or_default(), &subject);
        let expected = body.replace('\n', "\r\n");
        prop_assert_eq!(read.body_text(0).unwrap_or_default(), expected);
        prop_assert_eq!(addresses(read.to()), email.to);
        prop_assert_eq!(addresses(read.cc()), email.cc);
        prop_assert_eq!(addresses(read.bcc()), email.bcc);
        let from = read.from().unwrap().first().unwrap();
        prop_assert_eq!(from.address(), Some("bob@example.com"));
        prop_assert_eq!(from.name().unwrap_or_default(), name.trim());
        prop_assert_eq!(read.parts.len(), 1);
        prop_assert_eq!(read.headers().len(), 8);
    }

    #[test]
    fn any_email_is_written_or_refused(
        to in prop::collection::vec("\\PC{0,20}|[a-z]{1,5}@[a-z]{1,5}\\.[a-z\r\n]{2,4}", 0..3),
        subject: String, body: String, name: String,
    ) {
        let email = Email { to, subject, body, ..Email::default() };
        if let Ok(written) = message(&email, &account(&name)) {
            let read = MessageParser::default().parse(written.as_bytes()).unwrap();
            prop_assert_eq!(read.headers().len(), 6);
        }
    }
}
