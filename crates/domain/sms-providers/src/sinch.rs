//! Sinch (contract D.8): JSON, a bearer token, numbers as digits, HMAC-SHA256 if the account enabled it.

use hmac::Hmac;
use serde_json::{Value, json};
use sha2::Sha256;
use unix_time::UnixMillis;

use crate::{
    Callback, CallbackAnswer, CallbackEvent, CredentialName, Credentials, HttpRequest,
    MissingCredential, OutgoingSms, Provider, Refusal, ReportedStatus, SendOutcome, Shape,
    arrival::{UnvalidatedSms, report},
    digest::{base64, equal, hmac},
    exchange::{digits, join, outcome, post_json, required, segment, token},
    fields::{first_scalar_at, scalar_at, urls_at},
    moment,
    reason::reason,
};

const DEFAULT_BASE_URL: &str = "https://us.sms.api.sinch.com";
const TOLERANCE_SECS: i64 = 300;

pub(crate) struct Sinch;

impl Provider for Sinch {
    fn credentials(&self) -> &'static [CredentialName] {
        const {
            &[
                CredentialName {
                    name: "service_plan_id",
                    setting: "SINCH_SERVICE_PLAN_ID",
                    required: true,
                    secret: false,
                    shape: Shape::Plain,
                },
                CredentialName {
                    name: "api_token",
                    setting: "SINCH_API_TOKEN",
                    required: true,
                    secret: true,
                    shape: Shape::Plain,
                },
                // Region of the account, such as `eu`. If it is absent, or the operator set another base URL, the base
                // URL stays as it is.
                CredentialName {
                    name: "region",
                    setting: "SINCH_REGION",
                    required: false,
                    secret: false,
                    shape: Shape::Region,
                },
                CredentialName {
                    name: "webhook_secret",
                    setting: "SINCH_WEBHOOK_SECRET",
                    required: false,
                    secret: true,
                    shape: Shape::Text,
                },
            ]
        }
    }

    fn default_base_url(&self) -> &'static str {
        DEFAULT_BASE_URL
    }

    fn send_request(
        &self,
        sms: &OutgoingSms<'_>,
        credentials: &Credentials,
        base_url: &str,
    ) -> Result<HttpRequest, MissingCredential> {
        let plan = required(credentials, "service_plan_id")?;
        let authorization = format!("Bearer {}", token(credentials, "api_token")?);
        let mut body = json!({
            "from": digits(sms.from),
            "to": [digits(sms.to)],
            "body": sms.text.as_str(),
            "delivery_report": "per_recipient",
            "client_reference": sms.wire_id,
        });
        if let (Some(url), Some(members)) = (sms.callback_url, body.as_object_mut()) {
            members.insert("callback_url".to_owned(), url.into());
        }
        let path = format!("/xms/v1/{}/batches", segment(plan));
        let base_url = regional(base_url, credentials.get("region"));
        Ok(post_json(join(&base_url, &path), authorization, &body))
    }

    fn outcome(&self, status: u16, body: &str) -> SendOutcome {
        let code = |body: &Value| scalar_at(body, "/code");
        outcome(status, body, |body| scalar_at(body, "/id"), code)
    }

    fn can_verify(&self, credentials: &Credentials) -> bool {
        credentials.get("webhook_secret").is_some()
    }

    fn verify(
        &self,
        callback: &Callback<'_>,
        credentials: &Credentials,
        now_ms: UnixMillis,
    ) -> Result<(), Refusal> {
        let secret = credentials.get("webhook_secret").ok_or(Refusal::Unsigned)?;
        let header = |name| callback.header(name).ok_or(Refusal::Unsigned);
        let given = header("x-sinch-webhook-signature")?;
        let nonce = header("x-sinch-webhook-signature-nonce")?;
        let timestamp = header("x-sinch-webhook-signature-timestamp")?;
        let algorithm = callback.header("x-sinch-webhook-signature-algorithm");
        if algorithm.is_some_and(|name| !name.eq_ignore_ascii_case("HmacSHA256")) {
            return Err(Refusal::BadSignature);
        }
        let parts = [callback.body, b".", nonce.as_bytes(), b".", timestamp.as_bytes()];
        let expected = base64(&hmac::<Hmac<Sha256>>(secret, &parts));
        if !equal(given.as_bytes(), expected.as_bytes()) {
            return Err(Refusal::BadSignature);
        }
        let at_secs = moment::parse_unix_secs(timestamp).ok_or(Refusal::BadSignature)?;
        if moment::is_fresh(at_secs, now_ms, TOLERANCE_SECS) { Ok(()) } else { Err(Refusal::Stale) }
    }

    fn parse(&self, callback: &Callback<'_>) -> Result<Vec<CallbackEvent>, Refusal> {
        let body = callback.json()?;
        let kind = body.get("type").and_then(Value::as_str);
        let kind = kind.ok_or(Refusal::Malformed("the event's type is missing"))?;
        let batch = scalar_at(&body, "/batch_id");
        let event = match kind {
            "mo_text" | "mo_binary" | "mo_media" => return inbound(&body),
            "recipient_delivery_report_sms" | "recipient_delivery_report_mms" => {
                report(batch.as_deref(), reported(&body))?
            }
            // Our batches have one recipient each, hence one status.
            "delivery_report_sms" | "delivery_report_mms" => {
                let status = body.pointer("/statuses/0").map(reported);
                report(batch.as_deref(), status.unwrap_or(ReportedStatus::Pending))?
            }
            _ => return Ok(Vec::new()),
        };
        Ok(vec![event])
    }

    fn answer(&self) -> CallbackAnswer {
        CallbackAnswer { status: 200, content_type: None, body: "" }
    }
}

/// Returns the vendor's base URL for that region; any other base URL stays unchanged.
fn regional(base_url: &str, region: Option<&str>) -> String {
    match region.filter(|region| Shape::Region.fits(region)) {
        Some(region) if base_url == DEFAULT_BASE_URL => {
            format!("https://{}.sms.api.sinch.com", region.to_ascii_lowercase())
        }
        _ => base_url.to_owned(),
    }
}

/// Reads an inbound SMS. Binary content arrives in base64 and stays so.
fn inbound(body: &Value) -> Result<Vec<CallbackEvent>, Refusal> {
    // The body of an SMS is a text, that of an MMS an object.
    let text = first_scalar_at(body, &["/body", "/body/message"]);
    let at = scalar_at(body, "/received_at");
    UnvalidatedSms {
        reference: scalar_at(body, "/id"),
        channel: None,
        from: scalar_at(body, "/from"),
        to: scalar_at(body, "/to"),
        subject: scalar_at(body, "/body/subject"),
        text: text.unwrap_or_default(),
        media: urls_at(body, "/body/media"),
        received_at_ms: at.and_then(|at| moment::parse_ms(&at)),
    }
    .events()
}

fn reported(report: &Value) -> ReportedStatus {
    let status = scalar_at(report, "/status").unwrap_or_default().to_ascii_lowercase();
    match status.as_str() {
        "dispatched" => ReportedStatus::Sent,
        "delivered" => ReportedStatus::Delivered,
        "aborted" | "cancelled" | "rejected" | "deleted" | "failed" | "expired" => {
            let code = scalar_at(report, "/code");
            ReportedStatus::Failed { reason: reason(code.as_deref(), &status) }
        }
        _ => ReportedStatus::Pending,
    }
}

#[cfg(test)]
mod tests;
