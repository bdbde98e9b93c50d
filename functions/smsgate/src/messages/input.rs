//! A message as an integrator asks for it (contract 3.1).

use std::collections::BTreeSet;

use messaging::{Draft, Options};
use runtime::timestamp;
use serde::Deserialize;
use telephony::{Address, MobileNumberError, PhoneNumber, Region};

use super::{MAX_ID_CHARS, content::ContentInput};
use crate::error::{ApiError, ApiResult};

const MAX_DEVICE_ID_CHARS: usize = 21;
const MAX_RECIPIENTS: usize = 100;
/// A number's ciphertext under a device's key has some 432.
const MAX_NUMBER_CHARS: usize = 512;
const MIN_TTL_SECS: u32 = 5;

/// The request's body.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct MessageInput {
    id: Option<String>,
    device_id: Option<String>,
    #[serde(flatten)]
    content: ContentInput,
    #[serde(default)]
    phone_numbers: Vec<Recipient>,
    is_encrypted: Option<bool>,
    sim_number: Option<u8>,
    with_delivery_report: Option<bool>,
    priority: Option<i8>,
    ttl: Option<u32>,
    valid_until: Option<String>,
    schedule_at: Option<String>,
}

/// What surrounds the body.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Surroundings {
    pub(crate) now_ms: i64,
    pub(crate) default_region: Region,
    /// `skipPhoneValidation`: numbers are taken as they are.
    pub(crate) verbatim: bool,
    /// `deviceActiveWithin`.
    pub(crate) active_within_hours: Option<i64>,
}

/// A number as given. It stays out of debug output.
#[derive(Deserialize)]
#[serde(transparent)]
struct Recipient(String);

impl MessageInput {
    /// What to submit. Refusals come in the order in which the original makes them.
    pub(crate) fn into_draft(self, around: Surroundings) -> ApiResult<Draft> {
        let encrypted = self.is_encrypted.unwrap_or(false);
        let client_id = limited(self.id, MAX_ID_CHARS, "id")?;
        let gateway_id = limited(self.device_id, MAX_DEVICE_ID_CHARS, "deviceId")?;
        let numbers = self.phone_numbers;
        if numbers.is_empty() || numbers.len() > MAX_RECIPIENTS {
            return Err(ApiError::invalid("phoneNumbers has from 1 to 100 numbers"));
        }
        let of_length = |it: &Recipient| (1..=MAX_NUMBER_CHARS).contains(&it.0.chars().count());
        if !numbers.iter().all(of_length) {
            return Err(ApiError::invalid("a phone number has from 1 to 512 characters"));
        }
        if self.sim_number.is_some_and(|sim| !(1..=3).contains(&sim)) {
            return Err(ApiError::invalid("simNumber must be from 1 to 3"));
        }
        let expires_at_ms = expiry(self.ttl, self.valid_until.as_deref(), around.now_ms)?;
        let content = self.content.into_content(encrypted)?;
        let recipients = addresses(numbers, encrypted || around.verbatim, around.default_region)?;
        let scheduled_at_ms = schedule(self.schedule_at.as_deref(), expires_at_ms, around.now_ms)?;
        let seen_since_ms = around
            .active_within_hours
            .map(|hours| around.now_ms.saturating_sub(hours.saturating_mul(3_600_000)));
        let options = Options {
            gateway_id,
            sim_slot: self.sim_number,
            priority: self.priority.unwrap_or(0),
            expires_at_ms,
            scheduled_at_ms,
            delivery_report: self.with_delivery_report.unwrap_or(true),
            encrypted,
            hash_when_done: !encrypted,
            seen_since_ms,
            ..Options::default()
        };
        Ok(Draft { recipients, content, options, client_id })
    }
}

/// A text of limited length; an empty one is none.
fn limited(text: Option<String>, most: usize, name: &str) -> ApiResult<Option<String>> {
    match text.filter(|text| !text.is_empty()) {
        Some(text) if text.chars().count() > most => {
            Err(ApiError::invalid(&format!("{name} has {most} characters at most")))
        }
        text => Ok(text),
    }
}

fn expiry(ttl: Option<u32>, valid_until: Option<&str>, now_ms: i64) -> ApiResult<Option<i64>> {
    match (ttl, valid_until) {
        (Some(_), Some(_)) => Err(ApiError::invalid("ttl and validUntil exclude each other")),
        (Some(secs), None) if secs < MIN_TTL_SECS => {
            Err(ApiError::invalid("ttl must be 5 seconds or more"))
        }
        (Some(secs), None) => Ok(Some(now_ms.saturating_add(i64::from(secs) * 1_000))),
        (None, Some(text)) => time(text, "validUntil").map(Some),
        (None, None) => Ok(None),
    }
}

fn schedule(text: Option<&str>, expires_at_ms: Option<i64>, now_ms: i64) -> ApiResult<Option<i64>> {
    let Some(text) = text else { return Ok(None) };
    let at_ms = time(text, "scheduleAt")?;
    if at_ms <= now_ms {
        return Err(ApiError::invalid("scheduleAt must be in the future"));
    }
    if expires_at_ms.is_some_and(|expires_at_ms| at_ms > expires_at_ms) {
        return Err(ApiError::schedule_after_expiry());
    }
    Ok(Some(at_ms))
}

fn time(text: &str, name: &str) -> ApiResult<i64> {
    let at_ms = timestamp::parse_ms(text);
    at_ms.ok_or_else(|| ApiError::unparsable_body(&format!("{name} is not a time")))
}

fn addresses(
    numbers: Vec<Recipient>,
    verbatim: bool,
    default_region: Region,
) -> ApiResult<Vec<Address>> {
    let mut seen = BTreeSet::new();
    let mut addresses = Vec::with_capacity(numbers.len());
    for Recipient(number) in numbers {
        let address = if verbatim {
            Address::Literal(number)
        } else {
            Address::E164(PhoneNumber::parse_mobile(&number, default_region)?)
        };
        if !seen.insert(address.as_str().to_owned()) {
            return Err(ApiError::phone_numbers_not_unique());
        }
        addresses.push(address);
    }
    Ok(addresses)
}

impl From<MobileNumberError> for ApiError {
    fn from(error: MobileNumberError) -> Self {
        match error {
            MobileNumberError::Unparsable(cause) => Self::unparsable_phone_number(&cause),
            MobileNumberError::Invalid => Self::invalid_phone_number(),
            MobileNumberError::NotMobile => Self::not_mobile_phone_number(),
        }
    }
}

impl std::fmt::Debug for Recipient {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Recipient(redacted)")
    }
}

#[cfg(test)]
mod tests;
