//! Requests to providers and what their answers mean, as far as they are alike.

use percent_encoding::AsciiSet;
use serde_json::Value;
use telephony::Address;

use crate::{
    Credentials, HttpRequest, MissingCredential, SendOutcome, digest::base64, reason::reason,
};

/// What is escaped in a part of a path.
const SEGMENT: &AsciiSet =
    &percent_encoding::NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');
/// As much of a refusal's body is kept.
const MAX_ANSWER_BYTES: usize = 8_192;
/// Longer than any provider's id.
const MAX_REFERENCE_BYTES: usize = 256;
/// Number of parts that are told apart. The longest text that is sent has fewer.
const MAX_SMS_PARTS: usize = 64;

pub(crate) fn required<'a>(
    credentials: &'a Credentials,
    name: &'static str,
) -> Result<&'a str, MissingCredential> {
    credentials.get(name).ok_or(MissingCredential(name))
}

/// A secret that a header carries as it is: one with white space or letters of no header in it would be no
/// request at all.
pub(crate) fn token<'a>(
    credentials: &'a Credentials,
    name: &'static str,
) -> Result<&'a str, MissingCredential> {
    let token = required(credentials, name)?;
    let is_plain = token.bytes().all(|byte| byte.is_ascii_graphic());
    if is_plain { Ok(token) } else { Err(MissingCredential(name)) }
}

/// A POST of JSON.
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

/// A POST of a form, which may carry the credentials itself.
pub(crate) fn post_form(url: String, authorization: Option<String>, form: String) -> HttpRequest {
    let mut headers = vec![
        ("content-type", "application/x-www-form-urlencoded; charset=utf-8".to_owned()),
        ("accept", "application/json".to_owned()),
    ];
    headers.extend(authorization.map(|value| ("authorization", value)));
    HttpRequest { method: "POST", url, headers, body: form.into_bytes() }
}

/// Part of a path, whatever an account is said to be called.
pub(crate) fn segment(text: &str) -> String {
    percent_encoding::utf8_percent_encode(text, SEGMENT).to_string()
}

/// A base URL without its last slash, and the path.
pub(crate) fn join(base_url: &str, path: &str) -> String {
    format!("{}{path}", base_url.trim_end_matches('/'))
}

pub(crate) fn basic(user: &str, password: &str) -> String {
    format!("Basic {}", base64(format!("{user}:{password}").as_bytes()))
}

/// A number without its plus sign; anything else as it is.
pub(crate) fn digits(address: &Address) -> &str {
    let text = address.as_str();
    match text.strip_prefix('+') {
        Some(digits) if digits.bytes().all(|byte| byte.is_ascii_digit()) => digits,
        _ => text,
    }
}

/// What an answer means, where its status tells. `reference` finds the message's id in the body of a 2xx,
/// `code` the provider's own code in that of an error.
pub(crate) fn outcome(
    status: u16,
    body: &str,
    reference: impl FnOnce(&Value) -> Option<String>,
    code: impl FnOnce(&Value) -> Option<String>,
) -> SendOutcome {
    // Nobody knows whether a request that ran out of time, or was lost behind a proxy, was carried out.
    if matches!(status, 408 | 502 | 504 | 520..=529) {
        return SendOutcome::Unknown { reason: status.to_string() };
    }
    let value = answer_json(body);
    if (200..300).contains(&status) {
        return accepted(reference(&value));
    }
    refused(body, reason(code(&value).as_deref(), &status.to_string()))
}

/// An answer as JSON, or null. Some repeat the text that was sent, half an emoji included.
pub(crate) fn answer_json(body: &str) -> Value {
    lenient_input::value_of(body).unwrap_or(Value::Null)
}

/// A refusal for that reason.
pub(crate) fn refused(body: &str, reason: String) -> SendOutcome {
    let end = body.floor_char_boundary(MAX_ANSWER_BYTES.min(body.len()));
    let answer = body.get(..end).filter(|answer| !answer.is_empty());
    SendOutcome::Refused { reason, answer: answer.map(str::to_owned) }
}

/// An acceptance. An id that is no id is none.
pub(crate) fn accepted(reference: Option<String>) -> SendOutcome {
    SendOutcome::Accepted { reference: reference.filter(|id| is_reference(id)) }
}

/// An acceptance in parts, of each of which there is an id or none.
pub(crate) fn accepted_in_parts(references: impl Iterator<Item = Option<String>>) -> SendOutcome {
    let known = references.flatten().filter(|id| is_reference(id));
    let mut references: Vec<String> = known.take(MAX_SMS_PARTS).collect();
    match references.len() {
        0 | 1 => SendOutcome::Accepted { reference: references.pop() },
        _ => SendOutcome::AcceptedInParts { references },
    }
}

fn is_reference(id: &str) -> bool {
    !id.is_empty() && id.len() <= MAX_REFERENCE_BYTES
}

#[cfg(test)]
mod tests;
