//! Requests of phones.

use edge_kit::params::{
    WrongType,
    read::{self, Spelled},
};
use messaging::GatewayKind;
use serde::{Deserialize, Deserializer, de::Error};
use serde_json::{Map, Value};
use unix_time::UnixMillis;

/// Body of `POST /api/v1/gateway/register`.
#[derive(Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct RegisterIn {
    /// Id that the phone gives itself, unique in the account. Spaces around it are dropped.
    #[serde(deserialize_with = "valid_text")]
    #[cfg_attr(
        feature = "openapi",
        schemars(length(min = 1, max = 255), example = "android-3f2a")
    )]
    pub(crate) device_id: String,
    /// Label under which the gateway is listed. Spaces around it are dropped.
    #[serde(deserialize_with = "valid_text")]
    #[cfg_attr(feature = "openapi", schemars(length(min = 1, max = 255)))]
    pub(crate) name: String,
    /// Facts about the phone, such as its model, at most 8,192 bytes of JSON, or 1,024 if the gateway has to await
    /// approval. Anything but an object counts as absent.
    #[serde(deserialize_with = "object")]
    #[cfg_attr(feature = "openapi", schemars(with = "Option<Map<String, Value>>"))]
    pub(crate) device_info: Map<String, Value>,
    /// `test` for a gateway that is to get only messages to test numbers and messages that name it.
    #[serde(deserialize_with = "kind")]
    #[cfg_attr(
        feature = "openapi",
        schemars(
            with = "Option<String>",
            extend("enum" = ["ordinary", "test", null], "default" = "ordinary")
        )
    )]
    pub(crate) kind: Option<GatewayKind>,
}

/// Body of `POST /api/v1/gateway/heartbeat`.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct HeartbeatIn {
    /// `offline` if the phone is about to disconnect.
    // A gateway that awaits approval is answered whatever it states.
    #[serde(deserialize_with = "read::unchecked_text")]
    #[cfg_attr(
        feature = "openapi",
        schemars(
            with = "Option<String>",
            extend("enum" = ["online", "offline", null], "default" = "online")
        )
    )]
    pub(crate) status: Result<Option<String>, WrongType>,
    /// Charge of the battery in percent. An unusable value counts as absent.
    #[serde(deserialize_with = "read::usable_integer::<_, 0, 100, _>")]
    #[cfg_attr(feature = "openapi", schemars(range(min = 0, max = 100)))]
    pub(crate) battery_level: Option<u8>,
    /// Strength of the mobile signal in bars. An unusable value counts as absent.
    #[serde(deserialize_with = "read::usable_integer::<_, 0, 5, _>")]
    #[cfg_attr(feature = "openapi", schemars(range(min = 0, max = 5)))]
    pub(crate) signal_strength: Option<u8>,
    /// Messages that the phone has not sent yet. An unusable value counts as absent.
    #[serde(deserialize_with = "read::usable_integer::<_, 0, { u32::MAX as i64 }, _>")]
    #[cfg_attr(feature = "openapi", schemars(range(min = 0, max = 4_294_967_295_u32)))]
    pub(crate) messages_in_queue: Option<u32>,
}

/// Body of `POST /api/v1/gateway/sms/received`.
#[derive(Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct ReportReceivedIn {
    /// Phone number, short code or name from which the SMS came.
    #[serde(deserialize_with = "read::spelled")]
    #[cfg_attr(
        feature = "openapi",
        schemars(with = "String", length(min = 1, max = 64), example = "+12025550123")
    )]
    pub(crate) sender: Spelled,
    /// Text of the SMS, which is kept as it is.
    #[cfg_attr(feature = "openapi", schemars(length(min = 1, max = 65_535)))]
    pub(crate) message: String,
    /// Time at which the phone received the SMS. An unreadable one, and one more than a day ahead, counts as absent.
    #[serde(deserialize_with = "read::reported_time")]
    #[cfg_attr(feature = "openapi", schemars(with = "Option<edge_kit::TimeSecs>"))]
    pub(crate) timestamp: Option<UnixMillis>,
}

/// Body of `POST /api/v1/gateway/sms/status`.
#[derive(Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct ReportStatusIn {
    /// Id under which the gateway was given the message.
    #[cfg_attr(feature = "openapi", schemars(example = &"msg_5f0c1d2e3b4a59687786950a1b2c3d00"))]
    pub(crate) message_id: String,
    /// State that the message has reached.
    #[cfg_attr(feature = "openapi", schemars(extend("enum" = ["sent", "delivered", "failed"])))]
    pub(crate) status: String,
    /// Cause of a failure, of which the first 500 characters are kept. Ignored with another status.
    #[serde(deserialize_with = "read::unchecked_text")]
    #[cfg_attr(feature = "openapi", schemars(with = "Option<String>"))]
    pub(crate) error_message: Result<Option<String>, WrongType>,
}

/// Reads a text without the spaces around it; an absent one is empty. Another type is refused with "is invalid".
fn valid_text<'de, D: Deserializer<'de>>(from: D) -> Result<String, D::Error> {
    let text = Option::<String>::deserialize(from).map_err(|_| D::Error::custom("is invalid"))?;
    Ok(text.map(|text| text.trim().to_owned()).unwrap_or_default())
}

/// Reads the kind of a gateway; `None` if it is blank.
pub(crate) fn kind<'de, D: Deserializer<'de>>(from: D) -> Result<Option<GatewayKind>, D::Error> {
    let Some(text) = read::search_text(from)? else { return Ok(None) };
    let unknown = || D::Error::custom("must be one of ordinary, test");
    GatewayKind::parse(&text).map(Some).ok_or_else(unknown)
}

/// Reads an object. Anything else is an empty one.
#[expect(clippy::unnecessary_wraps, reason = "serde calls it and expects a result")]
fn object<'de, D: Deserializer<'de>>(from: D) -> Result<Map<String, Value>, D::Error> {
    Ok(Map::deserialize(from).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use axum::{
        body::Body,
        extract::{FromRequest, Request},
    };
    use futures_util::FutureExt;
    use serde::de::DeserializeOwned;

    use super::*;
    use crate::{
        error::{ApiError, ApiResult},
        input::In,
    };

    fn read<T: DeserializeOwned>(body: &'static str) -> ApiResult<T> {
        let request = Request::post("/").header("content-type", "application/json");
        let request = request.body(Body::from(body)).unwrap();
        In::<T>::from_request(request, &()).now_or_never().unwrap().map(|it| it.input)
    }

    #[test]
    fn unusable_readings_of_a_heartbeat_count_as_absent() {
        let readings = |body| {
            let input: HeartbeatIn = read(body).unwrap();
            (input.battery_level, input.signal_strength, input.messages_in_queue)
        };
        let usable =
            r#"{"battery_level":"85.0","signal_strength":5,"messages_in_queue":4294967295}"#;
        assert_eq!(readings(usable), (Some(85), Some(5), Some(u32::MAX)));
        let unusable =
            r#"{"battery_level":-1,"signal_strength":[],"messages_in_queue":4294967296}"#;
        assert_eq!(readings(unusable), (None, None, None));
        assert_eq!(readings("{}"), (None, None, None));
    }

    #[test]
    fn text_of_another_type_is_refused_only_where_it_is_used() {
        let heartbeat: HeartbeatIn = read(r#"{"status":[]}"#).unwrap();
        assert_eq!(heartbeat.status, Err(WrongType));
        let report = r#"{"message_id":"msg_1","status":"sent","error_message":{}}"#;
        let report: ReportStatusIn = read(report).unwrap();
        assert_eq!(report.error_message, Err(WrongType));
        let fault = read::<ReportStatusIn>(r#"{"status":"sent"}"#).map(|_| ());
        assert_eq!(fault, Err(ApiError::missing("message_id")));
    }

    #[test]
    fn registration_needs_texts_and_takes_other_device_info_as_none() {
        let input: RegisterIn = read(r#"{"device_id":" 7 ","device_info":"x"}"#).unwrap();
        assert_eq!((input.device_id.as_str(), input.name.as_str()), ("7", ""));
        assert!(input.device_info.is_empty());
        let input: RegisterIn = read(r#"{"device_id":7,"device_info":{"b":[1],"a":{}}}"#).unwrap();
        assert_eq!(input.device_id, "7");
        assert_eq!(Value::from(input.device_info).to_string(), r#"{"a":{},"b":[1]}"#);
        let fault = read::<RegisterIn>(r#"{"device_id":true}"#).map(|_| ());
        assert_eq!(fault, Err(ApiError::invalid("device_id", "device_id is invalid")));
    }
}
