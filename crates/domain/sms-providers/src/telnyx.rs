//! Telnyx (contract D.4): JSON, a bearer token, Ed25519 over the time and the body.

use base64::{Engine, engine::general_purpose::STANDARD};
use ed25519_compact::{PublicKey, Signature};
use serde_json::{Value, json};
use unix_time::UnixMillis;

use crate::{
    Callback, CallbackAnswer, CallbackEvent, CredentialName, Credentials, HttpRequest,
    MissingCredential, OutgoingSms, Provider, Refusal, ReportedStatus, SendOutcome, Shape,
    arrival::{UnvalidatedSms, report},
    exchange::{join, outcome, post_json, token},
    fields::{scalar_at, urls_at},
    moment,
    reason::reason,
};

const TOLERANCE_SECS: i64 = 300;

pub(crate) struct Telnyx;

impl Provider for Telnyx {
    fn credentials(&self) -> &'static [CredentialName] {
        const {
            &[
                CredentialName {
                    name: "api_key",
                    setting: "TELNYX_API_KEY",
                    required: true,
                    secret: true,
                    shape: Shape::Plain,
                },
                CredentialName {
                    name: "public_key",
                    setting: "TELNYX_PUBLIC_KEY",
                    required: false,
                    secret: false,
                    shape: Shape::Ed25519PublicKey,
                },
                CredentialName {
                    name: "messaging_profile_id",
                    setting: "TELNYX_MESSAGING_PROFILE_ID",
                    required: false,
                    secret: false,
                    shape: Shape::Plain,
                },
            ]
        }
    }

    fn default_base_url(&self) -> &'static str {
        "https://api.telnyx.com"
    }

    fn send_request(
        &self,
        sms: &OutgoingSms<'_>,
        credentials: &Credentials,
        base_url: &str,
    ) -> Result<HttpRequest, MissingCredential> {
        let authorization = format!("Bearer {}", token(credentials, "api_key")?);
        let (from, to, text) = (sms.from.as_str(), sms.to.as_str(), sms.text.as_str());
        let mut body = json!({ "from": from, "to": to, "text": text });
        let profile = credentials.get("messaging_profile_id");
        let optional = [("messaging_profile_id", profile), ("webhook_url", sms.callback_url)];
        if let Some(members) = body.as_object_mut() {
            for (name, value) in optional {
                members.extend(value.map(|value| (name.to_owned(), value.into())));
            }
        }
        Ok(post_json(join(base_url, "/v2/messages"), authorization, &body))
    }

    fn outcome(&self, status: u16, body: &str) -> SendOutcome {
        let code = |body: &Value| scalar_at(body, "/errors/0/code");
        outcome(status, body, |body| scalar_at(body, "/data/id"), code)
    }

    fn can_verify(&self, credentials: &Credentials) -> bool {
        credentials.get("public_key").is_some()
    }

    fn verify(
        &self,
        callback: &Callback<'_>,
        credentials: &Credentials,
        now_ms: UnixMillis,
    ) -> Result<(), Refusal> {
        let given = callback.header("telnyx-signature-ed25519").ok_or(Refusal::Unsigned)?;
        let timestamp = callback.header("telnyx-timestamp").ok_or(Refusal::Unsigned)?;
        let key = STANDARD.decode(credentials.get("public_key").unwrap_or_default()).ok();
        let key = key.and_then(|bytes| PublicKey::from_slice(&bytes).ok());
        let signature = STANDARD.decode(given).ok();
        let signature = signature.and_then(|bytes| Signature::from_slice(&bytes).ok());
        let (Some(key), Some(signature)) = (key, signature) else {
            return Err(Refusal::BadSignature);
        };
        let signed = [timestamp.as_bytes(), b"|", callback.body].concat();
        key.verify(signed, &signature).map_err(|_| Refusal::BadSignature)?;
        let at_secs = moment::parse_unix_secs(timestamp).ok_or(Refusal::BadSignature)?;
        if moment::is_fresh(at_secs, now_ms, TOLERANCE_SECS) { Ok(()) } else { Err(Refusal::Stale) }
    }

    fn parse(&self, callback: &Callback<'_>) -> Result<Vec<CallbackEvent>, Refusal> {
        let body = callback.json()?;
        let kind = body.pointer("/data/event_type").and_then(Value::as_str);
        let kind = kind.ok_or(Refusal::Malformed("the event's type is missing"))?;
        let nothing = Value::Null;
        let payload = body.pointer("/data/payload").unwrap_or(&nothing);
        match kind {
            "message.received" => inbound(payload),
            "message.sent" | "message.finalized" | "message.read" => {
                let id = scalar_at(payload, "/id");
                report(id.as_deref(), reported(payload)).map(|event| vec![event])
            }
            _ => Ok(Vec::new()),
        }
    }

    fn answer(&self) -> CallbackAnswer {
        CallbackAnswer { status: 200, content_type: None, body: "" }
    }
}

fn inbound(payload: &Value) -> Result<Vec<CallbackEvent>, Refusal> {
    let to = payload.get("to").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    // In a group message, our number is the one that this callback was delivered for.
    let is_ours =
        |to: &&Value| to.get("status").and_then(Value::as_str) == Some("webhook_delivered");
    let ours = to.iter().find(is_ours).or(to.first());
    UnvalidatedSms {
        reference: scalar_at(payload, "/id"),
        channel: scalar_at(payload, "/type"),
        from: scalar_at(payload, "/from/phone_number"),
        to: ours.and_then(|to| scalar_at(to, "/phone_number")),
        subject: scalar_at(payload, "/subject"),
        text: scalar_at(payload, "/text").unwrap_or_default(),
        media: urls_at(payload, "/media"),
        received_at_ms: scalar_at(payload, "/received_at").and_then(|at| moment::parse_ms(&at)),
    }
    .events()
}

fn reported(payload: &Value) -> ReportedStatus {
    // Our messages have one recipient each.
    let status = scalar_at(payload, "/to/0/status").unwrap_or_default();
    match status.as_str() {
        // Delivery cannot be confirmed, so this counts as sent.
        "sent" | "delivery_unconfirmed" => ReportedStatus::Sent,
        "delivered" | "read" => ReportedStatus::Delivered,
        "sending_failed" | "delivery_failed" | "expired" | "cancelled" => {
            let code = scalar_at(payload, "/errors/0/code");
            ReportedStatus::Failed { reason: reason(code.as_deref(), &status) }
        }
        _ => ReportedStatus::Pending,
    }
}

#[cfg(test)]
mod tests;
