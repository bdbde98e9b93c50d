//! Successful answers whose status and content type their Rust type states, so that the document of the API can name
//! them. A failure is the face's own error type.

use axum::{
    Json,
    response::{IntoResponse, Response},
};
use http::StatusCode;
use runtime::timestamp;
use serde::{Serialize, Serializer};
use unix_time::UnixMillis;

/// 201 with a JSON body.
#[derive(Debug, Clone)]
pub struct Created<T>(pub T);

/// 202 with a JSON body.
#[derive(Debug, Clone)]
pub struct Accepted<T>(pub T);

/// 204.
#[derive(Debug, Clone, Copy)]
pub struct NoContent;

/// Confirmation of a change.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct SuccessOut {
    /// Always `true`.
    success: bool,
}

/// A point in time with whole seconds, in UTC: `2025-10-19T10:30:00Z`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TimeSecs(pub UnixMillis);

/// A point in time with milliseconds, in UTC: `2025-10-19T10:30:00.123Z`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TimeMs(pub UnixMillis);

impl SuccessOut {
    pub const DONE: Self = Self { success: true };
}

impl<T: Serialize> IntoResponse for Created<T> {
    fn into_response(self) -> Response {
        (StatusCode::CREATED, Json(self.0)).into_response()
    }
}

impl<T: Serialize> IntoResponse for Accepted<T> {
    fn into_response(self) -> Response {
        (StatusCode::ACCEPTED, Json(self.0)).into_response()
    }
}

impl IntoResponse for NoContent {
    fn into_response(self) -> Response {
        StatusCode::NO_CONTENT.into_response()
    }
}

impl Serialize for TimeSecs {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&timestamp::format_secs(self.0))
    }
}

impl Serialize for TimeMs {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&timestamp::format_ms(self.0))
    }
}

#[cfg(feature = "openapi")]
mod described {
    use std::borrow::Cow;

    use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

    use super::{TimeMs, TimeSecs};

    impl JsonSchema for TimeSecs {
        fn inline_schema() -> bool {
            true
        }

        fn schema_name() -> Cow<'static, str> {
            "TimeSecs".into()
        }

        fn json_schema(_: &mut SchemaGenerator) -> Schema {
            json_schema!({ "type": "string", "format": "date-time", "examples": ["2025-10-19T10:30:00Z"] })
        }
    }

    impl JsonSchema for TimeMs {
        fn inline_schema() -> bool {
            true
        }

        fn schema_name() -> Cow<'static, str> {
            "TimeMs".into()
        }

        fn json_schema(_: &mut SchemaGenerator) -> Schema {
            json_schema!({ "type": "string", "format": "date-time", "examples": ["2025-10-19T10:30:00.123Z"] })
        }
    }
}
