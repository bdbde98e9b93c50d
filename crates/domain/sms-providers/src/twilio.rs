//! Twilio (contract D.2): forms, HTTP Basic, HMAC-SHA1 over the URL and the parameters.

mod signature;

use serde_json::Value;
use unix_time::UnixMillis;

use crate::{
    Callback, CallbackAnswer, CallbackEvent, CredentialName, Credentials, HttpRequest,
    MissingCredential, OutgoingSms, Provider, Refusal, ReportedStatus, SendOutcome, Shape,
    arrival::{UnvalidatedSms, report},
    exchange::{basic, join, outcome, post_form, required, segment},
    fields::{Fields, scalar_at},
    reason::reason,
};

pub(crate) struct Twilio;

impl Provider for Twilio {
    fn credentials(&self) -> &'static [CredentialName] {
        const {
            &[
                CredentialName {
                    name: "account_sid",
                    setting: "TWILIO_ACCOUNT_SID",
                    required: true,
                    secret: false,
                    shape: Shape::User,
                },
                CredentialName {
                    name: "auth_token",
                    setting: "TWILIO_AUTH_TOKEN",
                    required: true,
                    secret: true,
                    shape: Shape::Text,
                },
                // API key that authenticates requests if it is set. Signatures are still made with the auth token.
                CredentialName {
                    name: "api_key_sid",
                    setting: "TWILIO_API_KEY_SID",
                    required: false,
                    secret: false,
                    shape: Shape::User,
                },
                CredentialName {
                    name: "api_key_secret",
                    setting: "TWILIO_API_KEY_SECRET",
                    required: false,
                    secret: true,
                    shape: Shape::Text,
                },
            ]
        }
    }

    fn default_base_url(&self) -> &'static str {
        "https://api.twilio.com"
    }

    fn send_request(
        &self,
        sms: &OutgoingSms<'_>,
        credentials: &Credentials,
        base_url: &str,
    ) -> Result<HttpRequest, MissingCredential> {
        let account = required(credentials, "account_sid")?;
        let key = credentials.get("api_key_sid").zip(credentials.get("api_key_secret"));
        let authorization = match key {
            Some((sid, secret)) => basic(sid, secret),
            None => basic(account, required(credentials, "auth_token")?),
        };
        let mut form = form_urlencoded::Serializer::new(String::new());
        form.append_pair("To", sms.to.as_str());
        form.append_pair(sender_parameter(sms.from.as_str()), sms.from.as_str());
        form.append_pair("Body", sms.text.as_str());
        if let Some(url) = sms.callback_url {
            form.append_pair("StatusCallback", url);
        }
        let path = format!("/2010-04-01/Accounts/{}/Messages.json", segment(account));
        Ok(post_form(join(base_url, &path), Some(authorization), form.finish()))
    }

    fn outcome(&self, status: u16, body: &str) -> SendOutcome {
        let code = |body: &Value| scalar_at(body, "/code");
        outcome(status, body, |body| scalar_at(body, "/sid"), code)
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
        let auth_token = credentials.get("auth_token").ok_or(Refusal::Unsigned)?;
        signature::verify(callback, auth_token)
    }

    fn parse(&self, callback: &Callback<'_>) -> Result<Vec<CallbackEvent>, Refusal> {
        let fields = Fields::of(callback)?;
        let id = fields.first_filled_of(&["MessageSid", "SmsSid", "SmsMessageSid"]);
        let id = id.map(str::to_owned);
        let status = fields.first_filled_of(&["MessageStatus", "SmsStatus"]);
        // Calls have an id of their own.
        if id.is_none() && fields.filled("CallSid").is_some() {
            return Ok(Vec::new());
        }
        match status.unwrap_or("received") {
            "received" | "receiving" => UnvalidatedSms {
                reference: id,
                channel: None,
                from: fields.get("From").map(str::to_owned),
                to: fields.get("To").map(str::to_owned),
                subject: None,
                text: fields.get("Body").unwrap_or_default().to_owned(),
                media: fields.numbered("MediaUrl"),
                received_at_ms: None,
            }
            .events(),
            status => {
                let status = reported(status, fields.filled("ErrorCode"));
                report(id.as_deref(), status).map(|event| vec![event])
            }
        }
    }

    /// Answers with an empty reply: no text is sent back.
    fn answer(&self) -> CallbackAnswer {
        CallbackAnswer {
            status: 200,
            content_type: Some("text/xml"),
            body: r#"<?xml version="1.0" encoding="UTF-8"?><Response></Response>"#,
        }
    }
}

/// Name of the parameter for the sender. A messaging service has an id instead of a number.
fn sender_parameter(from: &str) -> &'static str {
    let is_service = from.len() == 34 && from.starts_with("MG");
    if is_service { "MessagingServiceSid" } else { "From" }
}

fn reported(status: &str, error: Option<&str>) -> ReportedStatus {
    match status {
        "sent" => ReportedStatus::Sent,
        "delivered" | "read" => ReportedStatus::Delivered,
        "failed" | "undelivered" | "canceled" => {
            ReportedStatus::Failed { reason: reason(error, status) }
        }
        _ => ReportedStatus::Pending,
    }
}

#[cfg(test)]
mod tests;
