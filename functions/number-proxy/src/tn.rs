//! `/tn`: the pool of numbers.

pub(crate) mod add;
pub(crate) mod list;
#[cfg(feature = "openapi")]
pub(crate) mod operations;
pub(crate) mod remove;

use edge_kit::ErrorCode;
use masking::NumberKey;
use telephony::Region;

use crate::{
    dispatcher_calls,
    error::{ProxyError, ProxyResult},
    json_object::JsonObject,
};

/// Digits of the longest short code.
const MAX_SHORT_CODE_DIGITS: usize = 8;
/// Digits of the longest phone number. Longer ones are a provider's own identifiers.
const MAX_NUMBER_DIGITS: usize = 15;

/// Returns the key by which a request's number is compared, if SMS can arrive at it: a phone number, a short code, or a
/// provider's identifier for one.
fn key(value: &str, region: Region) -> ProxyResult<NumberKey> {
    let key = dispatcher_calls::number_key(value, region);
    let is_digits = key.as_str().bytes().all(|byte| byte.is_ascii_digit());
    let is_phone_number = dispatcher_calls::recipient_key(value, region).is_some();
    // Nine to fifteen digits that are no phone number are taken for a mistyped one and refused.
    let is_name = match key.as_str().len() {
        1..=MAX_SHORT_CODE_DIGITS => !value.trim().starts_with('+'),
        length => length > MAX_NUMBER_DIGITS,
    };
    let has_letters = value.chars().any(char::is_alphabetic);
    if is_phone_number || has_letters || (is_digits && is_name) {
        Ok(key)
    } else {
        let message = "Argument 'value' must be a phone number or a short code";
        Err(ProxyError::bad_request(ErrorCode::InvalidPhoneNumber, message))
    }
}

/// Returns the number in a request.
fn value(body: &JsonObject) -> ProxyResult<String> {
    let missing = || ProxyError::missing("Required argument: 'value' (str, length <= 18)");
    body.number("value").ok_or_else(missing)
}
