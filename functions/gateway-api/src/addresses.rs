//! Phone numbers and other addresses as requests spell them.

use std::collections::BTreeMap;

use edge_kit::params::read::{Spelled, SpelledList};
use messaging::message::MAX_RECIPIENTS;
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

/// Returns the phone numbers, in E.164, that the parameter `name` has: one, or a list of up to [`MAX_RECIPIENTS`]
/// different ones. 422 otherwise, with the positions of all invalid numbers, or else of the first repeated one.
pub(crate) fn phone_numbers(
    name: &str,
    given: &SpelledList,
    region: Region,
    validation: Validation,
) -> ApiResult<Vec<PhoneNumber>> {
    let read = |item: &Spelled| phone_number(name, item, region, validation);
    if !given.is_list {
        return given.items.iter().map(read).collect();
    }
    if !(1..=MAX_RECIPIENTS).contains(&given.items.len()) {
        return Err(ApiError::invalid(
            name,
            format!("{name} must have 1 to {MAX_RECIPIENTS} numbers"),
        ));
    }
    let mut numbers: Vec<PhoneNumber> = Vec::with_capacity(given.items.len());
    let mut positions: BTreeMap<String, usize> = BTreeMap::new();
    let (mut invalid, mut repeated) = (Vec::new(), None);
    for (at, item) in given.items.iter().enumerate() {
        let Ok(number) = read(item) else {
            invalid.push(format!("{name}[{at}]"));
            continue;
        };
        let first = *positions.entry(number.as_str().to_owned()).or_insert(at);
        if first != at {
            repeated.get_or_insert((at, first));
        }
        numbers.push(number);
    }
    if !invalid.is_empty() {
        return Err(ApiError::invalid_phone_numbers(name, &invalid.join(", ")));
    }
    match repeated {
        Some((at, first)) => {
            Err(ApiError::invalid(name, format!("{name}[{at}] repeats {name}[{first}]")))
        }
        None => Ok(numbers),
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    fn read(texts: &[&str]) -> ApiResult<Vec<PhoneNumber>> {
        let item = |text: &&str| Spelled { text: (*text).to_owned(), may_lack_plus: false };
        let list = SpelledList { items: texts.iter().map(item).collect(), is_list: true };
        phone_numbers("to", &list, Region::parse("US").unwrap(), Validation::Lenient)
    }

    #[test]
    fn list_of_numbers_names_every_invalid_position_or_the_first_repeated_one() {
        let numbers = read(&["2025550123", "+12025550124"]).unwrap();
        let numbers: Vec<&str> = numbers.iter().map(PhoneNumber::as_str).collect();
        assert_eq!(numbers, ["+12025550123", "+12025550124"]);
        let invalid = ApiError::invalid_phone_numbers("to", "to[0], to[2]");
        assert_eq!(read(&["x", "+12025550123", "5", "2025550123"]), Err(invalid));
        let repeated = ApiError::invalid("to", "to[2] repeats to[0]");
        assert_eq!(read(&["2025550123", "2025550124", "+12025550123"]), Err(repeated));
        let wrong = Err(ApiError::invalid("to", "to must have 1 to 100 numbers"));
        assert_eq!(read(&[]), wrong);
        assert_eq!(read(&["2025550123"; 101]), wrong);
    }
}
