//! Phone numbers and other addresses as requests spell them.

use edge_kit::params::read::Spelled;
use telephony::{Address, PhoneNumber, Region, Validation};

use crate::error::{ApiError, ApiResult};

/// An address to search by, in its stored form.
pub(crate) struct SearchedAddress {
    address: Address,
    /// Whether the text is a phone number, a short code or a name. Any other text finds only a sender that is stored
    /// with the same text.
    is_readable: bool,
}

/// Returns the phone number, in E.164, that the parameter `name` has. 422 if it is invalid.
pub(crate) fn phone_number(
    name: &str,
    given: &Spelled,
    region: Region,
    validation: Validation,
) -> ApiResult<PhoneNumber> {
    let number = if given.may_lack_plus {
        PhoneNumber::parse_form(&given.text, region, validation)
    } else {
        PhoneNumber::parse(&given.text, region, validation)
    };
    number.map_err(|_| ApiError::invalid_phone_number(name))
}

/// Returns the sender of an SMS, which may be any text.
pub(crate) fn sender(given: &Spelled, region: Region) -> Address {
    if given.may_lack_plus {
        Address::lenient_form(&given.text, region)
    } else {
        Address::lenient(given.text.trim(), region)
    }
}

impl SearchedAddress {
    /// Reads the value of the parameter `name`. An empty one counts as absent. 400 for a text that no sender can be, such
    /// as a blank one: it may be a lone plus sign, and without a filter the whole list would be returned.
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

    pub(crate) fn into_address(self) -> Address {
        self.address
    }

    pub(crate) fn as_str(&self) -> &str {
        self.address.as_str()
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
