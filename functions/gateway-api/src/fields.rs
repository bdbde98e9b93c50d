//! A request's parameters, with this face's failures for missing or invalid ones.

use axum::extract::{FromRequest, Request};
use edge_kit::Params;
use runtime::timestamp;
use telephony::{Address, PhoneNumber, Region, Validation};
use unix_time::UnixMillis;

use crate::error::{ApiError, ApiResult};

/// The parameters of a request whose body has at most `MAX_BYTES`; a longer one is 413.
pub(crate) struct Fields<const MAX_BYTES: usize = { Params::MAX_BODY_BYTES }>(pub(crate) Params);

/// An address to search by, in its stored form.
pub(crate) struct SearchedAddress {
    address: Address,
    /// Whether the text is a phone number, a short code or a name. Any other text finds only a sender that is stored
    /// with the same text.
    is_readable: bool,
}

impl SearchedAddress {
    pub(crate) fn as_str(&self) -> &str {
        self.address.as_str()
    }

    /// Reads a phone number or other address to search by. An empty one counts as absent. 400 for a text that no sender
    /// can be, such as a blank one: it may be a lone plus sign, and without a filter the whole list would be returned.
    pub(crate) fn read(given: Option<&str>, name: &str, region: Region) -> ApiResult<Option<Self>> {
        let Some(text) = given.filter(|text| !text.is_empty()) else { return Ok(None) };
        if text.trim().is_empty() {
            return Err(ApiError::bad_parameter(name));
        }
        let readable = Address::search(text, region);
        let is_readable = readable.is_some();
        let address = readable.or_else(|| Address::search_as_stored(text, region));
        let address = address.ok_or_else(|| ApiError::bad_parameter(name))?;
        Ok(Some(Self { address, is_readable }))
    }

    /// Checks that a search by an unreadable text, such as an impossible number, has found a message. An empty list
    /// would hide the mistake, so that nothing found is 400.
    pub(crate) fn check(searched: Option<&Self>, name: &str, has_found: bool) -> ApiResult<()> {
        match searched {
            Some(searched) if !searched.is_readable && !has_found => {
                Err(ApiError::bad_parameter(name))
            }
            _ => Ok(()),
        }
    }
}

impl<const MAX_BYTES: usize> Fields<MAX_BYTES> {
    /// Returns a required text, possibly blank. 400 if it is missing or not a text.
    pub(crate) fn required_text(&self, name: &str) -> ApiResult<String> {
        self.text(name)?.ok_or_else(|| ApiError::missing(name))
    }

    /// Returns an optional text. 400 if it is not a text.
    pub(crate) fn text(&self, name: &str) -> ApiResult<Option<String>> {
        self.0.text(name).map_err(|_| ApiError::bad_parameter(name))
    }

    /// Returns an optional integer within bounds. 422 if it is anything else.
    pub(crate) fn integer(&self, name: &str, least: i64, most: i64) -> ApiResult<Option<i64>> {
        let wrong = || ApiError::invalid(format!("{name} must be between {least} and {most}"));
        let number = self.0.integer(name).map_err(|_| wrong())?;
        if number.is_some_and(|number| !(least..=most).contains(&number)) {
            return Err(wrong());
        }
        Ok(number)
    }

    /// Returns a number from 1 on, or the default. 400 if it is anything else.
    pub(crate) fn counted(&self, name: &str, default: u32) -> ApiResult<u32> {
        let number = self.0.integer(name).map_err(|_| ApiError::bad_parameter(name))?;
        match number {
            None => Ok(default),
            Some(number) if number >= 1 => Ok(u32::try_from(number).unwrap_or(u32::MAX)),
            Some(_) => Err(ApiError::bad_parameter(name)),
        }
    }

    /// Returns a text to search by; a blank one counts as absent.
    pub(crate) fn search_text(&self, name: &str) -> ApiResult<Option<String>> {
        let text = self.text(name)?.map(|text| text.trim().to_owned());
        Ok(text.filter(|text| !text.is_empty()))
    }

    /// Returns a recipient's phone number in E.164. 400 if it is missing, 422 if it is invalid.
    pub(crate) fn phone_number(
        &self,
        name: &str,
        region: Region,
        validation: Validation,
    ) -> ApiResult<PhoneNumber> {
        let text = self.required_text(name)?;
        let number = if self.0.may_lack_plus(name) {
            PhoneNumber::parse_form(&text, region, validation)
        } else {
            PhoneNumber::parse(&text, region, validation)
        };
        number.map_err(|_| ApiError::invalid("Invalid phone number format"))
    }

    /// Returns the sender of an SMS, which may be any text. 400 if it is missing.
    pub(crate) fn sender(&self, name: &str, region: Region) -> ApiResult<Address> {
        let text = self.required_text(name)?;
        Ok(if self.0.may_lack_plus(name) {
            Address::lenient_form(&text, region)
        } else {
            Address::lenient(text.trim(), region)
        })
    }

    /// Returns a phone number or other address to search by.
    pub(crate) fn address(&self, name: &str, region: Region) -> ApiResult<Option<SearchedAddress>> {
        SearchedAddress::read(self.text(name)?.as_deref(), name, region)
    }

    /// Returns a time; a blank one counts as absent. 400 if it is invalid.
    pub(crate) fn time_ms(&self, name: &str) -> ApiResult<Option<UnixMillis>> {
        let Some(text) = self.search_text(name)? else { return Ok(None) };
        let at_ms = if self.0.may_lack_plus(name) {
            timestamp::parse_unescaped_ms(&text)
        } else {
            timestamp::parse_ms(&text)
        };
        at_ms.map(Some).ok_or_else(|| ApiError::bad_parameter(name))
    }

    /// Returns the time that a phone states in a report, as the cable reads it: `None` for anything unreadable.
    pub(crate) fn reported_ms(&self, name: &str) -> Option<UnixMillis> {
        timestamp::read_reported_ms(self.0.text(name).ok().flatten().as_deref())
    }

    /// Returns an optional boolean, also in the spellings of a form. 422 if it is anything else.
    pub(crate) fn boolean(&self, name: &str) -> ApiResult<Option<bool>> {
        self.0.boolean(name).map_err(|_| ApiError::invalid(format!("{name} must be true or false")))
    }
}

impl<S: Send + Sync, const MAX_BYTES: usize> FromRequest<S> for Fields<MAX_BYTES> {
    type Rejection = ApiError;

    async fn from_request(request: Request, _state: &S) -> Result<Self, ApiError> {
        Ok(Self(Params::of(request, MAX_BYTES).await?))
    }
}
