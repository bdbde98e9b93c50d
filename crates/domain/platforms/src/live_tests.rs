//! The codecs against a fake of all platforms, which checks proofs, signatures and messages with independent code. The
//! tests start it with `node`, which building this project requires anyway.

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::TcpStream,
    process::{Child, ChildStdin, ChildStdout, Command, Stdio},
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use serde_json::{Value, json};
use unix_time::UnixMillis;

use crate::{
    CodeAnswer, ConsentStep, Context, Email, Failure, GrantTokens, HttpAnswer, HttpRequest,
    IdentityStep, NextStep, PendingConsent, PlatformKind, PlatformSettings, PostContent,
    PostSequence, Progress, Secret, TelegramAdapter, of,
    testing::{parameter, rng},
};

struct Fake {
    process: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
    settings: PlatformSettings,
    rng: rand_chacha::ChaCha20Rng,
}

type Response = (u16, Vec<(String, String)>, Vec<u8>);

impl Fake {
    fn start() -> Self {
        let server =
            concat!(env!("CARGO_MANIFEST_DIR"), "/../../../tests/support/platform-fake-server.mjs");
        let mut command = Command::new("node");
        let mut process =
            command.arg(server).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        let input = process.stdin.take().unwrap();
        let mut output = BufReader::new(process.stdout.take().unwrap());
        let mut line = String::new();
        output.read_line(&mut line).unwrap();
        let vars: Value = serde_json::from_str(&line).unwrap();
        let settings = PlatformSettings::read(|name| Some(vars.get(name)?.as_str()?.to_owned()));
        Self { process, input, output, settings, rng: rng() }
    }

    fn call(&mut self, call: &str, args: &Value) -> Value {
        writeln!(self.input, "{}", json!({ "call": call, "args": args })).unwrap();
        let mut line = String::new();
        self.output.read_line(&mut line).unwrap();
        serde_json::from_str(&line).unwrap()
    }

    fn next(&mut self, operation: &str, behaviours: &[Value]) {
        let args: Vec<_> =
            [json!(operation)].into_iter().chain(behaviours.iter().cloned()).collect();
        self.call("next", &json!(args));
    }

    fn posts(&mut self, kind: PlatformKind) -> Vec<Value> {
        self.call("posts", &json!([kind.as_str()])).as_array().unwrap().clone()
    }

    fn with<T>(&mut self, run: impl FnOnce(&mut Context<'_>) -> T) -> T {
        run(&mut Context { settings: &self.settings, now_ms: now_ms(), rng: &mut self.rng })
    }

    /// Runs a consent from its start to the known account.
    fn consent(&mut self, kind: PlatformKind, hint: Option<&str>) -> GrantTokens {
        let platform = of(kind);
        let redirect = "https://relay.test/platforms/x/protocols/oauth2/redirect_codes/";
        let mut pending = PendingConsent::begin(kind, redirect, hint, &mut self.rng);
        let url = loop {
            match self.with(|context| platform.consent(&mut pending, context)).unwrap() {
                ConsentStep::Visit(url) => break url,
                ConsentStep::SendRequest(request) => {
                    let (status, headers, body) = fetch(&request).unwrap();
                    platform.read_consent(&mut pending, &answer(status, &headers, &body)).unwrap();
                }
            }
        };
        let back = self.call("agree", &json!([url]));
        let back = back.as_str().unwrap();
        assert_eq!(parameter(back, "state").unwrap(), pending.state.expose());
        assert!(pending.is_issuer(parameter(back, "iss").as_deref()));
        let code = Secret::new(parameter(back, "code").unwrap());
        let request = self.with(|context| platform.exchange_request(&mut pending, &code, context));
        let (status, headers, body) = fetch(&request.unwrap()).unwrap();
        let mut tokens =
            platform.read_exchange(&mut pending, &answer(status, &headers, &body)).unwrap();
        loop {
            let request = self.with(|context| platform.identity_request(&mut tokens, context));
            let (status, headers, body) = fetch(&request.unwrap()).unwrap();
            let step = platform.read_identity(&mut tokens, &answer(status, &headers, &body));
            if step.unwrap() == IdentityStep::Known {
                return tokens;
            }
        }
    }

    /// Publishes, serializing and restoring the state after every step, without ever waiting.
    fn publish(
        &mut self,
        kind: PlatformKind,
        content: PostContent,
        tokens: &mut GrantTokens,
    ) -> Result<usize, Failure> {
        let mut sequence = PostSequence::begin(kind, "pub_live", content, now_ms())?;
        loop {
            let request = match self.with(|context| sequence.next(tokens, context)) {
                NextStep::SendRequest(request) => request,
                NextStep::Done => return Ok(sequence.posted().len()),
                NextStep::Stopped(failure) => return Err(failure),
            };
            let text = serde_json::to_string(&sequence).unwrap();
            sequence = serde_json::from_str(&text).unwrap();
            let response = fetch(&request);
            let answer =
                response.as_ref().map(|(status, headers, body)| answer(*status, headers, body));
            let (Progress::GoOn | Progress::Wait { .. }) = sequence.read(tokens, answer.as_ref());
        }
    }

    fn revoke(&mut self, kind: PlatformKind, tokens: &mut GrantTokens) -> Result<(), Failure> {
        let request = self.with(|context| of(kind).revoke_request(tokens, context))?;
        let (status, headers, body) = fetch(&request).unwrap();
        of(kind).read_revoke(tokens, &answer(status, &headers, &body))
    }
}

impl Drop for Fake {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

#[expect(clippy::disallowed_methods, reason = "the fake has a clock of its own")]
fn now_ms() -> UnixMillis {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    UnixMillis::new(i64::try_from(now.as_millis()).unwrap())
}

fn answer(status: u16, headers: &[(String, String)], body: &[u8]) -> HttpAnswer {
    let (headers, body) = (headers.to_vec(), body.to_vec());
    HttpAnswer { status, headers, body, received_at_ms: now_ms() }
}

/// Makes one request over HTTP/1.0. `None` if there is no answer within a second.
fn fetch(request: &HttpRequest) -> Option<Response> {
    let rest = request.url.strip_prefix("http://").unwrap();
    let (host, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
    let mut stream = TcpStream::connect(host).ok()?;
    stream.set_read_timeout(Some(Duration::from_secs(1))).unwrap();
    let mut head = Vec::new();
    write!(head, "{} {path} HTTP/1.0\r\nhost: {host}\r\n", request.method).unwrap();
    for (name, value) in &request.headers {
        assert!(!value.contains(['\r', '\n']));
        write!(head, "{name}: {value}\r\n").unwrap();
    }
    write!(head, "content-length: {}\r\n\r\n", request.body.len()).unwrap();
    stream.write_all(&head).ok()?;
    stream.write_all(&request.body).ok()?;
    let mut raw = Vec::new();
    stream.read_to_end(&mut raw).ok()?;
    let end = raw.windows(4).position(|window| window == b"\r\n\r\n")?;
    let body = raw.split_off(end + 4);
    let head = String::from_utf8(raw).unwrap();
    let mut lines = head.split("\r\n").filter(|line| !line.is_empty());
    let status = lines.next()?.split(' ').nth(1)?.parse().ok()?;
    let header = |line: &str| {
        let (name, value) = line.split_once(": ")?;
        Some((name.to_owned(), value.to_owned()))
    };
    Some((status, lines.filter_map(header).collect(), body))
}

fn long_text() -> PostContent {
    // Twitter refuses duplicate posts, so all parts differ.
    let words: Vec<_> =
        (0..45).map(|number| format!("日本語 and {number} words of a length")).collect();
    PostContent::Text(format!("{} https://example.com/a?b=c. End", words.join(" ")))
}

const TEXTS: [PlatformKind; 3] =
    [PlatformKind::Twitter, PlatformKind::Mastodon, PlatformKind::Bluesky];

#[test]
fn threads_are_posted_once_and_in_order_on_every_platform() {
    for kind in TEXTS {
        let mut fake = Fake::start();
        let mut tokens = fake.consent(kind, None);
        let pieces = of(kind).posts(&long_text()).unwrap();
        assert!(pieces.len() > 2);
        assert_eq!(fake.publish(kind, long_text(), &mut tokens), Ok(pieces.len()), "{kind:?}");
        let posts = fake.posts(kind);
        let texts: Vec<_> = posts.iter().map(|post| post["text"].as_str().unwrap()).collect();
        assert_eq!(texts, pieces);
        for (post, before) in posts.iter().skip(1).zip(&posts) {
            assert_eq!(post["replyTo"], before["id"]);
        }
        assert_eq!(posts[0].get("replyTo"), None);
    }
}

#[test]
fn email_arrives_as_it_was_written() {
    let mut fake = Fake::start();
    let mut tokens = fake.consent(PlatformKind::Gmail, None);
    let email = Email {
        to: vec!["alice@example.com".to_owned(), "bob@example.com".to_owned()],
        bcc: vec!["carol@example.com".to_owned()],
        subject: "Grüße aus Yaoundé, 👋 and quite a lot more of it, so that it has to be folded"
            .to_owned(),
        body: "Hello\nworld: é".to_owned(),
        ..Email::default()
    };
    fake.call("expire", &json!(["gmail"]));
    let published =
        fake.publish(PlatformKind::Gmail, PostContent::Email(email.clone()), &mut tokens);
    assert_eq!(published, Ok(1));
    let post = &fake.posts(PlatformKind::Gmail)[0];
    assert_eq!(post["to"], json!(email.to));
    assert_eq!(post["bcc"], json!(email.bcc));
    assert_eq!(post["subject"], json!(email.subject));
    assert_eq!(post["body"], "Hello\r\nworld: é");
    assert_eq!(post["from"], "\"Bob Builder\" <bob@gmail.test>");
}

#[test]
fn expired_tokens_are_refreshed_and_revoked_tokens_end_the_publication() {
    for kind in [PlatformKind::Gmail, PlatformKind::Twitter, PlatformKind::Bluesky] {
        let mut fake = Fake::start();
        let content = match kind {
            PlatformKind::Gmail => {
                PostContent::Email(Email { to: vec!["a@b.co".to_owned()], ..Email::default() })
            }
            _ => long_text(),
        };
        let mut tokens = fake.consent(kind, None);
        let before = tokens.clone();
        fake.call("expire", &json!([kind.as_str()]));
        assert!(fake.publish(kind, content.clone(), &mut tokens).is_ok(), "{kind:?}");
        assert_ne!(tokens.access_token, before.access_token);
        fake.call("withdraw", &json!([kind.as_str()]));
        let count = fake.posts(kind).len();
        assert_eq!(fake.publish(kind, content, &mut tokens), Err(Failure::ConsentGone));
        assert_eq!(fake.posts(kind).len(), count);
        assert_eq!(fake.revoke(kind, &mut tokens), Ok(()));
    }
}

#[test]
fn bluesky_works_from_a_handle_with_changing_nonces() {
    let mut fake = Fake::start();
    fake.call("requireNonce", &json!(["one"]));
    let mut tokens = fake.consent(PlatformKind::Bluesky, Some("bob.test"));
    assert_eq!(tokens.account.as_ref().unwrap().name, "bob.test");
    let count = of(PlatformKind::Bluesky).posts(&long_text()).unwrap().len();
    assert_eq!(fake.publish(PlatformKind::Bluesky, long_text(), &mut tokens), Ok(count));
    fake.call("requireNonce", &json!(["two"]));
    fake.call("expire", &json!(["bluesky"]));
    let short = PostContent::Text("short".to_owned());
    assert_eq!(fake.publish(PlatformKind::Bluesky, short, &mut tokens), Ok(1));
    fake.call("requireNonce", &json!(["three"]));
    assert_eq!(fake.revoke(PlatformKind::Bluesky, &mut tokens), Err(Failure::NonceRequired));
    assert_eq!(fake.revoke(PlatformKind::Bluesky, &mut tokens), Ok(()));
}

#[test]
fn failures_never_duplicate_a_post() {
    for kind in TEXTS {
        let mut fake = Fake::start();
        let mut tokens = fake.consent(kind, None);
        let count = of(kind).posts(&long_text()).unwrap().len();
        let broken = [
            json!(["accept"]),
            json!(["slowDown", 1]),
            json!(["breakAfterDoing"]),
            json!(["unavailable"]),
        ];
        fake.next(kind.as_str(), &broken);
        let published = fake.publish(kind, long_text(), &mut tokens);
        if of(kind).may_repeat() {
            assert_eq!(published, Ok(count), "{kind:?}");
            assert_eq!(fake.posts(kind).len(), count);
        } else {
            assert_eq!(published, Err(Failure::no_answer()));
            assert_eq!(fake.posts(kind).len(), 2);
        }
    }
}

#[test]
fn telegram_signs_in_and_sends_once() {
    let mut fake = Fake::start();
    let number = "+237123456789";
    let code = Secret::new("12345");
    let request = fake.with(|context| TelegramAdapter::validate_code(number, &code, "s1", context));
    let (status, headers, body) = fetch(&request.unwrap()).unwrap();
    let read = TelegramAdapter::read(&answer(status, &headers, &body));
    let Ok(CodeAnswer::SignedIn(mut tokens)) = read else { panic!("{read:?}") };
    fake.next("telegram", &[json!(["breakAfterDoing"])]);
    let content =
        PostContent::Message { recipient: "@alice".to_owned(), text: "Hi: you".to_owned() };
    assert_eq!(fake.publish(PlatformKind::Telegram, content, &mut tokens), Ok(1));
    assert_eq!(fake.posts(PlatformKind::Telegram).len(), 1);
    assert_eq!(fake.revoke(PlatformKind::Telegram, &mut tokens), Ok(()));
}
