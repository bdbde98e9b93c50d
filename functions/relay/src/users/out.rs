//! Answers of the users' pages.

use axum::response::{IntoResponse, Response};
use edge_kit::TimeMs;
use http::{HeaderValue, header};
use relay_crypto::clear_cookie;
use relay_users::RelayUserId;
use serde::Serialize;
use unix_time::UnixMillis;

use crate::{
    answers::Empty,
    error::{RelayError, RelayResult},
};

/// An answer that sets the session's cookie, or deletes it.
pub(crate) struct WithCookie<T = Empty> {
    pub(crate) cookie: HeaderValue,
    pub(crate) answer: T,
}

/// The user to whom the cookie belongs.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct UidOut {
    /// Id of the user.
    #[cfg_attr(feature = "openapi", schemars(with = "String", extend("format" = "uuid")))]
    pub(crate) uid: RelayUserId,
}

/// Answer of `POST /v2/users/{uid}/OTP`.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct SendCodeOut {
    /// Time at which the next code may be requested, in milliseconds since 1970.
    #[cfg_attr(feature = "openapi", schemars(with = "i64"))]
    pub(crate) expires: UnixMillis,
}

/// Answer of `GET /v2/users/{uid}/dashboard`.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct DashboardOut {
    pub(crate) created_at: TimeMs,
    pub(crate) updated_at: TimeMs,
}

impl WithCookie {
    pub(crate) fn set(cookie: HeaderValue) -> Self {
        Self { cookie, answer: Empty }
    }

    /// Returns the answer that ends the session.
    pub(crate) fn cleared() -> RelayResult<Self> {
        let cookie = HeaderValue::try_from(clear_cookie());
        cookie.map(Self::set).map_err(|_| RelayError::unavailable())
    }
}

impl<T: IntoResponse> IntoResponse for WithCookie<T> {
    fn into_response(self) -> Response {
        ([(header::SET_COOKIE, self.cookie)], self.answer).into_response()
    }
}

#[cfg(feature = "openapi")]
impl<T: edge_kit::openapi::Answer> edge_kit::openapi::Answer for WithCookie<T> {
    fn describe(answers: &mut edge_kit::openapi::Answers<'_>) {
        T::describe(answers);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_have_the_members_of_the_original() {
        let text = |json: Result<String, _>| json.unwrap();
        let uid = RelayUserId::from_text("u".to_owned());
        assert_eq!(text(serde_json::to_string(&UidOut { uid })), r#"{"uid":"u"}"#);
        let at = UnixMillis::new(1_700_000_000_123);
        let sent = SendCodeOut { expires: at };
        assert_eq!(text(serde_json::to_string(&sent)), r#"{"expires":1700000000123}"#);
        let dashboard = DashboardOut { created_at: TimeMs(at), updated_at: TimeMs(at) };
        assert_eq!(
            text(serde_json::to_string(&dashboard)),
            r#"{"createdAt":"2023-11-14T22:13:20.123Z","updatedAt":"2023-11-14T22:13:20.123Z"}"#
        );
    }
}
