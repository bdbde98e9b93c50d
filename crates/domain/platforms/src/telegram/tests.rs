//! Requests to the adapter, and the signatures that authenticate them.

use standardwebhooks::Webhook;
use unix_time::UnixMillis;

use super::*;
use crate::{
    PlatformSettings,
    testing::{NOW_MS, answer, in_context, rng, tokens},
};

#[test]
fn request_has_a_standard_webhooks_signature() {
    let content =
        PostContent::Message { recipient: "+237123456789".to_owned(), text: "Hi".to_owned() };
    assert_eq!(Telegram.posts(&content), Ok(vec!["Hi".to_owned()]));
    let sending = Sending {
        content: &content,
        piece: "Hi",
        before: &[],
        key: "pub_1",
        started_at_ms: UnixMillis::EPOCH,
        is_repeat: false,
    };
    let request =
        in_context(|context| Telegram.send_request(&sending, &mut tokens(), context)).unwrap();
    assert_eq!(&*request.url, "https://adapter.test/telegram");
    assert_eq!(
        request.json(),
        json!({
            "method": "send_message",
            "params": { "session": "access", "recipient": "+237123456789", "message": "Hi" },
        })
    );
    assert_eq!(request.header("webhook-id"), Some("pub_1"));
    let timestamp = NOW_MS.as_secs();
    assert_eq!(request.header("webhook-timestamp"), Some(&*timestamp.to_string()));
    let theirs = Webhook::new("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").unwrap();
    let expected = theirs.sign("pub_1", timestamp, &request.body).unwrap();
    assert_eq!(request.header("webhook-signature"), Some(&*expected));
}

#[test]
fn invalid_secret_prevents_every_request() {
    for secret in ["whsec_", "whsec_?", "whsec_AAAA", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"] {
        let settings = PlatformSettings::read(|name| match name {
            "TELEGRAM_ADAPTER_URL" => Some("https://adapter.test".to_owned()),
            "TELEGRAM_ADAPTER_SECRET" => Some(secret.to_owned()),
            _ => None,
        });
        let mut context = Context { settings: &settings, now_ms: NOW_MS, rng: &mut rng() };
        let request = TelegramAdapter::send_code("+237123456789", "s1", &mut context);
        assert!(matches!(request, Err(Failure::NotConfigured(_))), "{secret}");
    }
}

#[test]
fn sign_in_takes_code_and_password() {
    let read = |body| TelegramAdapter::read(&answer(200, body));
    let code = in_context(|context| {
        TelegramAdapter::validate_code("+237123456789", &Secret::new("123"), "s2", context)
    });
    assert_eq!(
        code.unwrap().json()["params"],
        json!({ "phone_number": "+237123456789", "code": "123" })
    );
    assert_eq!(read(r#"{"result":{"success":true}}"#), Ok(CodeAnswer::Sent));
    let asks = r#"{"result":{"two_step_verification_enabled":true}}"#;
    assert_eq!(read(asks), Ok(CodeAnswer::PasswordRequired));
    let done =
        r#"{"result":{"session":"s","userinfo":{"account_identifier":"+237","name":"Bob"}}}"#;
    let Ok(CodeAnswer::SignedIn(tokens)) = read(done) else { panic!() };
    assert_eq!(tokens.access_token.expose(), "s");
    assert_eq!(tokens.account.unwrap().name, "Bob");
}

#[test]
fn answers_to_a_message_are_classified() {
    let read = |status, body| Telegram.read_send(&mut tokens(), &answer(status, body));
    assert_eq!(read(200, r#"{"result":{"message_id":7}}"#).unwrap().id, "7");
    for (status, body, expected) in [
        (200, r#"{"error":{"code":"session_revoked"}}"#, Failure::ConsentGone),
        (200, r#"{"error":{"code":"unknown_recipient"}}"#, Failure::refused("unknown_recipient")),
        (
            200,
            r#"{"error":{"code":"flood_wait","retry_after":30}}"#,
            Failure::SlowDown { retry_after_ms: Some(30_000) },
        ),
        (200, "{}", Failure::Unknown { reason: "200".to_owned() }),
        (401, "", Failure::refused("adapter_401")),
        (502, "", Failure::Unknown { reason: "502".to_owned() }),
    ] {
        assert_eq!(read(status, body), Err(expected), "{body}");
    }
    let revoked = answer(200, r#"{"error":{"code":"session_revoked"}}"#);
    assert_eq!(Telegram.read_revoke(&mut tokens(), &revoked), Ok(()));
}

#[test]
fn recipients_are_numbers_or_user_names() {
    for text in ["+237123456789", "@bob_b", "alice"] {
        assert!(is_recipient(text), "{text}");
    }
    for text in
        ["", "+", "+1 2345678", "237123456789", "a", "bob b", "bob\n", "@@bob", "+2371234567890123"]
    {
        assert!(!is_recipient(text), "{text}");
    }
}

#[test]
fn invalid_messages_are_refused() {
    let posts = |recipient: &str, text: String| {
        Telegram.posts(&PostContent::Message { recipient: recipient.to_owned(), text })
    };
    for (recipient, text, reason) in [
        ("a b", "x".to_owned(), "bad_recipient"),
        ("@alice", " ".to_owned(), "empty_text"),
        ("@alice", "x".repeat(4_097), "text_too_long"),
    ] {
        assert_eq!(posts(recipient, text), Err(Failure::refused(reason)));
    }
    assert!(posts("@alice", "é".repeat(4_096)).is_ok());
    let text = PostContent::Text("x".to_owned());
    assert_eq!(Telegram.posts(&text), Err(Failure::refused("not_a_message")));
}
