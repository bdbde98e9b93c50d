//! Fields of a request: a JSON object, or a form as browsers send it.

use axum::extract::{FromRequest, Request};
use edge_kit::{ErrorCode, body, parse_urlencoded};
use http::{HeaderMap, StatusCode, header};
use identity::password::Password;
use lenient_input::Garbage;
use relay_users::PasswordFault;
use serde_json::{Map, Value};
use telephony::with_lost_plus;

use crate::error::{RelayError, RelayResult};

pub(super) const MAX_BODY_BYTES: usize = 65_536;

/// The fields that a route reads.
pub(crate) struct Body<T>(pub(crate) T);

/// Parameters that a route reads from the fields.
pub(crate) trait UserIn: Sized {
    /// Reads the fields, or fails with 400 if one is missing.
    fn read(fields: &Fields) -> RelayResult<Self>;
}

/// The fields; empty if the body is neither.
pub(crate) struct Fields {
    members: Map<String, Value>,
    /// Whether they came in a form, which decodes an unescaped plus sign to a space.
    may_lack_plus: bool,
}

impl Fields {
    /// Returns a text, or a number as text; a blank value counts as missing.
    pub(crate) fn text(&self, name: &str) -> Option<String> {
        let text = match self.members.get(name)? {
            Value::String(text) => text.clone(),
            Value::Number(number) => number.to_string(),
            _ => return None,
        };
        (!text.trim().is_empty()).then_some(text)
    }

    /// Returns a required text; 400 if it is missing.
    pub(crate) fn required(&self, name: &str) -> RelayResult<String> {
        self.text(name).ok_or_else(|| missing(name))
    }

    /// Returns a phone number's text, restoring a plus sign that a form decoded to a space. 400 if it is missing.
    pub(crate) fn number(&self, name: &str) -> RelayResult<String> {
        let text = self.required(name)?;
        let restored = with_lost_plus(&text).filter(|_| self.may_lack_plus);
        Ok(restored.unwrap_or(text))
    }

    /// Returns a password exactly as typed. 400 if it is missing.
    pub(crate) fn password(&self, name: &str) -> RelayResult<Password> {
        match self.members.get(name) {
            Some(Value::String(text)) if !text.is_empty() => Ok(Password::new(text.clone())),
            _ => Err(missing(name)),
        }
    }

    fn read(headers: &HeaderMap, bytes: &[u8]) -> Self {
        let media_type = headers.get(header::CONTENT_TYPE).and_then(|it| it.to_str().ok());
        let media_type = media_type.unwrap_or_default();
        let is_form =
            media_type.trim().to_ascii_lowercase().starts_with("application/x-www-form-urlencoded");
        let form = if is_form {
            Some(parse_urlencoded(bytes).unwrap_or_default())
        } else {
            lenient_input::boundary(media_type).map(|boundary| {
                let fields = lenient_input::multipart(&boundary, bytes, Garbage::Refused);
                fields.unwrap_or_default()
            })
        };
        if let Some(pairs) = form {
            let text = |(name, value)| (name, Value::String(value));
            let members = pairs.into_iter().map(text).collect();
            return Self { members, may_lack_plus: is_form };
        }
        let members = match lenient_input::value(bytes, Garbage::Refused) {
            Ok(Value::Object(fields)) => fields,
            _ => Map::new(),
        };
        Self { members, may_lack_plus: false }
    }
}

/// 400: a field is missing or wrong.
pub(crate) fn bad(code: ErrorCode, text: &str) -> RelayError {
    RelayError::text(code, StatusCode::BAD_REQUEST, text)
}

/// 400: the path is not UTF-8.
pub(crate) fn bad_path() -> RelayError {
    bad(ErrorCode::MalformedRequest, "bad path")
}

/// 400: a field is missing or blank.
pub(crate) fn missing(name: &str) -> RelayError {
    bad(ErrorCode::MissingParameter, &format!("missing {name}"))
}

/// 400: a new password is not acceptable.
pub(crate) fn unacceptable(fault: PasswordFault) -> RelayError {
    bad(ErrorCode::InvalidParameter, &fault.to_string())
}

impl<T: UserIn, S: Send + Sync> FromRequest<S> for Body<T> {
    type Rejection = RelayError;

    async fn from_request(request: Request, _state: &S) -> Result<Self, RelayError> {
        let too_large = |_| {
            let status = StatusCode::PAYLOAD_TOO_LARGE;
            RelayError::text(ErrorCode::BodyTooLarge, status, "body too large")
        };
        let (parts, bytes) = body::read(request, MAX_BODY_BYTES).await.map_err(too_large)?;
        T::read(&Fields::read(&parts.headers, &bytes)).map(Self)
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
    fn fields_are_read_from_json_of_any_content_type_or_from_a_form() {
        for fields in [
            fields("application/json", r#"{"a":"x","n":237,"password":" p "}"#),
            fields("text/plain", r#"{"a":"x","n":237,"password":" p "}"#),
            fields("application/x-www-form-urlencoded; charset=utf-8", "a=x&n=237&password=+p+"),
            fields(
                "multipart/form-data; boundary=b",
                "--b\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nx\r\n\
                 --b\r\nContent-Disposition: form-data; name=\"n\"\r\n\r\n237\r\n\
                 --b\r\nContent-Disposition: form-data; name=\"password\"\r\n\r\n p \r\n--b--",
            ),
        ] {
            assert_eq!(fields.text("a").as_deref(), Some("x"));
            assert_eq!(fields.text("n").as_deref(), Some("237"));
            assert_eq!(fields.password("password").unwrap().expose(), " p ");
        }
    }

    #[test]
    fn plus_sign_lost_in_a_form_is_restored() {
        let form = "application/x-www-form-urlencoded";
        let number = |fields: Fields| fields.number("a").unwrap();
        assert_eq!(number(fields(form, "a=+237+679466332")), "+237 679466332");
        assert_eq!(number(fields(form, "a=%2B237")), "+237");
        assert_eq!(number(fields("application/json", r#"{"a":" 679"}"#)), " 679");
    }

    #[test]
    fn blank_and_non_text_values_are_missing() {
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
