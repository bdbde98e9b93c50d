//! Answers to an outcome, in the dialect of the forwarder.
//!
//! No published gateway client retries an SMS after any HTTP answer (contract 9, 4.1 and 4.2): an SMS that is not
//! stored is lost. So a 5xx means only that something could not be stored. An SMS that can never succeed never gets a
//! 5xx, even where the contract's tables of old builds have one. The exception is a body that is not even JSON: no
//! gateway client sends one, so the contract's status stays.

use std::borrow::Cow;

use serde_json::json;

use crate::ForwardingOutcome;

const PLAIN: &str = "text/html; charset=utf-8";
const JSON: &str = "application/json";
const XML: &str = "text/xml; charset=utf-8";
const NOTHING_TO_TEXT_BACK: &str = r#"<?xml version="1.0" encoding="UTF-8"?><Response></Response>"#;
const UNPUBLISHABLE: &str = "message cannot be published";

/// Dialect of the answers: that of an era (contract 1.6 and 3.1), or Twilio's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialect {
    /// 2022.
    EraA,
    /// November 2022 to early 2024.
    EraB,
    /// `/v3/publish`, and everything since.
    V3,
    /// Forms of Twilio, which reads an answer only for text to send back.
    Twilio,
}

/// An HTTP answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RenderedAnswer {
    pub status: u16,
    pub content_type: &'static str,
    pub body: Cow<'static, str>,
}

impl Dialect {
    pub fn reply(self, outcome: &ForwardingOutcome) -> RenderedAnswer {
        let (status, content_type, body) = match self {
            Self::EraA => plain(era_a(outcome)),
            Self::EraB => plain(era_b(outcome)),
            Self::V3 => v3(outcome),
            Self::Twilio => twilio(outcome),
        };
        RenderedAnswer { status, content_type, body }
    }
}

/// Era A answers every failure of a message with the same text: old clients know no other.
fn era_a(outcome: &ForwardingOutcome) -> (u16, &'static str) {
    match outcome {
        ForwardingOutcome::NotJson => (500, "invalid data type, json expected"),
        ForwardingOutcome::MissingText => (400, "missing key - text"),
        ForwardingOutcome::MissingSender => (400, "missing key - MSISDN"),
        ForwardingOutcome::MissingDate => (400, "missing key - date"),
        ForwardingOutcome::MissingDateSent => (400, "missing key - date_sent"),
        // The contract has 500 for text that is not base64, but a client that retries on 500 would forward it forever.
        ForwardingOutcome::NotBase64
        | ForwardingOutcome::EmptyText
        | ForwardingOutcome::Unpublishable
        | ForwardingOutcome::BridgesRestricted
        | ForwardingOutcome::Refused(_) => (200, UNPUBLISHABLE),
        ForwardingOutcome::Published | ForwardingOutcome::Tested(_) => {
            (200, "message published successfully")
        }
        ForwardingOutcome::Limited => (429, ""),
        ForwardingOutcome::Unavailable => (500, ""),
    }
}

/// The contract answers 403 both for unknown users and for wrong keys; here the texts are equal as well.
fn era_b(outcome: &ForwardingOutcome) -> (u16, &'static str) {
    match outcome {
        ForwardingOutcome::NotJson => (400, "poorly formed json"),
        ForwardingOutcome::MissingText => (400, "missing text"),
        ForwardingOutcome::MissingSender => (400, "missing MSISDN"),
        ForwardingOutcome::MissingDate => (400, "missing date"),
        ForwardingOutcome::MissingDateSent => (400, "missing date_sent"),
        ForwardingOutcome::NotBase64 | ForwardingOutcome::EmptyText => (400, "invalid text format"),
        ForwardingOutcome::Unpublishable | ForwardingOutcome::BridgesRestricted => {
            (403, "failed to decrypt")
        }
        // Era B answered before it asked the platform.
        ForwardingOutcome::Refused(_)
        | ForwardingOutcome::Published
        | ForwardingOutcome::Tested(_) => (200, "published!"),
        ForwardingOutcome::Limited => (429, "Too Many Requests"),
        ForwardingOutcome::Unavailable => (500, "Internal Server Error"),
    }
}

fn v3(outcome: &ForwardingOutcome) -> (u16, &'static str, Cow<'static, str>) {
    let error = match outcome {
        ForwardingOutcome::NotJson => "Invalid JSON format",
        ForwardingOutcome::MissingText => "Missing required field: text",
        ForwardingOutcome::MissingSender => "Missing required field: address or MSISDN",
        ForwardingOutcome::MissingDate => "Missing required field: date",
        ForwardingOutcome::MissingDateSent => "Missing required field: date_sent",
        ForwardingOutcome::NotBase64 => "Invalid Base64-encoded payload",
        ForwardingOutcome::EmptyText => "Decoded payload is empty",
        ForwardingOutcome::Unpublishable => UNPUBLISHABLE,
        ForwardingOutcome::BridgesRestricted => "Bridge payloads over HTTP are restricted.",
        ForwardingOutcome::Refused(reason) => reason,
        ForwardingOutcome::Published => return responded("Successfully sent message"),
        ForwardingOutcome::Tested(text) => return responded(text),
        ForwardingOutcome::Limited => {
            let body = json!({ "error": "Too many requests" });
            return (429, JSON, body.to_string().into());
        }
        ForwardingOutcome::Unavailable => {
            let body = json!({ "error": "Oops! Something went wrong. Please try again later." });
            return (500, JSON, body.to_string().into());
        }
    };
    (400, JSON, json!({ "error": error }).to_string().into())
}

fn responded(text: &str) -> (u16, &'static str, Cow<'static, str>) {
    (200, JSON, json!({ "publisher_response": text }).to_string().into())
}

fn twilio(outcome: &ForwardingOutcome) -> (u16, &'static str, Cow<'static, str>) {
    let status = if *outcome == ForwardingOutcome::Unavailable { 500 } else { 200 };
    (status, XML, NOTHING_TO_TEXT_BACK.into())
}

fn plain((status, text): (u16, &'static str)) -> (u16, &'static str, Cow<'static, str>) {
    (status, PLAIN, text.into())
}

#[cfg(test)]
mod tests;
