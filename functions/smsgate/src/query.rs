//! A request's query parameters (contract 1.2): an unparsable value is `failed to parse query: …`, an unacceptable
//! one `failed to validate: …`.

use std::{collections::BTreeMap, marker::PhantomData};

use axum::extract::FromRequestParts;
use edge_kit::parse_query;
use http::request::Parts;
use runtime::timestamp;
use unix_time::UnixMillis;

use crate::error::{ApiError, ApiResult};

/// The parameters by name; the last one of duplicates. A parameter without a value is not a valid value of its type,
/// as in the original. `T` is the struct of the parameters that the route takes.
#[derive(Debug)]
pub(crate) struct Query<T = ()>(BTreeMap<String, String>, PhantomData<fn() -> T>);

/// Parameters of a route.
pub(crate) trait ReadQuery: Sized {
    /// Reads the parameters. The first fault in the order of the reads ends the request.
    fn read(query: &Query<Self>) -> ApiResult<Self>;
}

impl<T: ReadQuery> Query<T> {
    /// Reads the parameters, which is left to the handler because a fault of the body comes first.
    pub(crate) fn read(&self) -> ApiResult<T> {
        T::read(self)
    }
}

impl<T> Query<T> {
    /// Returns a text; `None` for an empty value.
    pub(crate) fn text(&self, name: &str) -> Option<&str> {
        self.given(name).filter(|text| !text.is_empty())
    }

    /// Returns a text that must not be empty if it is given.
    pub(crate) fn filled_text(&self, name: &str) -> ApiResult<Option<&str>> {
        match self.given(name) {
            Some("") => Err(unparsable(name, "empty")),
            text => Ok(text),
        }
    }

    /// Returns an integer within bounds.
    pub(crate) fn integer(&self, name: &str, least: i64, most: i64) -> ApiResult<Option<i64>> {
        let Some(text) = self.given(name) else { return Ok(None) };
        let number = text.parse::<i64>();
        let number = number.map_err(|_| unparsable(name, "not a whole number"))?;
        if !(least..=most).contains(&number) {
            return Err(ApiError::invalid(&format!("{name} must be from {least} to {most}")));
        }
        Ok(Some(number))
    }

    /// Returns a boolean, in Go's spellings.
    pub(crate) fn boolean(&self, name: &str) -> ApiResult<Option<bool>> {
        match self.given(name) {
            None => Ok(None),
            Some("1" | "t" | "T" | "true" | "TRUE" | "True" | "on") => Ok(Some(true)),
            Some("0" | "f" | "F" | "false" | "FALSE" | "False" | "off") => Ok(Some(false)),
            Some(_) => Err(unparsable(name, "neither true nor false")),
        }
    }

    /// Parses an RFC 3339 time. A plus that was not encoded arrives as a space.
    pub(crate) fn time_ms(&self, name: &str) -> ApiResult<Option<UnixMillis>> {
        let Some(text) = self.given(name) else { return Ok(None) };
        let at_ms = timestamp::parse_ms(&text.trim().replace(' ', "+"));
        at_ms.map(Some).ok_or_else(|| unparsable(name, "not a time"))
    }

    /// Returns one of a set of words.
    pub(crate) fn word<'a>(&'a self, name: &str, words: &[&str]) -> ApiResult<Option<&'a str>> {
        let Some(text) = self.given(name) else { return Ok(None) };
        if words.contains(&text) {
            Ok(Some(text))
        } else {
            Err(ApiError::invalid(&format!("{name} must be one of {}", words.join(", "))))
        }
    }

    fn given(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }
}

fn unparsable(name: &str, cause: &str) -> ApiError {
    ApiError::unparsable_query(&format!("{name} is {cause}"))
}

impl<T, S: Send + Sync> FromRequestParts<S> for Query<T> {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> ApiResult<Self> {
        let pairs = parse_query(&parts.uri);
        let pairs = pairs.map_err(|_| ApiError::malformed_query())?;
        Ok(Self(pairs.into_iter().collect(), PhantomData))
    }
}

#[cfg(test)]
mod tests {
    use edge_kit::parse_urlencoded;

    use super::*;

    fn query(text: &str) -> Query {
        Query(parse_urlencoded(text.as_bytes()).unwrap().into_iter().collect(), PhantomData)
    }

    #[test]
    fn what_is_given_is_read() {
        let query = query("limit=5&all=T&from=2026-01-01T00:00:00+02:00&order=lifo");
        assert_eq!(query.integer("limit", 1, 100), Ok(Some(5)));
        assert_eq!(query.integer("offset", 0, 100), Ok(None));
        assert_eq!(query.boolean("all"), Ok(Some(true)));
        assert_eq!(query.time_ms("from"), Ok(Some(UnixMillis::new(1_767_218_400_000))));
        assert_eq!(query.word("order", &["lifo", "fifo"]), Ok(Some("lifo")));
    }

    #[test]
    fn a_parameter_without_a_value_is_none_of_its_type_and_absent_as_a_text_alone() {
        let query = query("limit=&all=&from&order=&deviceId=");
        assert!(query.integer("limit", 0, 9).is_err() && query.boolean("all").is_err());
        assert!(query.time_ms("from").is_err() && query.word("order", &["a"]).is_err());
        let empty = Err(ApiError::unparsable_query("deviceId is empty"));
        assert_eq!(query.filled_text("deviceId"), empty);
        assert_eq!(query.text("deviceId"), None);
        assert_eq!(query.filled_text("type"), Ok(None));
    }

    #[test]
    fn what_cannot_be_read_is_told_from_what_is_not_acceptable() {
        let query = query("limit=x&offset=-1&all=maybe&from=today&order=up");
        let parse = |it: ApiResult<()>| {
            it == Err(ApiError::unparsable_query("limit is not a whole number"))
        };
        assert!(parse(query.integer("limit", 1, 100).map(drop)));
        let outside = ApiError::invalid("offset must be from 0 to 9");
        assert_eq!(query.integer("offset", 0, 9), Err(outside));
        assert!(query.boolean("all").is_err() && query.time_ms("from").is_err());
        assert_eq!(
            query.word("order", &["a", "b"]),
            Err(ApiError::invalid("order must be one of a, b"))
        );
    }
}
