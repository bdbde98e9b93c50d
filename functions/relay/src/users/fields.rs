//! A request's fields: a JSON object, or a form, as browsers send it.

use axum::extract::{FromRequest, Request};
use edge_kit::{body, parse_urlencoded};
use http::{HeaderMap, StatusCode, header};
use identity::password::Password;
use serde_json::{Map, Value};

use crate::error::{RelayError, RelayResult};

pub(super) const MAX_BODY_BYTES: usize = 65_536;

/// The fields. A body that is neither has none.
pub(crate) struct Fields(Map<String, Value>);

impl Fields {
    /// A text, or a number as a text; what is blank is not there.
    pub(crate) fn text(&self, name: &str) -> Option<String> {
        let text = match self.0.get(name)? {
            Value::String(text) => text.clone(),
            Value::Number(number) => number.to_string(),
            _ => return None,
        };
        (!text.trim().is_empty()).then_some(text)
    }

    /// 400 where it is not there.
    pub(crate) fn required(&self, name: &str) -> RelayResult<String> {
        self.text(name).ok_or_else(|| bad(&format!("missing {name}")))
    }

    /// As it was typed. 400 where it is not there.
    pub(crate) fn password(&self, name: &str) -> RelayResult<Password> {
        match self.0.get(name) {
            Some(Value::String(text)) if !text.is_empty() => Ok(Password::new(text.clone())),
            _ => Err(bad(&format!("missing {name}"))),
        }
    }

    fn read(headers: &HeaderMap, bytes: &[u8]) -> Self {
        let media_type = headers.get(header::CONTENT_TYPE).and_then(|it| it.to_str().ok());
        let is_form = media_type.is_some_and(|it| {
            it.trim().to_ascii_lowercase().starts_with("application/x-www-form-urlencoded")
        });
        if is_form {
            let pairs = parse_urlencoded(bytes).unwrap_or_default();
            let text = |(name, value)| (name, Value::String(value));
            return Self(pairs.into_iter().map(text).collect());
        }
        match serde_json::from_slice(bytes) {
            Ok(Value::Object(fields)) => Self(fields),
            _ => Self(Map::new()),
        }
    }
}

/// 400: a field is missing or wrong.
pub(crate) fn bad(text: &str) -> RelayError {
    RelayError::text(StatusCode::BAD_REQUEST, text)
}

impl<S: Send + Sync> FromRequest<S> for Fields {
    type Rejection = RelayError;

    async fn from_request(request: Request, _state: &S) -> Result<Self, RelayError> {
        let too_large = |_| RelayError::text(StatusCode::PAYLOAD_TOO_LARGE, "body too large");
        let (parts, bytes) = body::read(request, MAX_BODY_BYTES).await.map_err(too_large)?;
        Ok(Self::read(&parts.headers, &bytes))
    }
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    fn fields(content_type: &'static str, body: &str) -> Fields {
        let mut headers = HeaderMap::new();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type));
        Fields::read(&headers, body.as_bytes())
    }

    #[test]
    fn fields_come_as_json_whatever_the_type_says_or_as_a_form() {
        for fields in [
            fields("application/json", r#"{"a":"x","n":237,"password":" p "}"#),
            fields("text/plain", r#"{"a":"x","n":237,"password":" p "}"#),
            fields("application/x-www-form-urlencoded; charset=utf-8", "a=x&n=237&password=+p+"),
        ] {
            assert_eq!(fields.text("a").as_deref(), Some("x"));
            assert_eq!(fields.text("n").as_deref(), Some("237"));
            assert_eq!(fields.password("password").unwrap().expose(), " p ");
        }
    }

    #[test]
    fn what_is_blank_or_something_else_is_not_there() {
        let fields =
            fields("application/json", r#"{"a":"","b":" ","c":null,"d":["x"],"e":{},"f":true}"#);
        for name in ["a", "b", "c", "d", "e", "f", "absent"] {
            assert!(fields.required(name).is_err(), "{name}");
        }
        let fields = self::fields("application/json", r#"{"password":12345678,"empty":""}"#);
        assert!(fields.password("password").is_err() && fields.password("empty").is_err());
        for body in ["", "[]", "{", "null", "\u{0}"] {
            assert!(self::fields("application/json", body).required("a").is_err(), "{body:?}");
        }
    }
}
