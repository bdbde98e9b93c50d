//! Readers for fields of request structs, for `#[serde(deserialize_with = …)]`. Those of options take a blank text,
//! which is an empty field of a form, as absent.

use std::{fmt, marker::PhantomData};

use runtime::timestamp;
use serde::{
    Deserialize, Deserializer,
    de::{Error, IntoDeserializer, SeqAccess, Visitor, value::SeqAccessDeserializer},
};
use unix_time::UnixMillis;

use super::{
    WrongType,
    reading::{LIST_MARK, SPELLED, SPELLED_LIST},
};

/// A text that a query or a form may have deprived of its plus signs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spelled {
    pub text: String,
    /// Whether it has a space that may have been a plus sign.
    pub may_lack_plus: bool,
}

/// One text, or a list of texts. Only JSON has lists.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SpelledList {
    pub items: Vec<Spelled>,
    /// Whether it was sent as a list, even of one text.
    pub is_list: bool,
}

/// Reads a text to search by: trimmed, and `None` if it is blank.
pub fn search_text<'de, D: Deserializer<'de>>(from: D) -> Result<Option<String>, D::Error> {
    let text = Option::<String>::deserialize(from)?;
    Ok(text.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty()))
}

/// Reads a word of a closed set, trimmed; `None` if it is blank. Any other word is unreadable.
pub fn word<'de, T: Deserialize<'de>, D: Deserializer<'de>>(
    from: D,
) -> Result<Option<T>, D::Error> {
    let Some(text) = search_text(from)? else { return Ok(None) };
    T::deserialize(text.into_deserializer()).map(Some).map_err(|_: D::Error| unreadable())
}

/// Reads a boolean, also in the spellings of a form. Anything else is refused with "must be true or false".
pub fn boolean<'de, D: Deserializer<'de>>(from: D) -> Result<Option<bool>, D::Error> {
    from.deserialize_bool(Maybe(PhantomData)).map_err(|_| D::Error::custom("must be true or false"))
}

/// Reads an integer from `LEAST` to `MOST`. Anything else is refused with "must be between … and …".
pub fn integer<'de, const LEAST: i64, const MOST: i64, D: Deserializer<'de>>(
    from: D,
) -> Result<Option<i64>, D::Error> {
    let wrong = || D::Error::custom(format!("must be between {LEAST} and {MOST}"));
    let number = from.deserialize_i64(Maybe::<i64>(PhantomData)).map_err(|_| wrong())?;
    if number.is_some_and(|number| !(LEAST..=MOST).contains(&number)) {
        return Err(wrong());
    }
    Ok(number)
}

/// Reads an integer from `LEAST` to `MOST`. Anything else counts as absent.
pub fn usable_integer<
    'de,
    T: TryFrom<i64>,
    const LEAST: i64,
    const MOST: i64,
    D: Deserializer<'de>,
>(
    from: D,
) -> Result<Option<T>, D::Error> {
    let number = integer::<LEAST, MOST, D>(from).ok().flatten();
    Ok(number.and_then(|number| T::try_from(number).ok()))
}

/// Reads a text without refusing another type, for members that a handler ignores in some requests.
pub fn unchecked_text<'de, D: Deserializer<'de>>(
    from: D,
) -> Result<Result<Option<String>, WrongType>, D::Error> {
    Ok(Option::<String>::deserialize(from).map_err(|_| WrongType))
}

/// Reads a number from 1 on. Anything else is unreadable; a number beyond `u32` is its maximum.
pub fn count<'de, D: Deserializer<'de>>(from: D) -> Result<Option<u32>, D::Error> {
    match from.deserialize_i64(Maybe::<i64>(PhantomData))? {
        None => Ok(None),
        Some(number) if number >= 1 => Ok(Some(u32::try_from(number).unwrap_or(u32::MAX))),
        Some(_) => Err(unreadable()),
    }
}

/// Reads a list of texts, or one text with commas. A blank text is `None`.
pub fn texts<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Vec<String>>, D::Error> {
    from.deserialize_seq(Maybe(PhantomData))
}

/// Reads a time in ISO 8601; `None` if it is blank. In a query or a form, a blank before the offset is a plus sign.
pub fn time<'de, D: Deserializer<'de>>(from: D) -> Result<Option<UnixMillis>, D::Error> {
    let Some(given) = optional_spelled(from)? else { return Ok(None) };
    let text = given.text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    let at_ms = if given.may_lack_plus {
        timestamp::parse_unescaped_ms(text)
    } else {
        timestamp::parse_ms(text)
    };
    at_ms.map(Some).ok_or_else(unreadable)
}

/// Reads a time in seconds since 1970 or in ISO 8601; `None` if it is blank.
pub fn moment<'de, D: Deserializer<'de>>(from: D) -> Result<Option<UnixMillis>, D::Error> {
    let Some(given) = optional_spelled(from)? else { return Ok(None) };
    let text = given.text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    let at_ms = match text.parse::<i64>() {
        Ok(secs) => secs.checked_mul(1_000).map(UnixMillis::new),
        Err(_) if given.may_lack_plus => timestamp::parse_unescaped_ms(text),
        Err(_) => timestamp::parse_ms(text),
    };
    at_ms.map(Some).ok_or_else(unreadable)
}

/// Reads the time that a phone states in a report: `None` for anything unreadable, since a phone repeats a refused
/// report unchanged.
pub fn reported_time<'de, D: Deserializer<'de>>(from: D) -> Result<Option<UnixMillis>, D::Error> {
    let text = Option::<String>::deserialize(from).ok().flatten();
    Ok(timestamp::read_reported_ms(text.as_deref()))
}

/// Reads a required text with its possible loss of plus signs.
pub fn spelled<'de, D: Deserializer<'de>>(from: D) -> Result<Spelled, D::Error> {
    from.deserialize_newtype_struct(SPELLED, SpelledVisitor)
}

/// Reads a required text with its possible loss of plus signs, or a list of texts.
pub fn spelled_list<'de, D: Deserializer<'de>>(from: D) -> Result<SpelledList, D::Error> {
    from.deserialize_newtype_struct(SPELLED_LIST, SpelledListVisitor)
}

/// Reads an optional text with its possible loss of plus signs.
pub fn optional_spelled<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Spelled>, D::Error> {
    struct Given(Spelled);
    impl<'de> Deserialize<'de> for Given {
        fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
            spelled(from).map(Self)
        }
    }
    Ok(Option::<Given>::deserialize(from)?.map(|given| given.0))
}

/// Returns the error of a value with the wrong type.
fn unreadable<E: Error>() -> E {
    E::invalid_type(serde::de::Unexpected::Other("another type"), &"another")
}

/// Visitor of an optional value. The deserializer visits `none` for an absent parameter and for a blank text.
struct Maybe<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for Maybe<T> {
    type Value = Option<T>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a value or none")
    }

    fn visit_none<E: Error>(self) -> Result<Option<T>, E> {
        Ok(None)
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Option<T>, E> {
        T::deserialize(value.into_deserializer()).map(Some)
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Option<T>, E> {
        T::deserialize(value.into_deserializer()).map(Some)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, values: A) -> Result<Option<T>, A::Error> {
        T::deserialize(SeqAccessDeserializer::new(values)).map(Some)
    }
}

/// Visitor of the two texts by which [`spelled`] is answered: the text, and one that is empty if it lacks no plus.
struct SpelledVisitor;

impl<'de> Visitor<'de> for SpelledVisitor {
    type Value = Spelled;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a text")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut both: A) -> Result<Spelled, A::Error> {
        let text = both.next_element()?.unwrap_or_default();
        let mark: String = both.next_element()?.unwrap_or_default();
        Ok(Spelled { text, may_lack_plus: !mark.is_empty() })
    }
}

/// Visitor of the texts by which [`spelled_list`] is answered: a mark, and the text or the list.
struct SpelledListVisitor;

impl<'de> Visitor<'de> for SpelledListVisitor {
    type Value = SpelledList;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a text or a list of texts")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut texts: A) -> Result<SpelledList, A::Error> {
        let mark: String = texts.next_element()?.unwrap_or_default();
        let is_list = mark == LIST_MARK;
        let may_lack_plus = !is_list && !mark.is_empty();
        let mut items = Vec::new();
        while let Some(text) = texts.next_element()? {
            items.push(Spelled { text, may_lack_plus });
        }
        Ok(SpelledList { items, is_list })
    }
}
