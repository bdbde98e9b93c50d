//! Answers to phones. Fields stand in the alphabetical order in which they are sent.

use edge_kit::TimeSecs;
use serde::Serialize;
use serde_json::{Map, Value};

/// Answer of `POST /api/v1/gateway/register`.
#[derive(Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct RegisterOut {
    /// The gateway's key, which is shown only here.
    pub(crate) api_key: String,
    pub(crate) device_id: String,
    pub(crate) gateway: RegisteredGatewayOut,
    /// Always `Gateway registered successfully`.
    pub(crate) message: &'static str,
    /// Always `true`.
    pub(crate) success: bool,
    /// URL of the gateway's socket, without the key.
    #[cfg_attr(
        feature = "openapi",
        schemars(extend("format" = "uri"), example = "wss://sms.example.com/cable")
    )]
    pub(crate) websocket_url: String,
}

/// A gateway that was just registered.
#[derive(Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct RegisteredGatewayOut {
    /// Whether it may be used; `false` if it awaits approval.
    pub(crate) active: bool,
    pub(crate) created_at: TimeSecs,
    pub(crate) device_id: String,
    /// Number of the gateway. One that awaits approval gets another when it is approved.
    pub(crate) id: i64,
    /// `test` for a test gateway, and else absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schemars(with = "String"))]
    pub(crate) kind: Option<&'static str>,
    /// The device info of the request.
    pub(crate) metadata: Map<String, Value>,
    pub(crate) name: String,
    /// Always 1.
    pub(crate) priority: u8,
    /// Always `offline`.
    pub(crate) status: &'static str,
}

/// Answer of `POST /api/v1/gateway/heartbeat`.
#[derive(Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct HeartbeatOut {
    /// `false` while the gateway awaits approval, and else absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schemars(with = "bool"))]
    pub(crate) approved: Option<bool>,
    /// Messages that wait for this gateway.
    pub(crate) pending_messages: u32,
    /// Always `true`.
    pub(crate) success: bool,
}

/// Answer of `POST /api/v1/gateway/sms/received`.
#[derive(Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct ReportReceivedOut {
    /// Id of the received message, the same for a repeated report.
    pub(crate) message_id: String,
    /// Always `true`.
    pub(crate) success: bool,
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use unix_time::UnixMillis;

    use super::*;

    #[test]
    fn members_are_sent_in_alphabetical_order() {
        let gateway = RegisteredGatewayOut {
            active: true,
            created_at: TimeSecs(UnixMillis::EPOCH),
            device_id: "d".to_owned(),
            id: 1,
            kind: None,
            metadata: json!({ "b": 1, "a": 2 }).as_object().cloned().unwrap(),
            name: "n".to_owned(),
            priority: 1,
            status: "offline",
        };
        let registered = RegisterOut {
            api_key: "gw_live_1".to_owned(),
            device_id: "d".to_owned(),
            gateway,
            message: "Gateway registered successfully",
            success: true,
            websocket_url: "wss://x/cable".to_owned(),
        };
        assert_eq!(
            serde_json::to_string(&registered).unwrap(),
            r#"{"api_key":"gw_live_1","device_id":"d","gateway":{"active":true,"created_at":"1970-01-01T00:00:00Z","device_id":"d","id":1,"metadata":{"a":2,"b":1},"name":"n","priority":1,"status":"offline"},"message":"Gateway registered successfully","success":true,"websocket_url":"wss://x/cable"}"#
        );
        let pending = HeartbeatOut { approved: Some(false), pending_messages: 0, success: true };
        assert_eq!(
            serde_json::to_string(&pending).unwrap(),
            r#"{"approved":false,"pending_messages":0,"success":true}"#
        );
        let alive = HeartbeatOut { approved: None, pending_messages: 3, success: true };
        let alive = serde_json::to_string(&alive).unwrap();
        assert_eq!(alive, r#"{"pending_messages":3,"success":true}"#);
        let stored = ReportReceivedOut { message_id: "msg_1".to_owned(), success: true };
        let stored = serde_json::to_string(&stored).unwrap();
        assert_eq!(stored, r#"{"message_id":"msg_1","success":true}"#);
    }
}
