//! Bandwidth (contract D.7): JSON, HTTP Basic in both directions, no signature.

use serde_json::{Value, json};
use unix_time::UnixMillis;

use crate::{
    Callback, CallbackAnswer, CallbackEvent, CredentialName, Credentials, HttpRequest,
    MissingCredential, OutgoingSms, Provider, Refusal, ReportedStatus, SendOutcome, Shape,
    arrival::{UnvalidatedSms, report},
    digest::equal,
    exchange::{basic, join, outcome, post_json, required, segment},
    fields::{first_scalar_at, scalar_at, urls_at},
    moment,
    reason::reason,
};

/// Maximum number of events per callback; the vendor sends one at a time.
const MAX_EVENTS: usize = 100;

pub(crate) struct Bandwidth;

impl Provider for Bandwidth {
    fn credentials(&self) -> &'static [CredentialName] {
        const {
            &[
                CredentialName {
                    name: "account_id",
                    setting: "BANDWIDTH_ACCOUNT_ID",
                    required: true,
                    secret: false,
                    shape: Shape::Plain,
                },
                CredentialName {
                    name: "application_id",
                    setting: "BANDWIDTH_APPLICATION_ID",
                    required: true,
                    secret: false,
                    shape: Shape::Plain,
                },
                CredentialName {
                    name: "username",
                    setting: "BANDWIDTH_USERNAME",
                    required: true,
                    secret: false,
                    shape: Shape::User,
                },
                CredentialName {
                    name: "password",
                    setting: "BANDWIDTH_PASSWORD",
                    required: true,
                    secret: true,
                    shape: Shape::Text,
                },
                // Basic credentials that the vendor's application sends with each callback.
                CredentialName {
                    name: "callback_username",
                    setting: "BANDWIDTH_CALLBACK_USERNAME",
                    required: false,
                    secret: false,
                    shape: Shape::User,
                },
                CredentialName {
                    name: "callback_password",
                    setting: "BANDWIDTH_CALLBACK_PASSWORD",
                    required: false,
                    secret: true,
                    shape: Shape::Text,
                },
            ]
        }
    }

    fn default_base_url(&self) -> &'static str {
        "https://messaging.bandwidth.com"
    }

    fn send_request(
        &self,
        sms: &OutgoingSms<'_>,
        credentials: &Credentials,
        base_url: &str,
    ) -> Result<HttpRequest, MissingCredential> {
        let account = required(credentials, "account_id")?;
        let application = required(credentials, "application_id")?;
        let username = required(credentials, "username")?;
        let authorization = basic(username, required(credentials, "password")?);
        // `callback_url` is not sent: reports go to the URL that is set in the vendor's application.
        let body = json!({
            "applicationId": application,
            "from": sms.from.as_str(),
            "to": [sms.to.as_str()],
            "text": sms.text.as_str(),
            "tag": sms.wire_id,
        });
        let path = format!("/api/v2/users/{}/messages", segment(account));
        Ok(post_json(join(base_url, &path), authorization, &body))
    }

    fn outcome(&self, status: u16, body: &str) -> SendOutcome {
        let code = |body: &Value| scalar_at(body, "/type");
        outcome(status, body, |body| scalar_at(body, "/id"), code)
    }

    fn can_verify(&self, credentials: &Credentials) -> bool {
        credentials.get("callback_username").is_some()
            && credentials.get("callback_password").is_some()
    }

    fn verify(
        &self,
        callback: &Callback<'_>,
        credentials: &Credentials,
        _now_ms: UnixMillis,
    ) -> Result<(), Refusal> {
        let given = callback.header("authorization").ok_or(Refusal::Unsigned)?;
        let username = credentials.get("callback_username").ok_or(Refusal::Unsigned)?;
        let password = credentials.get("callback_password").ok_or(Refusal::Unsigned)?;
        let expected = basic(username, password);
        let same = equal(given.as_bytes(), expected.as_bytes());
        if same { Ok(()) } else { Err(Refusal::BadSignature) }
    }

    fn parse(&self, callback: &Callback<'_>) -> Result<Vec<CallbackEvent>, Refusal> {
        let body = callback.json()?;
        let events = match &body {
            Value::Array(events) if events.len() > MAX_EVENTS => {
                return Err(Refusal::Malformed("there are too many events"));
            }
            Value::Array(events) => events.as_slice(),
            one => std::slice::from_ref(one),
        };
        // A broken event must not lose those beside it, so it is refused only if no event is readable.
        let (mut readable, mut refusal) = (None, None);
        for event in events.iter().map(parse_event) {
            match event {
                Ok(events) => readable.get_or_insert_with(Vec::new).extend(events),
                Err(broken) => refusal = refusal.or(Some(broken)),
            }
        }
        match (readable, refusal) {
            (None, Some(refusal)) => Err(refusal),
            (readable, _) => Ok(readable.unwrap_or_default()),
        }
    }

    fn answer(&self) -> CallbackAnswer {
        CallbackAnswer { status: 200, content_type: None, body: "" }
    }
}

fn parse_event(event: &Value) -> Result<Vec<CallbackEvent>, Refusal> {
    // Events of calls have their type under another name.
    if event.get("eventType").is_some() {
        return Ok(Vec::new());
    }
    let kind = event.get("type").and_then(Value::as_str);
    let kind = kind.ok_or(Refusal::Malformed("the event's type is missing"))?;
    let failed = || {
        let code = scalar_at(event, "/errorCode");
        ReportedStatus::Failed { reason: reason(code.as_deref(), "failed") }
    };
    let status = match kind {
        "message-received" => return inbound(event),
        "message-sending" => ReportedStatus::Pending,
        "message-sent" => ReportedStatus::Sent,
        "message-delivered" | "message-read" => ReportedStatus::Delivered,
        "message-failed" => failed(),
        _ => return Ok(Vec::new()),
    };
    report(scalar_at(event, "/message/id").as_deref(), status).map(|event| vec![event])
}

fn inbound(event: &Value) -> Result<Vec<CallbackEvent>, Refusal> {
    let media = urls_at(event, "/message/media").into_iter().filter(|url| !is_layout(url));
    let at = first_scalar_at(event, &["/message/time", "/time"]);
    UnvalidatedSms {
        reference: scalar_at(event, "/message/id"),
        channel: first_scalar_at(event, &["/message/channel", "/channel"]),
        from: scalar_at(event, "/message/from"),
        // In a group message, the event's own number is ours.
        to: first_scalar_at(event, &["/to", "/message/to/0"]),
        subject: None,
        text: scalar_at(event, "/message/text").unwrap_or_default(),
        media: media.collect(),
        received_at_ms: at.and_then(|at| moment::parse_ms(&at)),
    }
    .events()
}

/// Whether a URL is that of a SMIL file. Such files only describe the layout of pictures and text, so they are left
/// out.
fn is_layout(url: &str) -> bool {
    let path = url.split(['?', '#']).next().unwrap_or_default();
    path.to_ascii_lowercase().ends_with(".smil")
}

#[cfg(test)]
mod tests;
