//! Flowroute (contract D.1 and C.6): JSON, HTTP Basic, numbers as digits, no signature.

use serde_json::{Value, json};
use unix_time::UnixMillis;

use crate::{
    Callback, CallbackAnswer, CallbackEvent, CredentialName, Credentials, HttpRequest,
    MissingCredential, OutgoingSms, Provider, Refusal, ReportedStatus, SendOutcome, Shape,
    arrival::{UnvalidatedSms, report},
    exchange::{basic, digits, join, outcome, post_json, required},
    fields::{first_scalar_at, scalar, scalar_at},
    moment,
    reason::reason,
};

/// User agent of the vendor's own client.
const USER_AGENT: &str = "Flowroute Messaging SDK 1.0";

pub(crate) struct Flowroute;

impl Provider for Flowroute {
    fn credentials(&self) -> &'static [CredentialName] {
        const {
            &[
                CredentialName {
                    name: "access_key",
                    setting: "FLOWROUTE_ACCESS_KEY",
                    required: true,
                    secret: true,
                    shape: Shape::User,
                },
                CredentialName {
                    name: "secret_key",
                    setting: "FLOWROUTE_SECRET_KEY",
                    required: true,
                    secret: true,
                    shape: Shape::Text,
                },
                // `2.1` selects that API version, in which each message can ask for delivery reports.
                CredentialName {
                    name: "api_version",
                    setting: "FLOWROUTE_API_VERSION",
                    required: false,
                    secret: false,
                    shape: Shape::Plain,
                },
            ]
        }
    }

    fn default_base_url(&self) -> &'static str {
        "https://api.flowroute.com"
    }

    fn send_request(
        &self,
        sms: &OutgoingSms<'_>,
        credentials: &Credentials,
        base_url: &str,
    ) -> Result<HttpRequest, MissingCredential> {
        let access_key = required(credentials, "access_key")?;
        let authorization = basic(access_key, required(credentials, "secret_key")?);
        let (to, from, text) = (digits(sms.to), digits(sms.from), sms.text.as_str());
        // `v2.1` is accepted, too.
        if credentials.get("api_version").is_some_and(|version| version.contains("2.1")) {
            let mut attributes = json!({ "to": to, "from": from, "body": text });
            if let (Some(url), Some(members)) = (sms.callback_url, attributes.as_object_mut()) {
                members.insert("dlr_callback".to_owned(), url.into());
            }
            let body = json!({ "data": { "type": "message", "attributes": attributes } });
            return Ok(post_json(join(base_url, "/v2.1/messages"), authorization, &body));
        }
        // `callback_url` is not sent: in version 2, reports go to the URL that is set for the account.
        let body = json!({ "to": to, "from": from, "content": text });
        let mut request = post_json(join(base_url, "/v2/messages"), authorization, &body);
        request.headers.push(("user-agent", USER_AGENT.to_owned()));
        Ok(request)
    }

    fn outcome(&self, status: u16, body: &str) -> SendOutcome {
        let code = |body: &Value| first_scalar_at(body, &["/errors/0/code", "/errors/0/status"]);
        outcome(status, body, |body| scalar_at(body, "/data/id"), code)
    }

    fn can_verify(&self, _credentials: &Credentials) -> bool {
        false
    }

    fn verify(
        &self,
        _callback: &Callback<'_>,
        _credentials: &Credentials,
        _now_ms: UnixMillis,
    ) -> Result<(), Refusal> {
        Err(Refusal::Unsigned)
    }

    fn parse(&self, callback: &Callback<'_>) -> Result<Vec<CallbackEvent>, Refusal> {
        let body = callback.json()?;
        let Some(data) = body.get("data") else { return flat(&body) };
        match data.get("type").and_then(Value::as_str) {
            Some("delivery_receipt") => receipt(data).map(|event| vec![event]),
            Some("message") | None => message(data, &body),
            Some(_) => Ok(Vec::new()),
        }
    }

    fn answer(&self) -> CallbackAnswer {
        CallbackAnswer { status: 200, content_type: None, body: "" }
    }
}

/// Reads a callback of version 2: `{"to","from","body","id"}`.
fn flat(body: &Value) -> Result<Vec<CallbackEvent>, Refusal> {
    let member = |name| body.get(name).and_then(scalar);
    let text = member("body").ok_or(Refusal::Malformed("the text is missing"))?;
    let (reference, from, to) = (member("id"), member("from"), member("to"));
    UnvalidatedSms { reference, from, to, text, ..UnvalidatedSms::default() }.events()
}

/// Reads a callback of version 2.1 or 2.2, which resemble JSON:API. Copies of outbound messages are ignored.
fn message(data: &Value, body: &Value) -> Result<Vec<CallbackEvent>, Refusal> {
    let attributes = data.get("attributes").ok_or(Refusal::Malformed("there is no message"))?;
    if attributes.get("direction").and_then(Value::as_str) == Some("outbound") {
        return Ok(Vec::new());
    }
    let attribute = |name| attributes.get(name).and_then(scalar);
    let included = body.get("included").and_then(Value::as_array);
    let url = |medium: &Value| first_scalar_at(medium, &["/attributes/url", "/links/self"]);
    let media = included.into_iter().flatten().filter_map(url);
    let arrival = UnvalidatedSms {
        channel: None,
        reference: data.get("id").and_then(scalar),
        from: attribute("from"),
        to: attribute("to"),
        subject: None,
        text: attribute("body").unwrap_or_default(),
        media: media.collect(),
        received_at_ms: attribute("timestamp").and_then(|text| moment::parse_ms(&text)),
    };
    arrival.events()
}

fn receipt(data: &Value) -> Result<CallbackEvent, Refusal> {
    let word = scalar_at(data, "/attributes/status").unwrap_or_default();
    let code = scalar_at(data, "/attributes/status_code");
    let status = reported(&word.to_ascii_lowercase(), code.as_deref());
    report(data.get("id").and_then(scalar).as_deref(), status)
}

/// Maps a gateway's status: `smsc submit`, `smsc reject`, `message buffered`, `delivered`, `undelivered`.
fn reported(word: &str, code: Option<&str>) -> ReportedStatus {
    let has = |parts: &[&str]| parts.iter().any(|part| word.contains(part));
    // Failures come first, because `undelivered` contains `deliver`.
    if has(&["undeliver", "fail", "reject", "expire", "error"]) {
        ReportedStatus::Failed { reason: reason(code, &reason(Some(word), "failed")) }
    } else if has(&["deliver"]) {
        ReportedStatus::Delivered
    } else if has(&["submit", "sent"]) {
        ReportedStatus::Sent
    } else {
        ReportedStatus::Pending
    }
}

#[cfg(test)]
mod tests;
