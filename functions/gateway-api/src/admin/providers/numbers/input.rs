//! Requests for a provider's numbers.

use edge_kit::params::read;
use serde::{
    Deserialize, Deserializer,
    de::{Error, Unexpected},
};
use store_d1::provider_numbers::ProviderNumberChange;
use telephony::{Address, Region};

use crate::error::{ApiError, ApiResult};

const MAX_CURSOR_BYTES: usize = 64;
/// Bytes of the longest alphanumeric sender.
const MAX_SENDER_BYTES: usize = 15;
const MAX_SHORT_CODE_DIGITS: usize = 8;

/// Query of `GET /api/v1/admin/providers/{provider}/numbers`.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct ListNumbersIn {
    /// Numbers per page; more than 500 counts as 500.
    #[serde(deserialize_with = "read::count")]
    #[cfg_attr(feature = "openapi", schemars(range(min = 1), extend("default" = 100)))]
    pub(crate) limit: Option<u32>,
    /// `next_cursor` of the page before. Its plus sign has to be escaped as `%2B`.
    #[serde(deserialize_with = "cursor")]
    #[cfg_attr(
        feature = "openapi",
        schemars(length(max = MAX_CURSOR_BYTES), example = "+12025550123")
    )]
    pub(crate) cursor: Option<String>,
}

/// Body of `POST /api/v1/admin/providers/{provider}/numbers`.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct CreateNumberIn {
    /// Phone number in any usual spelling, also as digits with the country code and without `+`; or a short code of 3 to
    /// 8 digits; or a sender's name of 3 to 15 letters, digits, spaces and `-_.&`.
    #[cfg_attr(feature = "openapi", schemars(example = "+12025550123"))]
    pub(crate) number: String,
    /// Whether the number sends and receives. A new number does by default.
    #[serde(deserialize_with = "read::boolean")]
    pub(crate) active: Option<bool>,
    /// Rank among the routes of a message, of which the highest is preferred. A new number has 1 by default.
    #[serde(deserialize_with = "read::integer::<1, 10, _>")]
    #[cfg_attr(feature = "openapi", schemars(range(min = 1, max = 10)))]
    pub(crate) priority: Option<i64>,
    /// Whether messages that name no route may go through the number, as the routing policy allows. By default, a new
    /// number sends only messages that name it.
    #[serde(deserialize_with = "read::boolean")]
    pub(crate) general: Option<bool>,
}

/// Body of `PATCH /api/v1/admin/providers/{provider}/numbers/{id}`. Absent members stay as they are.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct UpdateNumberIn {
    /// Whether the number sends and receives.
    #[serde(deserialize_with = "read::boolean")]
    pub(crate) active: Option<bool>,
    /// Rank among the routes of a message, of which the highest is preferred.
    #[serde(deserialize_with = "read::integer::<1, 10, _>")]
    #[cfg_attr(feature = "openapi", schemars(range(min = 1, max = 10)))]
    pub(crate) priority: Option<i64>,
    /// Whether messages that name no route may go through the number, as the routing policy allows.
    #[serde(deserialize_with = "read::boolean")]
    pub(crate) general: Option<bool>,
}

impl CreateNumberIn {
    /// Parses the phone number, or the short code or name that a provider sends for.
    pub(crate) fn address(&self, region: Region) -> ApiResult<Address> {
        let address = Address::international(self.number.trim(), region);
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
        if fits { Ok(address) } else { Err(ApiError::invalid_phone_number("number")) }
    }

    pub(crate) fn change(&self) -> ProviderNumberChange {
        change(self.active, self.priority, self.general)
    }
}

impl UpdateNumberIn {
    pub(crate) fn change(&self) -> ProviderNumberChange {
        change(self.active, self.priority, self.general)
    }
}

fn change(
    active: Option<bool>,
    priority: Option<i64>,
    general: Option<bool>,
) -> ProviderNumberChange {
    let priority = priority.and_then(|priority| i32::try_from(priority).ok());
    ProviderNumberChange { active, priority, general }
}

/// Reads the number after which the page begins.
fn cursor<'de, D: Deserializer<'de>>(from: D) -> Result<Option<String>, D::Error> {
    let text = read::search_text(from)?;
    if let Some(text) = text.as_ref().filter(|text| text.len() > MAX_CURSOR_BYTES) {
        return Err(D::Error::invalid_value(Unexpected::Str(text), &"a number"));
    }
    Ok(text)
}
