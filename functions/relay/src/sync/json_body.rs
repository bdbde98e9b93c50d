//! A request's JSON, read as leniently as by the original.

use std::marker::PhantomData;

use axum::extract::{FromRequest, Request};
use edge_kit::{
    ErrorCode, TrailingSlash, body,
    route_table::{Argument, Described},
};
use lenient_input::Garbage;
use relay_crypto::parse_lenient;
use serde_json::{Map, Value};

use super::responses::bad_request;
use crate::{
    error::{RelayError, RelayResult},
    route_table::Access,
};

/// Longest body. A key in PEM and a password in base64 are far shorter. A longer body is not read, and counts as bad
/// JSON.
const MAX_BODY_BYTES: usize = 65_536;

/// The body, regardless of its content type, with the members of `T`.
pub(crate) struct JsonBody<T> {
    /// `None` if it is not JSON.
    members: Option<Map<String, Value>>,
    /// Whether the path ended in a slash, as in the one-step handshake.
    pub(crate) has_slash: bool,
    input: PhantomData<fn() -> T>,
}

/// The members that a route reads.
pub(crate) trait SyncIn: Sized {
    /// Reads the members, or fails with 400 if one is missing.
    fn read(members: JsonMembers<'_>) -> RelayResult<Self>;
}

impl<T: SyncIn> JsonBody<T> {
    /// Returns the input; 400 with this code and the text `not_json`, which depend on the route, if the body is not
    /// JSON. A handler counts the request first.
    pub(crate) fn input(&self, code: ErrorCode, not_json: &'static str) -> RelayResult<T> {
        T::read(self.members().ok_or_else(|| bad_request(code, not_json))?)
    }
}

impl<T> JsonBody<T> {
    /// Returns the members, none if the JSON is not an object; `None` if the body is not JSON.
    fn members(&self) -> Option<JsonMembers<'_>> {
        self.members.as_ref().map(JsonMembers)
    }

    fn read(bytes: &[u8], has_slash: bool) -> Self {
        let members = parse_lenient(bytes, Garbage::Refused).ok().map(|value: Value| match value {
            Value::Object(members) => members,
            _ => Map::new(),
        });
        Self { members, has_slash, input: PhantomData }
    }
}

/// The members of a JSON object.
#[derive(Clone, Copy)]
pub(crate) struct JsonMembers<'a>(&'a Map<String, Value>);

impl<'a> JsonMembers<'a> {
    /// Returns a nonempty text.
    pub(crate) fn text(self, name: &str) -> Option<&'a str> {
        self.0.get(name).and_then(Value::as_str).filter(|text| !text.is_empty())
    }

    pub(crate) fn has(self, name: &str) -> bool {
        self.0.contains_key(name)
    }
}

impl<T: Described> Argument<Access> for JsonBody<T> {
    const MAX_BODY_BYTES: Option<usize> = Some(MAX_BODY_BYTES);

    #[cfg(feature = "openapi")]
    fn describe(request: &mut edge_kit::openapi::RequestShape<'_>) {
        request.body::<T>("application/json");
    }
}

impl<T, S: Send + Sync> FromRequest<S> for JsonBody<T> {
    type Rejection = RelayError;

    async fn from_request(request: Request, _state: &S) -> Result<Self, RelayError> {
        let has_slash = request.extensions().get::<TrailingSlash>().is_some();
        // As in the original, an unreadable body gets the route's own answer to bad JSON.
        Ok(match body::read(request, MAX_BODY_BYTES).await {
            Ok((_, bytes)) => Self::read(&bytes, has_slash),
            Err(_) => Self { members: None, has_slash, input: PhantomData },
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pem_with_raw_line_ends_is_read() {
        let body = JsonBody::<()>::read(b"{\"public_key\":\"-----BEGIN\r\nx\n\"}", false);
        let members = body.members().unwrap();
        assert_eq!(members.text("public_key"), Some("-----BEGIN\r\nx\n"));
    }

    #[test]
    fn non_texts_are_missing_and_non_objects_have_no_members() {
        let body = JsonBody::<()>::read(br#"{"a":1,"b":"","c":null,"d":["x"]}"#, false);
        let members = body.members().unwrap();
        assert!(["a", "b", "c", "d", "e"].iter().all(|name| members.text(name).is_none()));
        assert!(members.has("c") && !members.has("e"));
        for json in ["[]", "null", "\"password\"", "7"] {
            let body = JsonBody::<()>::read(json.as_bytes(), false);
            assert!(!body.members().unwrap().has("password"), "{json}");
        }
        for broken in [&b""[..], b"{", b"password=x", b"{\"a\":\"\xff\"}"] {
            assert!(JsonBody::<()>::read(broken, false).members().is_none());
        }
    }
}
