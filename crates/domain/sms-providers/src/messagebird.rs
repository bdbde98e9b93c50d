//! MessageBird, now Bird, through its older REST API (contract D.6): numbers as digits, an authorization scheme of its
//! own, tokens over the URL and the body.

mod signature;

use serde_json::{Value, json};
use unix_time::UnixMillis;

use crate::{
    Callback, CallbackAnswer, CallbackEvent, CredentialName, Credentials, HttpRequest,
    MissingCredential, OutgoingSms, Provider, Refusal, ReportedStatus, SendOutcome, Shape,
    arrival::{UnvalidatedSms, is_other_channel, report},
    exchange::{digits, join, outcome, post_json, token},
    fields::{Fields, scalar_at, urls},
    moment,
    reason::reason,
};

pub(crate) struct MessageBird;

impl Provider for MessageBird {
    fn credentials(&self) -> &'static [CredentialName] {
        const {
            &[
                CredentialName {
                    name: "access_key",
                    setting: "MESSAGEBIRD_ACCESS_KEY",
                    required: true,
                    secret: true,
                    shape: Shape::Plain,
                },
                CredentialName {
                    name: "signing_key",
                    setting: "MESSAGEBIRD_SIGNING_KEY",
                    required: false,
                    secret: true,
                    shape: Shape::Text,
                },
            ]
        }
    }

    fn default_base_url(&self) -> &'static str {
        "https://rest.messagebird.com"
    }

    fn send_request(
        &self,
        sms: &OutgoingSms<'_>,
        credentials: &Credentials,
        base_url: &str,
    ) -> Result<HttpRequest, MissingCredential> {
        let authorization = format!("AccessKey {}", token(credentials, "access_key")?);
        let mut body = json!({
            "originator": digits(sms.from),
            "recipients": [digits(sms.to)],
            "body": sms.text.as_str(),
            // Without it, characters outside the GSM alphabet would be lost.
            "datacoding": "auto",
            // The vendor reports only on messages with a reference.
            "reference": sms.wire_id,
        });
        if let (Some(url), Some(members)) = (sms.callback_url, body.as_object_mut()) {
            members.insert("reportUrl".to_owned(), url.into());
        }
        Ok(post_json(join(base_url, "/messages"), authorization, &body))
    }

    fn outcome(&self, status: u16, body: &str) -> SendOutcome {
        let code = |body: &Value| scalar_at(body, "/errors/0/code");
        outcome(status, body, |body| scalar_at(body, "/id"), code)
    }

    fn can_verify(&self, credentials: &Credentials) -> bool {
        credentials.get("signing_key").is_some()
    }

    fn verify(
        &self,
        callback: &Callback<'_>,
        credentials: &Credentials,
        now_ms: UnixMillis,
    ) -> Result<(), Refusal> {
        let signing_key = credentials.get("signing_key").ok_or(Refusal::Unsigned)?;
        signature::verify(callback, signing_key, now_ms)
    }

    fn parse(&self, callback: &Callback<'_>) -> Result<Vec<CallbackEvent>, Refusal> {
        let fields = Fields::of(callback)?;
        // Conversations, where a message names its channel, have another form.
        if fields.filled("originator").is_none() && is_of_another_channel(callback) {
            return Ok(Vec::new());
        }
        let id = fields.filled("id");
        let text = fields.first_of(&["payload", "body", "message"]);
        let subject = fields.filled("subject");
        let media = media(callback, &fields);
        // A multimedia message may come without a text. Reports name neither a sender nor contents, and `received` is
        // not the status of an outbound message.
        let status = fields.filled("status").filter(|status| *status != "received");
        let has_contents = text.or(subject).is_some() || !media.is_empty();
        let is_inbound = has_contents && fields.filled("originator").is_some();
        if let (Some(status), false) = (status, is_inbound) {
            let status = reported(status, fields.filled("statusErrorCode"));
            return report(id, status).map(|event| vec![event]);
        }
        let arrival = UnvalidatedSms {
            reference: id.map(str::to_owned),
            channel: None,
            from: fields.get("originator").map(str::to_owned),
            to: fields.get("recipient").map(str::to_owned),
            subject: subject.map(str::to_owned),
            text: text.unwrap_or_default().to_owned(),
            media,
            received_at_ms: fields.filled_in_any_case("createdDatetime").and_then(moment::parse_ms),
        };
        arrival.events()
    }

    fn answer(&self) -> CallbackAnswer {
        CallbackAnswer { status: 200, content_type: Some("text/plain"), body: "OK" }
    }
}

/// Whether the callback is an event of a conversation on another channel: `{"type","message":{"platform"}}`.
fn is_of_another_channel(callback: &Callback<'_>) -> bool {
    let body = callback.json().unwrap_or_default();
    scalar_at(&body, "/message/platform").is_some_and(|platform| is_other_channel(&platform))
}

/// Reads `mediaURLs`: a list in JSON; in a form one or more values, each a URL, several URLs with commas between them,
/// or a list in JSON.
fn media(callback: &Callback<'_>, fields: &Fields) -> Vec<String> {
    let is_media = |name: &str| {
        let name = name.split('[').next().unwrap_or_default();
        name.eq_ignore_ascii_case("mediaURLs")
    };
    let body = callback.json().ok().filter(Value::is_object);
    let members = body.as_ref().and_then(Value::as_object).into_iter().flatten();
    let mut media: Vec<String> =
        members.filter(|(name, _)| is_media(name)).flat_map(|(_, value)| urls(value)).collect();
    let values = fields.pairs().iter().filter(|(name, _)| body.is_none() && is_media(name));
    for (_, value) in values {
        match lenient_input::value_of(value) {
            Ok(list @ (Value::Array(_) | Value::Object(_))) => media.extend(urls(&list)),
            _ => media.extend(separate(value)),
        }
    }
    media.retain(|url| !url.is_empty());
    media
}

/// Returns the URLs in a text that has commas between them. A comma that no URL follows is a part of the URL before it.
fn separate(value: &str) -> Vec<String> {
    let is_url = |text: &str| {
        text.trim_start().split_once("://").is_some_and(|(scheme, _)| {
            !scheme.is_empty() && scheme.bytes().all(|byte| byte.is_ascii_alphabetic())
        })
    };
    let mut separated: Vec<String> = Vec::new();
    for part in value.split(',') {
        match separated.last_mut() {
            Some(url) if !is_url(part) => {
                url.push(',');
                url.push_str(part);
            }
            _ => separated.push(part.to_owned()),
        }
    }
    separated.iter().map(|url| url.trim().trim_end_matches(',').to_owned()).collect()
}

fn reported(status: &str, error: Option<&str>) -> ReportedStatus {
    match status {
        "sent" => ReportedStatus::Sent,
        "delivered" => ReportedStatus::Delivered,
        "expired" | "delivery_failed" => ReportedStatus::Failed { reason: reason(error, status) },
        _ => ReportedStatus::Pending,
    }
}

#[cfg(test)]
mod tests;
