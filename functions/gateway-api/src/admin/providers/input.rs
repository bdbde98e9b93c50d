//! Input for a provider's credentials and numbers.

use std::collections::BTreeMap;

use sms_providers::{CredentialName, Credentials};
use telephony::{Address, Region};

use crate::{
    error::{ApiError, ApiResult},
    fields::Fields,
};

/// Bytes of the longest alphanumeric sender.
const MAX_SENDER_BYTES: usize = 15;
const MAX_SHORT_CODE_DIGITS: usize = 8;
const MAX_PRIORITY: i64 = 10;

/// Parses the provider's credentials. An unknown name, a missing one and a malformed value are errors, because they
/// would otherwise be noticed only when the first SMS fails or the first callback is refused.
pub(super) fn credentials(
    fields: &Fields,
    names: &'static [CredentialName],
) -> ApiResult<Credentials> {
    let is_known = |name: &str| names.iter().any(|it| it.name == name);
    let unknown: Vec<&str> = fields.0.names().filter(|name| !is_known(name)).collect();
    if !unknown.is_empty() {
        let known: Vec<&str> = names.iter().map(|it| it.name).collect();
        let (unknown, known) = (listed(&unknown), known.join(", "));
        return Err(ApiError::invalid(format!(
            "Unknown credentials: {unknown} (there are {known})"
        )));
    }
    let mut values = BTreeMap::new();
    for name in names {
        let text = fields.text(name.name)?.map(|text| text.trim().to_owned());
        let Some(value) = text.filter(|text| !text.is_empty()) else { continue };
        if !name.shape.fits(&value) {
            let expected = name.shape.expected();
            return Err(ApiError::invalid(format!("{} has to be {expected}", name.name)));
        }
        values.insert(name.name.to_owned(), value);
    }
    let is_missing = |it: &&CredentialName| it.required && !values.contains_key(it.name);
    let missing: Vec<&str> = names.iter().filter(is_missing).map(|it| it.name).collect();
    if !missing.is_empty() {
        return Err(ApiError::invalid(format!("Missing credentials: {}", missing.join(", "))));
    }
    Ok(Credentials::new(values))
}

/// A phone number, or the short code or name that a provider sends for.
pub(super) fn number(fields: &Fields, region: Region) -> ApiResult<Address> {
    let text = fields.required_text("number")?;
    let address = Address::international(text.trim(), region);
    let fits = match &address {
        Address::E164(_) => true,
        Address::Literal(text) => {
            let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b" -_.&".contains(&byte);
            // Digits that are too long for a short code are an incomplete phone number.
            let is_digits = text.bytes().all(|byte| byte.is_ascii_digit());
            let most = if is_digits { MAX_SHORT_CODE_DIGITS } else { MAX_SENDER_BYTES };
            (3..=most).contains(&text.len()) && text.bytes().all(allowed)
        }
    };
    if fits { Ok(address) } else { Err(ApiError::invalid("Invalid phone number format")) }
}

pub(super) fn priority(fields: &Fields) -> ApiResult<Option<i32>> {
    let priority = fields.integer("priority", 1, MAX_PRIORITY)?;
    Ok(priority.and_then(|priority| i32::try_from(priority).ok()))
}

/// Renders names as the caller wrote them, up to a maximum length.
fn listed(names: &[&str]) -> String {
    let short: Vec<String> =
        names.iter().take(10).map(|name| name.chars().take(40).collect()).collect();
    short.join(", ")
}
