//! Parts of requests and answers that the providers share.

use percent_encoding::AsciiSet;
use serde_json::Value;
use telephony::Address;

use crate::{
    Credentials, HttpRequest, MissingCredential, SendOutcome, digest::base64, reason::reason,
};

/// Characters that are escaped in a path segment.
const SEGMENT: &AsciiSet =
    &percent_encoding::NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');
/// Maximum bytes of a refusal's body that are kept.
const MAX_ANSWER_BYTES: usize = 8_192;
/// Longest accepted reference; providers' ids are shorter.
const MAX_REFERENCE_BYTES: usize = 256;
/// Maximum number of parts with their own ids. The longest text that is sent has fewer parts.
const MAX_SMS_PARTS: usize = 64;

pub(crate) fn required<'a>(
    credentials: &'a Credentials,
    name: &'static str,
) -> Result<&'a str, MissingCredential> {
    credentials.get(name).ok_or(MissingCredential(name))
}

/// Returns a secret that a header carries unchanged. One with white space or characters not allowed in headers counts
/// as missing, since no request could carry it.
pub(crate) fn token<'a>(
    credentials: &'a Credentials,
    name: &'static str,
) -> Result<&'a str, MissingCredential> {
    let token = required(credentials, name)?;
    let is_plain = token.bytes().all(|byte| byte.is_ascii_graphic());
    if is_plain { Ok(token) } else { Err(MissingCredential(name)) }
}

/// Builds a POST of JSON.
pub(crate) fn post_json(url: String, authorization: String, body: &Value) -> HttpRequest {
    HttpRequest {
        method: "POST",
        url,
        headers: vec![
            ("authorization", authorization),
            ("content-type", "application/json; charset=utf-8".to_owned()),
            ("accept", "application/json".to_owned()),
        ],
        body: body.to_string().into_bytes(),
    }
}

/// Builds a POST of a form, which may carry the credentials itself.
pub(crate) fn post_form(url: String, authorization: Option<String>, form: String) -> HttpRequest {
    let mut headers = vec![
        ("content-type", "application/x-www-form-urlencoded; charset=utf-8".to_owned()),
        ("accept", "application/json".to_owned()),
    ];
    headers.extend(authorization.map(|value| ("authorization", value)));
    HttpRequest { method: "POST", url, headers, body: form.into_bytes() }
}

/// Escapes a text for use as one path segment, such as an account id.
pub(crate) fn segment(text: &str) -> String {
    percent_encoding::utf8_percent_encode(text, SEGMENT).to_string()
}

/// Joins a base URL, without its trailing slash, and a path.
pub(crate) fn join(base_url: &str, path: &str) -> String {
    format!("{}{path}", base_url.trim_end_matches('/'))
}

pub(crate) fn basic(user: &str, password: &str) -> String {
    format!("Basic {}", base64(format!("{user}:{password}").as_bytes()))
}

/// Returns a number without its plus sign, and anything else unchanged.
pub(crate) fn digits(address: &Address) -> &str {
    let text = address.as_str();
    match text.strip_prefix('+') {
        Some(digits) if digits.bytes().all(|byte| byte.is_ascii_digit()) => digits,
        _ => text,
    }
}

/// Classifies an answer by its status. `reference` finds the message's id in the body of a 2xx, `code` the provider's
/// error code in that of an error.
pub(crate) fn outcome(
    status: u16,
    body: &str,
    reference: impl FnOnce(&Value) -> Option<String>,
    code: impl FnOnce(&Value) -> Option<String>,
) -> SendOutcome {
    // A request that timed out, or was lost behind a proxy, may have been carried out.
    if matches!(status, 408 | 502 | 504 | 520..=529) {
        return SendOutcome::Unknown { reason: status.to_string() };
    }
    let value = answer_json(body);
    if (200..300).contains(&status) {
        // An unreadable body counts as an acceptance without an id: a repetition could send the SMS twice.
        return accepted(reference(&value));
    }
    // This includes 500 and 503: the provider itself answered, so the message may take another route.
    refused(body, reason(code(&value).as_deref(), &status.to_string()))
}

/// Parses an answer as JSON; null if it is not JSON. Lenient, because some answers repeat the sent text with an emoji
/// cut in half.
pub(crate) fn answer_json(body: &str) -> Value {
    lenient_input::value_of(body).unwrap_or(Value::Null)
}

/// Returns a refusal for that reason, with the start of the answer's body.
pub(crate) fn refused(body: &str, reason: String) -> SendOutcome {
    let end = body.floor_char_boundary(MAX_ANSWER_BYTES.min(body.len()));
    let answer = body.get(..end).filter(|answer| !answer.is_empty());
    SendOutcome::Refused { reason, answer: answer.map(str::to_owned) }
}

/// Returns an acceptance. Drops an id of an invalid form.
pub(crate) fn accepted(reference: Option<String>) -> SendOutcome {
    SendOutcome::Accepted { reference: reference.filter(|id| is_reference(id)) }
}

/// Classifies the answers for the parts of a message: each part's id, or the reason why it was refused. At least one part
/// was accepted.
pub(crate) fn accepted_in_parts(
    parts: impl Iterator<Item = Result<Option<String>, String>>,
) -> SendOutcome {
    let (mut references, mut has_unnamed, mut refused) = (Vec::new(), false, None);
    for part in parts {
        match part.map(|id| id.filter(|id| is_reference(id))) {
            Ok(Some(id)) => {
                // Parts that share an id are reported as one.
                if references.len() < MAX_SMS_PARTS && !references.contains(&id) {
                    references.push(id);
                }
            }
            Ok(None) => has_unnamed = true,
            Err(reason) => {
                refused.get_or_insert(reason);
            }
        }
    }
    // Without any id no report can come, so the message stays sent.
    let is_whole = refused.is_none() && (!has_unnamed || references.is_empty());
    match references.len() {
        _ if !is_whole => SendOutcome::PartlyAccepted { references, refused },
        0 | 1 => SendOutcome::Accepted { reference: references.pop() },
        _ => SendOutcome::AcceptedInParts { references },
    }
}

fn is_reference(id: &str) -> bool {
    !id.is_empty() && id.len() <= MAX_REFERENCE_BYTES
}

#[cfg(test)]
mod tests;
