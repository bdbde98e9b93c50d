//! A message in an integrator's request (contract 3.1).

use std::collections::BTreeSet;

use ids::GatewayId;
use messaging::{Draft, Options};
use runtime::timestamp;
use serde::Deserialize;
use telephony::{Address, MessageText, MobileNumberError, PhoneNumber, Region};
use unix_time::UnixMillis;

use super::{
    MAX_ID_CHARS,
    content::{ContentInput, DataMessageIn, MmsMessageIn, TextMessageIn},
};
use crate::{
    error::{ApiError, ApiResult},
    query::{Query, ReadQuery},
};

const MAX_DEVICE_ID_CHARS: usize = 21;
const MAX_RECIPIENTS: usize = 100;
/// Longest number in plaintext.
const MAX_PLAIN_NUMBER_CHARS: usize = 128;
/// Longest encrypted number. The ciphertext under a device's key has about 432 characters.
const MAX_NUMBER_CHARS: usize = 512;
const MIN_TTL_SECS: u64 = 5;
/// Last second of the year 9999. Later times cannot be written, so a later expiry becomes this one.
const LAST_MOMENT_MS: UnixMillis = UnixMillis::new(253_402_300_799_000);

/// Body of `POST /3rdparty/v1/messages`. Exactly one of `textMessage`, `dataMessage`, `mmsMessage` and the deprecated
/// `message` holds the content; those whose members are all empty do not count.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct MessageIn {
    /// Id of the sender's choice, unique in the account. Without it, or if it is empty, the server chooses one.
    #[cfg_attr(feature = "openapi", schemars(length(max = 36)))]
    id: Option<String>,
    /// Id of the only device that may send the message. Without it, or if it is empty, any device may.
    #[cfg_attr(feature = "openapi", schemars(length(max = 21)))]
    device_id: Option<String>,
    /// Deprecated spelling of the text in `textMessage`.
    #[cfg_attr(
        feature = "openapi",
        schemars(with = "Option<String>", length(max = 65_535), extend("deprecated" = true))
    )]
    message: Option<MessageText>,
    text_message: Option<TextMessageIn>,
    data_message: Option<DataMessageIn>,
    mms_message: Option<MmsMessageIn>,
    /// Recipients, each once. A number without a country code is one of the account's default country. Encrypted
    /// numbers begin with `$` and may have 512 characters, others 128.
    #[serde(default)]
    #[cfg_attr(
        feature = "openapi",
        schemars(
            !default,
            with = "Vec<String>",
            length(min = 1, max = 100),
            inner(length(min = 1, max = 512)),
            example = ["+12025550123"]
        )
    )]
    phone_numbers: Vec<Recipient>,
    /// Whether numbers and content are ciphertext for the device.
    #[cfg_attr(feature = "openapi", schemars(extend("default" = false)))]
    is_encrypted: Option<bool>,
    /// Number of the SIM that sends the message, from 1. Without it, the device chooses.
    #[cfg_attr(feature = "openapi", schemars(range(min = 1, max = 3)))]
    sim_number: Option<u8>,
    /// Whether the network is asked to report the delivery.
    #[cfg_attr(feature = "openapi", schemars(extend("default" = true)))]
    with_delivery_report: Option<bool>,
    /// Higher priorities go first. Messages with at least 100 are not held back by limits of the rate.
    #[cfg_attr(
        feature = "openapi",
        schemars(range(min = i8::MIN, max = i8::MAX), extend("default" = 0))
    )]
    priority: Option<i8>,
    /// Seconds after which the message fails if no device has sent it. Excludes `validUntil`.
    #[cfg_attr(feature = "openapi", schemars(range(min = 5)))]
    ttl: Option<u64>,
    /// Time at which the message fails if no device has sent it. Excludes `ttl`.
    #[cfg_attr(feature = "openapi", schemars(with = "Option<edge_kit::TimeMs>"))]
    valid_until: Option<String>,
    /// Time from which the message may be sent, in the future and not after `validUntil`.
    #[cfg_attr(feature = "openapi", schemars(with = "Option<edge_kit::TimeMs>"))]
    schedule_at: Option<String>,
}

/// Query of `POST /3rdparty/v1/messages`.
#[derive(Debug)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema), schemars(rename_all = "camelCase"))]
pub(crate) struct SendMessageQueryIn {
    /// Whether the numbers are used as they are given, without checks.
    #[cfg_attr(feature = "openapi", schemars(extend("default" = false)))]
    pub(super) skip_phone_validation: Option<bool>,
    /// Hours within which a device must have been seen to be chosen; 0 for no condition.
    #[cfg_attr(feature = "openapi", schemars(range(min = 0)))]
    pub(super) device_active_within: Option<i64>,
}

/// Parameters of the request outside its body.
#[derive(Clone, Copy, Debug)]
pub(crate) struct SubmitOptions {
    pub(crate) now_ms: UnixMillis,
    pub(crate) default_region: Region,
    /// `skipPhoneValidation`: numbers are used unchanged.
    pub(crate) verbatim: bool,
    /// `deviceActiveWithin`.
    pub(crate) active_within_hours: Option<i64>,
}

/// A parsed message. The original's order of refusals is kept: an invalid message is refused before a device is looked
/// for, and invalid numbers or times afterwards.
#[derive(Debug)]
pub(crate) struct ParsedMessage {
    /// The message. If it is refused, its numbers are unchanged.
    pub(crate) draft: Draft,
    /// Refusal to answer with once a device would take the message.
    pub(crate) refusal: Option<ApiError>,
}

/// A number as given, excluded from debug output.
#[derive(Deserialize)]
#[serde(transparent)]
struct Recipient(String);

impl ReadQuery for SendMessageQueryIn {
    fn read(query: &Query<Self>) -> ApiResult<Self> {
        Ok(Self {
            skip_phone_validation: query.boolean("skipPhoneValidation")?,
            device_active_within: query.integer("deviceActiveWithin", 0, i64::MAX)?,
        })
    }
}

impl MessageIn {
    /// Returns the message to submit, with its deferred refusal if there is one.
    pub(crate) fn into_parsed(self, options: SubmitOptions) -> ApiResult<ParsedMessage> {
        let encrypted = self.is_encrypted.unwrap_or(false);
        let client_id = limited(self.id, MAX_ID_CHARS, "id")?;
        let gateway_id = limited(self.device_id, MAX_DEVICE_ID_CHARS, "deviceId")?;
        let numbers = self.phone_numbers;
        if numbers.is_empty() || numbers.len() > MAX_RECIPIENTS {
            return Err(ApiError::invalid("phoneNumbers has from 1 to 100 numbers"));
        }
        if !numbers.iter().all(|it| is_of_length(&it.0)) {
            return Err(ApiError::invalid(
                "a phone number has from 1 to 128 characters, or up to 512 of ciphertext",
            ));
        }
        if self.sim_number.is_some_and(|sim| !(1..=3).contains(&sim)) {
            return Err(ApiError::invalid("simNumber must be from 1 to 3"));
        }
        let content = ContentInput {
            message: self.message,
            text_message: self.text_message,
            data_message: self.data_message,
            mms_message: self.mms_message,
        };
        let content = content.into_content(encrypted)?;
        let expires_at_ms = expiry(self.ttl, self.valid_until.as_deref(), options.now_ms)?;
        let scheduled_at_ms = schedule(self.schedule_at.as_deref(), options.now_ms)?;
        let (recipients, refusal) =
            match addresses(&numbers, encrypted || options.verbatim, options.default_region) {
                // Without an expiry the schedule is compared with itself, and `None` is less than any time.
                Ok(recipients) if scheduled_at_ms > expires_at_ms.or(scheduled_at_ms) => {
                    (recipients, Some(ApiError::schedule_after_expiry()))
                }
                Ok(recipients) => (recipients, None),
                Err(refusal) => {
                    let literal = |it: Recipient| Address::Literal(it.0);
                    (numbers.into_iter().map(literal).collect(), Some(refusal))
                }
            };
        let seen_since_ms = options.active_within_hours.map(|hours| {
            options.now_ms.saturating_sub(hours.saturating_mul(3_600_000)).max(UnixMillis::EPOCH)
        });
        let options = Options {
            gateway_id: gateway_id.map(GatewayId::from_text),
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
        let draft = Draft { recipients, content, options, client_id };
        Ok(ParsedMessage { draft, refusal })
    }
}

/// Whether a number has a permitted length: only ciphertext may exceed the limit of plaintext.
pub(crate) fn is_of_length(number: &str) -> bool {
    let most = if number.starts_with('$') { MAX_NUMBER_CHARS } else { MAX_PLAIN_NUMBER_CHARS };
    (1..=most).contains(&number.chars().count())
}

/// Checks the length of a text; an empty text counts as absent.
fn limited(text: Option<String>, most: usize, name: &str) -> ApiResult<Option<String>> {
    match text.filter(|text| !text.is_empty()) {
        Some(text) if text.chars().count() > most => {
            Err(ApiError::invalid(&format!("{name} has {most} characters at most")))
        }
        text => Ok(text),
    }
}

fn expiry(
    ttl: Option<u64>,
    valid_until: Option<&str>,
    now_ms: UnixMillis,
) -> ApiResult<Option<UnixMillis>> {
    match (ttl, valid_until) {
        (Some(_), Some(_)) => Err(ApiError::invalid("conflict fields: ttl and validUntil")),
        (Some(secs), None) if secs < MIN_TTL_SECS => {
            Err(ApiError::invalid("ttl must be 5 seconds or more"))
        }
        (Some(secs), None) => {
            let ms = i64::try_from(secs).unwrap_or(i64::MAX).saturating_mul(1_000);
            Ok(Some(now_ms.saturating_add(ms).min(LAST_MOMENT_MS)))
        }
        (None, Some(text)) => time(text, "validUntil").map(Some),
        (None, None) => Ok(None),
    }
}

fn schedule(text: Option<&str>, now_ms: UnixMillis) -> ApiResult<Option<UnixMillis>> {
    let Some(text) = text else { return Ok(None) };
    let at_ms = time(text, "scheduleAt")?;
    if at_ms <= now_ms {
        return Err(ApiError::invalid("scheduleAt must be in the future"));
    }
    Ok(Some(at_ms))
}

fn time(text: &str, name: &str) -> ApiResult<UnixMillis> {
    let at_ms = timestamp::parse_ms(text);
    at_ms.ok_or_else(|| ApiError::unparsable_member(&format!("{name} is not a time")))
}

fn addresses(
    numbers: &[Recipient],
    verbatim: bool,
    default_region: Region,
) -> ApiResult<Vec<Address>> {
    let mut seen = BTreeSet::new();
    let mut addresses = Vec::with_capacity(numbers.len());
    for Recipient(number) in numbers {
        let address = if verbatim {
            Address::Literal(number.clone())
        } else {
            Address::E164(PhoneNumber::parse_mobile(number, default_region)?)
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
            MobileNumberError::Unparsable => Self::unparsable_phone_number(&error.to_string()),
            MobileNumberError::Invalid => Self::invalid_phone_number(),
            MobileNumberError::InvalidAtHome(region) => Self::invalid_national_number(region),
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
