//! Callbacks of Vonage's Messages API, version 1 and earlier.

use serde_json::Value;
use unix_time::UnixMillis;

use crate::{
    Callback, CallbackEvent, Refusal, ReportedStatus,
    arrival::{UnvalidatedSms, is_other_channel, report},
    fields::{first_scalar_at, scalar, scalar_at},
    jwt::{self, Expected},
    moment,
    reason::reason,
};

const EXPECTED: Expected<'_> =
    Expected { issuer: "Vonage", algorithms: &["HS256"], tolerance_secs: 300 };
const MEDIA: [&str; 5] = ["image", "audio", "video", "file", "vcard"];

/// Returns the bearer token of the `Authorization` header, if there is one.
pub(super) fn token<'a>(callback: &Callback<'a>) -> Option<&'a str> {
    let (scheme, token) = callback.header("authorization")?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

/// Checks the token, which covers only the body; a GET has no body.
pub(super) fn verify(
    callback: &Callback<'_>,
    token: &str,
    secret: &str,
    now_ms: UnixMillis,
) -> Result<(), Refusal> {
    let claims = jwt::verify(token, secret, &EXPECTED, now_ms)?;
    let covered = jwt::covers(claims.custom.payload_hash.as_deref(), callback.body);
    if covered && callback.method == "POST" { Ok(()) } else { Err(Refusal::BadSignature) }
}

/// Reads the events. Messages of channels other than SMS and MMS are left out.
pub(super) fn parse(body: &Value) -> Result<Vec<CallbackEvent>, Refusal> {
    let channel = first_scalar_at(body, &["/channel", "/from/type"]);
    if channel.as_deref().is_some_and(is_other_channel) {
        return Ok(Vec::new());
    }
    let id = scalar_at(body, "/message_uuid");
    if let Some(status) = scalar_at(body, "/status").filter(|status| !status.trim().is_empty()) {
        return report(id.as_deref(), reported(&status, body)).map(|event| vec![event]);
    }
    let text = first_scalar_at(body, &["/text", "/message/content/text"]);
    let older = body.get("message").unwrap_or(&Value::Null);
    let contents = [Some(body), Some(older), older.get("content")].into_iter().flatten();
    let arrival = UnvalidatedSms {
        reference: id,
        channel,
        from: party(body, "from"),
        to: party(body, "to"),
        subject: None,
        text: text.unwrap_or_default(),
        media: contents.flat_map(attachments).collect(),
        received_at_ms: scalar_at(body, "/timestamp").and_then(|at| moment::parse_ms(&at)),
    };
    arrival.events()
}

/// Returns the lines of the attachments that are members of a message, and of those in its list `content`.
fn attachments(message: &Value) -> Vec<String> {
    let named = MEDIA.iter().filter_map(|kind| message.get(kind));
    let listed = message.get("content").and_then(Value::as_array).into_iter().flatten();
    named.chain(listed).flat_map(lines).collect()
}

/// Returns the text, the caption and the URL of an attachment.
fn lines(attachment: &Value) -> Vec<String> {
    let members = ["text", "caption", "url"];
    let members = members.iter().filter_map(|name| attachment.get(name).and_then(scalar));
    let within = MEDIA.iter().filter_map(|kind| attachment.get(kind));
    scalar(attachment).into_iter().chain(members).chain(within.flat_map(lines)).collect()
}

/// Returns a number; before version 1 it is a member of an object.
fn party(body: &Value, name: &str) -> Option<String> {
    let party = body.get(name)?;
    scalar(party).or_else(|| scalar_at(party, "/number"))
}

fn reported(status: &str, body: &Value) -> ReportedStatus {
    match status {
        "submitted" => ReportedStatus::Sent,
        "delivered" | "read" => ReportedStatus::Delivered,
        "rejected" | "undeliverable" => {
            let code = first_scalar_at(body, &["/error/title", "/error/code"]);
            ReportedStatus::Failed { reason: reason(code.as_deref(), status) }
        }
        _ => ReportedStatus::Pending,
    }
}
