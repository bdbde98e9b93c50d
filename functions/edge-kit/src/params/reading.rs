//! Reading of parameters into a struct: one lenient deserializer, under which a request's type only names its members.
//!
//! Members are read in the order of the struct's fields, and the first fault ends the reading, so that a request with
//! several faults is always refused for the same one. Every field is visited, absent ones too: an `Option` becomes
//! `None`, and anything else is [`ParameterFault::Missing`]. The functions of [`read`](crate::params::read) are given
//! as `#[serde(deserialize_with = …)]` where a blank text counts as absent or a value has bounds.

use std::fmt;

use serde::{
    Deserializer,
    de::{
        self, DeserializeOwned, DeserializeSeed, IntoDeserializer, MapAccess, Visitor,
        value::{MapDeserializer, SeqDeserializer, StrDeserializer},
    },
    forward_to_deserialize_any,
};
use serde_json::Value;

use super::Params;

/// Name by which [`read::spelled`](crate::params::read::spelled) asks for a text and whether it may lack a plus sign.
pub(super) const SPELLED: &str = "$wireroom::Spelled";

/// A parameter that cannot be accepted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ParameterFault {
    /// It is required and absent.
    Missing { name: &'static str },
    /// It has another type than the one that is read.
    Unreadable { name: &'static str },
    /// It has the right type and an unacceptable value. The reason continues a sentence that begins with the name.
    Refused { name: &'static str, reason: String },
}

impl Params {
    /// Reads the parameters into a struct. Parameters that it does not name are ignored.
    ///
    /// # Errors
    /// The fault of the first field, in the order of the struct, that cannot be accepted.
    pub fn read<T: DeserializeOwned>(&self) -> Result<T, ParameterFault> {
        T::deserialize(ParamsDeserializer(self))
    }
}

impl ParameterFault {
    /// Returns the fault with the name of the parameter, which is unknown where a value is read.
    fn of(self, name: &'static str) -> Self {
        match self {
            Self::Missing { .. } => Self::Missing { name },
            Self::Unreadable { .. } => Self::Unreadable { name },
            Self::Refused { reason, .. } => Self::Refused { name, reason },
        }
    }

    const MISSING: Self = Self::Missing { name: "" };
    const UNREADABLE: Self = Self::Unreadable { name: "" };
}

impl fmt::Display for ParameterFault {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing { name } => write!(formatter, "{name} is missing"),
            Self::Unreadable { name } => write!(formatter, "{name} has another type"),
            Self::Refused { name, reason } => write!(formatter, "{name} {reason}"),
        }
    }
}

impl std::error::Error for ParameterFault {}

impl de::Error for ParameterFault {
    fn custom<T: fmt::Display>(reason: T) -> Self {
        Self::Refused { name: "", reason: reason.to_string() }
    }

    fn invalid_type(_: de::Unexpected<'_>, _: &dyn de::Expected) -> Self {
        Self::UNREADABLE
    }

    fn invalid_value(_: de::Unexpected<'_>, _: &dyn de::Expected) -> Self {
        Self::UNREADABLE
    }
}

/// Name by which [`read::spelled_list`](crate::params::read::spelled_list) asks for a text or a list of texts.
pub(super) const SPELLED_LIST: &str = "$wireroom::SpelledList";
/// First text of a list that [`SPELLED_LIST`] is answered with; for a single text it is the mark of [`SPELLED`].
pub(super) const LIST_MARK: &str = "list";

struct ParamsDeserializer<'p>(&'p Params);

impl<'de> Deserializer<'de> for ParamsDeserializer<'_> {
    type Error = ParameterFault;

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, ParameterFault> {
        visitor.visit_map(Fields { params: self.0, left: fields.iter(), current: "" })
    }

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ParameterFault> {
        visitor.visit_unit()
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 u8 u16 u32 u64 f32 f64 char str string bytes byte_buf option unit unit_struct
        newtype_struct seq tuple tuple_struct map enum identifier ignored_any
    }
}

/// The fields of a struct in their order, each with the parameter of its name or none.
struct Fields<'p> {
    params: &'p Params,
    left: std::slice::Iter<'static, &'static str>,
    current: &'static str,
}

impl<'de> MapAccess<'de> for Fields<'_> {
    type Error = ParameterFault;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, ParameterFault> {
        let Some(name) = self.left.next() else { return Ok(None) };
        self.current = name;
        let name: StrDeserializer<'_, ParameterFault> = name.into_deserializer();
        seed.deserialize(name).map(Some)
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(
        &mut self,
        seed: S,
    ) -> Result<S::Value, ParameterFault> {
        let name = self.current;
        let read = seed.deserialize(ParameterDeserializer { params: self.params, name });
        read.map_err(|fault| match fault {
            ParameterFault::Unreadable { .. } if !self.params.has(name) => {
                ParameterFault::Missing { name }
            }
            fault => fault.of(name),
        })
    }
}

/// One parameter, which may be absent.
struct ParameterDeserializer<'p> {
    params: &'p Params,
    name: &'static str,
}

impl ParameterDeserializer<'_> {
    fn text(&self) -> Result<String, ParameterFault> {
        let text = self.params.text(self.name).map_err(|_| ParameterFault::UNREADABLE)?;
        text.ok_or(ParameterFault::MISSING)
    }
}

/// Visits a value, or `none` if the parameter is absent or a blank text.
fn visit<'de, T, V: Visitor<'de>>(
    read: Result<Option<T>, super::WrongType>,
    visitor: V,
    visit: impl FnOnce(V, T) -> Result<V::Value, ParameterFault>,
) -> Result<V::Value, ParameterFault> {
    match read.map_err(|_| ParameterFault::UNREADABLE)? {
        Some(value) => visit(visitor, value),
        None => visitor.visit_none(),
    }
}

impl<'de> Deserializer<'de> for ParameterDeserializer<'_> {
    type Error = ParameterFault;

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ParameterFault> {
        if self.params.has(self.name) { visitor.visit_some(self) } else { visitor.visit_none() }
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ParameterFault> {
        visitor.visit_string(self.text()?)
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ParameterFault> {
        self.deserialize_str(visitor)
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ParameterFault> {
        let read = self.params.boolean(self.name);
        visit(read, visitor, V::visit_bool)
    }

    fn deserialize_i64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ParameterFault> {
        let read = self.params.integer(self.name);
        visit(read, visitor, V::visit_i64)
    }

    /// Visits a list of texts or numbers, or one text with commas.
    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ParameterFault> {
        let read = self.params.texts(self.name);
        visit(read, visitor, |visitor, texts| {
            visitor.visit_seq(SeqDeserializer::new(texts.into_iter()))
        })
    }

    /// Visits an object as it was sent.
    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ParameterFault> {
        let read = self.params.object(self.name);
        visit(read, visitor, |visitor, object| {
            let members = object.iter().map(|(name, value)| (name.as_str(), Sent(value)));
            visitor.visit_map(MapDeserializer::new(members))
        })
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        visitor: V,
    ) -> Result<V::Value, ParameterFault> {
        if name == SPELLED_LIST && self.params.is_list(self.name) {
            let texts = self.params.texts(self.name).map_err(|_| ParameterFault::UNREADABLE)?;
            let marked = std::iter::once(LIST_MARK.to_owned()).chain(texts.unwrap_or_default());
            return visitor.visit_seq(SeqDeserializer::new(marked));
        }
        if name == SPELLED_LIST {
            let text = self.text()?;
            let mark = if self.params.may_lack_plus(self.name) { "1" } else { "" };
            return visitor.visit_seq(SeqDeserializer::new([mark.to_owned(), text].into_iter()));
        }
        if name == SPELLED {
            let text = self.text()?;
            let mark = if self.params.may_lack_plus(self.name) { "1" } else { "" };
            let both = [text, mark.to_owned()];
            return visitor.visit_seq(SeqDeserializer::new(both.into_iter()));
        }
        visitor.visit_newtype_struct(self)
    }

    /// Visits the value as it was sent, for readers that take several types.
    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ParameterFault> {
        match self.params.0.get(self.name) {
            None | Some(Value::Null) => Err(ParameterFault::MISSING),
            Some(value) => Sent(value).deserialize_any(visitor),
        }
    }

    forward_to_deserialize_any! {
        i8 i16 i32 u8 u16 u32 u64 f32 f64 char bytes byte_buf unit unit_struct
        tuple tuple_struct struct enum identifier ignored_any
    }
}

/// A JSON value as it was sent, without leniency.
struct Sent<'v>(&'v Value);

impl<'de> Deserializer<'de> for Sent<'_> {
    type Error = ParameterFault;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ParameterFault> {
        self.0.clone().deserialize_any(visitor).map_err(|_| ParameterFault::UNREADABLE)
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 u8 u16 u32 u64 f32 f64 char str string bytes byte_buf option unit unit_struct
        newtype_struct seq tuple tuple_struct map struct enum identifier ignored_any
    }
}

impl IntoDeserializer<'_, ParameterFault> for Sent<'_> {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

#[cfg(test)]
mod tests;
