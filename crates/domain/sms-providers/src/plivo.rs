//! Plivo (contract D.5): form callbacks, JSON requests, HTTP Basic, HMAC-SHA256 in several versions.

mod signature;

use serde_json::{Value, json};
use unix_time::UnixMillis;

use crate::{
    Callback, CallbackAnswer, CallbackEvent, CredentialName, Credentials, HttpRequest,
    MissingCredential, OutgoingSms, PartNumber, Provider, Refusal, ReportedStatus, SendOutcome,
    Shape,
    arrival::{UnvalidatedSms, report_of},
    exchange::{basic, digits, join, outcome, post_json, required, segment},
    fields::{Fields, scalar_at},
    reason::reason,
};

/// Maximum number of parts of a message. The longest text that is sent has fewer.
const MAX_PARTS: u8 = 64;

pub(crate) struct Plivo;

impl Provider for Plivo {
    fn credentials(&self) -> &'static [CredentialName] {
        const {
            &[
                CredentialName {
                    name: "auth_id",
                    setting: "PLIVO_AUTH_ID",
                    required: true,
                    secret: false,
                    shape: Shape::User,
                },
                CredentialName {
                    name: "auth_token",
                    setting: "PLIVO_AUTH_TOKEN",
                    required: true,
                    secret: true,
                    shape: Shape::Text,
                },
                // Token of the main account, which signs with the `Ma` headers.
                CredentialName {
                    name: "main_auth_token",
                    setting: "PLIVO_MAIN_AUTH_TOKEN",
                    required: false,
                    secret: true,
                    shape: Shape::Text,
                },
            ]
        }
    }

    fn default_base_url(&self) -> &'static str {
        "https://api.plivo.com"
    }

    fn send_request(
        &self,
        sms: &OutgoingSms<'_>,
        credentials: &Credentials,
        base_url: &str,
    ) -> Result<HttpRequest, MissingCredential> {
        let auth_id = required(credentials, "auth_id")?;
        let authorization = basic(auth_id, required(credentials, "auth_token")?);
        let (src, dst, text) = (digits(sms.from), digits(sms.to), sms.text.as_str());
        let mut body = json!({ "src": src, "dst": dst, "text": text });
        if let (Some(url), Some(members)) = (sms.callback_url, body.as_object_mut()) {
            members.insert("url".to_owned(), url.into());
            members.insert("method".to_owned(), "POST".into());
        }
        let path = format!("/v1/Account/{}/Message/", segment(auth_id));
        Ok(post_json(join(base_url, &path), authorization, &body))
    }

    fn outcome(&self, status: u16, body: &str) -> SendOutcome {
        let reference = |body: &Value| scalar_at(body, "/message_uuid/0");
        outcome(status, body, reference, |_| None)
    }

    fn can_verify(&self, credentials: &Credentials) -> bool {
        credentials.get("auth_token").is_some()
    }

    fn verify(
        &self,
        callback: &Callback<'_>,
        credentials: &Credentials,
        _now_ms: UnixMillis,
    ) -> Result<(), Refusal> {
        signature::verify(callback, credentials)
    }

    fn parse(&self, callback: &Callback<'_>) -> Result<Vec<CallbackEvent>, Refusal> {
        let fields = Fields::of(callback)?;
        let id = fields.filled("MessageUUID");
        // Calls have an id of their own.
        if id.is_none() && fields.filled("CallUUID").is_some() {
            return Ok(Vec::new());
        }
        // The text of an SMS is `Text`, that of an MMS `Body`.
        let text = fields.first_of(&["Text", "Body"]);
        let media = fields.numbered("Media");
        let is_blank = text.unwrap_or_default().trim().is_empty() && media.is_empty();
        let status = fields.filled("Status").filter(|status| *status != "received");
        if let (Some(status), true) = (status, is_blank) {
            let status = reported(status, fields.filled("ErrorCode"));
            let part = fields.filled("PartInfo").and_then(part_number);
            // Each part of a long message may have an id of its own. The answer to the request named the whole message
            // only. A part is reported on under the id of the whole message, never as the whole message.
            let reference = match part {
                Some(_) => fields.filled("ParentMessageUUID").or(id),
                None => id,
            };
            return report_of(reference, part, status).map(|event| vec![event]);
        }
        let arrival = UnvalidatedSms {
            reference: id.map(str::to_owned),
            channel: fields.filled("Type").map(str::to_owned),
            from: fields.get("From").map(str::to_owned),
            to: fields.get("To").map(str::to_owned),
            subject: None,
            text: text.unwrap_or_default().to_owned(),
            media,
            received_at_ms: None,
        };
        arrival.events()
    }

    /// Answers with an empty reply: no text is sent back.
    fn answer(&self) -> CallbackAnswer {
        CallbackAnswer {
            status: 200,
            content_type: Some("text/xml"),
            body: "<Response></Response>",
        }
    }
}

/// Reads `2 of 3` or `2/3`. `None` for the only part of a message, and for what has another form: the parameter is
/// "reserved" in Plivo's newer documentation.
fn part_number(text: &str) -> Option<PartNumber> {
    let text = text.to_ascii_lowercase();
    let (number, total) = text.split_once("of").or_else(|| text.split_once('/'))?;
    let number = number.trim().parse().ok()?;
    let total = total.trim().parse().ok()?;
    let is_part = (2..=MAX_PARTS).contains(&total) && (1..=total).contains(&number);
    is_part.then_some(PartNumber { number, total })
}

fn reported(status: &str, error: Option<&str>) -> ReportedStatus {
    match status {
        "sent" => ReportedStatus::Sent,
        "delivered" | "read" => ReportedStatus::Delivered,
        "undelivered" | "failed" | "rejected" => {
            ReportedStatus::Failed { reason: reason(error, status) }
        }
        _ => ReportedStatus::Pending,
    }
}

#[cfg(test)]
mod tests;
