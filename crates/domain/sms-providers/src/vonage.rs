//! Vonage (contract D.3): the SMS API by GET, form or JSON, signed with `sig`; and the Messages API in JSON, signed
//! with a token.

mod messages_api;
mod signature;

use unix_time::UnixMillis;

use crate::{
    Callback, CallbackAnswer, CallbackEvent, CredentialName, Credentials, HttpRequest,
    MissingCredential, OutgoingSms, Provider, Refusal, ReportedStatus, SendOutcome, Shape,
    arrival::{UnvalidatedSms, report},
    exchange::{
        accepted_in_parts, answer_json, digits, join, outcome, post_form, refused, required,
    },
    fields::{Fields, scalar_at},
    moment,
    reason::reason,
};

pub(crate) struct Vonage;

impl Provider for Vonage {
    fn credentials(&self) -> &'static [CredentialName] {
        const {
            &[
                CredentialName {
                    name: "api_key",
                    setting: "VONAGE_API_KEY",
                    required: true,
                    secret: false,
                    shape: Shape::Plain,
                },
                CredentialName {
                    name: "api_secret",
                    setting: "VONAGE_API_SECRET",
                    required: true,
                    secret: true,
                    shape: Shape::Text,
                },
                CredentialName {
                    name: "signature_secret",
                    setting: "VONAGE_SIGNATURE_SECRET",
                    required: false,
                    secret: true,
                    shape: Shape::Text,
                },
                // One of `md5hash`, `md5`, `sha1`, `sha256` and `sha512`; if it is unset, any of them is accepted.
                CredentialName {
                    name: "signature_method",
                    setting: "VONAGE_SIGNATURE_METHOD",
                    required: false,
                    secret: false,
                    shape: Shape::OneOf(&["md5hash", "md5", "sha1", "sha256", "sha512"]),
                },
            ]
        }
    }

    fn default_base_url(&self) -> &'static str {
        "https://rest.nexmo.com"
    }

    fn send_request(
        &self,
        sms: &OutgoingSms<'_>,
        credentials: &Credentials,
        base_url: &str,
    ) -> Result<HttpRequest, MissingCredential> {
        let mut form = form_urlencoded::Serializer::new(String::new());
        form.append_pair("api_key", required(credentials, "api_key")?);
        form.append_pair("api_secret", required(credentials, "api_secret")?);
        form.append_pair("from", digits(sms.from));
        form.append_pair("to", digits(sms.to));
        form.append_pair("text", sms.text.as_str());
        // Without it, characters outside the GSM alphabet would become question marks.
        form.append_pair("type", if sms.text.is_gsm() { "text" } else { "unicode" });
        form.append_pair("client-ref", sms.wire_id);
        if let Some(url) = sms.callback_url {
            form.append_pair("callback", url);
        }
        Ok(post_form(join(base_url, "/sms/json"), None, form.finish()))
    }

    /// Classifies an answer. Errors come with 200, too; then no part of the message has the status `0`.
    fn outcome(&self, status: u16, body: &str) -> SendOutcome {
        let value = answer_json(body);
        let parts = value.get("messages").and_then(serde_json::Value::as_array);
        let parts = parts.map(Vec::as_slice).unwrap_or_default();
        let status_of = |part: &serde_json::Value| scalar_at(part, "/status");
        let refusal_of = |part: &serde_json::Value| reason(status_of(part).as_deref(), "refused");
        let is_taken = |part: &serde_json::Value| status_of(part).as_deref() == Some("0");
        match (status, parts.iter().any(is_taken), parts.first()) {
            // A long message is split into parts, each with its own status, id and reports.
            (200..300, true, _) => accepted_in_parts(parts.iter().map(|part| {
                if is_taken(part) {
                    Ok(scalar_at(part, "/message-id"))
                } else {
                    Err(refusal_of(part))
                }
            })),
            (200..300, false, Some(part)) => refused(body, refusal_of(part)),
            _ => outcome(status, body, |_| None, |body| scalar_at(body, "/messages/0/status")),
        }
    }

    fn can_verify(&self, credentials: &Credentials) -> bool {
        credentials.get("signature_secret").is_some()
    }

    fn verify(
        &self,
        callback: &Callback<'_>,
        credentials: &Credentials,
        now_ms: UnixMillis,
    ) -> Result<(), Refusal> {
        let secret = credentials.get("signature_secret").ok_or(Refusal::Unsigned)?;
        if let Some(token) = messages_api::token(callback) {
            return messages_api::verify(callback, token, secret, now_ms);
        }
        let method = credentials.get("signature_method");
        signature::verify(&Fields::of(callback)?, secret, method, now_ms)
    }

    /// Reads a callback. Parts of a long message arrive one by one and become separate messages.
    fn parse(&self, callback: &Callback<'_>) -> Result<Vec<CallbackEvent>, Refusal> {
        let fields = Fields::of(callback)?;
        if fields.filled("msisdn").is_some() {
            return of_sms_api(&fields);
        }
        // The token of the Messages API covers only the body of a POST.
        if callback.method == "POST" && fields.get("message_uuid").is_some() {
            return messages_api::parse(&callback.json()?);
        }
        // Events of calls.
        if fields.filled("conversation_uuid").is_some() {
            return Ok(Vec::new());
        }
        // The vendor probes a URL with an empty request.
        if callback.is_empty() {
            return Ok(Vec::new());
        }
        Err(Refusal::Malformed("the sender is missing"))
    }

    fn answer(&self) -> CallbackAnswer {
        CallbackAnswer { status: 200, content_type: None, body: "" }
    }
}

fn of_sms_api(fields: &Fields) -> Result<Vec<CallbackEvent>, Refusal> {
    let id = fields.first_filled_of(&["messageId", "message-id"]);
    if let Some(status) = fields.filled("status") {
        let status = reported(status, fields.filled("err-code"));
        return report(id, status).map(|event| vec![event]);
    }
    // Binary content arrives as hexadecimal digits.
    let text = fields.first_of(&["text", "data"]).unwrap_or_default();
    UnvalidatedSms {
        reference: id.map(str::to_owned),
        channel: None,
        from: fields.get("msisdn").map(str::to_owned),
        to: fields.get("to").map(str::to_owned),
        subject: None,
        text: text.to_owned(),
        media: Vec::new(),
        received_at_ms: fields.filled("message-timestamp").and_then(moment::parse_ms),
    }
    .events()
}

fn reported(status: &str, code: Option<&str>) -> ReportedStatus {
    match status {
        "delivered" => ReportedStatus::Delivered,
        "accepted" => ReportedStatus::Sent,
        "expired" | "failed" | "rejected" => {
            ReportedStatus::Failed { reason: reason(code, status) }
        }
        _ => ReportedStatus::Pending,
    }
}

#[cfg(test)]
mod tests;
