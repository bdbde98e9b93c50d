//! Answers of the directory's administration and of a started test. Fields stand in the alphabetical order in which
//! they are sent.

use serde::Serialize;
use store_d1::relay::gateway_clients::GatewayClientRecord;

use super::clients::ClientOut;

/// Answer of `PUT /relay/clients/{msisdn}`.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "openapi", schemars(rename = "PutGatewayClientOut"))]
pub(crate) struct PutClientOut {
    client: ClientOut,
    /// Whether the client has a signing key.
    signs: bool,
    /// Always `true`.
    success: bool,
}

/// Answer of `POST /relay/clients/{msisdn}/key`.
#[derive(Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "openapi", schemars(rename = "GatewayClientKeyOut"))]
pub(crate) struct KeyIssuedOut {
    /// The signing key, `rgk_` and 64 hexadecimal digits, which is shown only here.
    pub(super) key: String,
    /// Number of the client, in E.164.
    pub(super) msisdn: String,
    /// Always `true`.
    pub(super) success: bool,
}

/// Answer of `POST /v3/clients/{client}/tests`: a test, or the error of an unknown client.
#[derive(Debug, Serialize)]
#[serde(untagged)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "openapi", schemars(rename = "StartReliabilityTestOut"))]
pub(crate) enum StartTestOut {
    Started(TestStartedOut),
    Unknown(UnknownClientOut),
}

/// A test that was started.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "openapi", schemars(rename = "ReliabilityTestStartedOut"))]
pub(crate) struct TestStartedOut {
    /// Always `Test started successfully.`
    message: &'static str,
    /// Id of the test, which the SMS has to state.
    test_id: i64,
    /// Start of the test, in Unix seconds.
    test_start_time: i64,
}

/// The error of an unknown client, which has the status 200 in the original, too.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "openapi", schemars(rename = "UnknownGatewayClientOut"))]
pub(crate) struct UnknownClientOut {
    /// Always `Gateway client not found`.
    error: &'static str,
}

impl From<GatewayClientRecord> for PutClientOut {
    fn from(record: GatewayClientRecord) -> Self {
        let signs = record.has_key != 0;
        Self { client: ClientOut::from(record), signs, success: true }
    }
}

impl StartTestOut {
    pub(super) const UNKNOWN: Self =
        Self::Unknown(UnknownClientOut { error: "Gateway client not found" });

    pub(super) fn started(test_id: i64, test_start_time: i64) -> Self {
        let message = "Test started successfully.";
        Self::Started(TestStartedOut { message, test_id, test_start_time })
    }
}

#[cfg(test)]
mod tests {
    use unix_time::UnixMillis;

    use super::*;

    #[test]
    fn answers_are_sorted_by_name() {
        let started = serde_json::to_string(&StartTestOut::started(7, 1_760_869_800)).unwrap();
        let text =
            r#"{"message":"Test started successfully.","test_id":7,"test_start_time":1760869800}"#;
        assert_eq!(started, text);
        let unknown = serde_json::to_string(&StartTestOut::UNKNOWN).unwrap();
        assert_eq!(unknown, r#"{"error":"Gateway client not found"}"#);
        let key = KeyIssuedOut { key: "rgk_1".to_owned(), msisdn: "+1".to_owned(), success: true };
        let key = serde_json::to_string(&key).unwrap();
        assert_eq!(key, r#"{"key":"rgk_1","msisdn":"+1","success":true}"#);
    }

    #[test]
    fn entry_is_sorted_by_name() {
        let record = GatewayClientRecord {
            msisdn: "+237679466332".to_owned(),
            country: "Cameroon".to_owned(),
            operator: "MTN Cameroon".to_owned(),
            operator_code: "62401".to_owned(),
            protocols: "https,smtp".to_owned(),
            last_published_at_ms: None,
            tests_started: 11,
            tests_in_time: 10,
            has_key: 1,
            created_at_ms: UnixMillis::EPOCH,
        };
        let put = serde_json::to_string(&PutClientOut::from(record)).unwrap();
        let text = r#"{"client":{"country":"Cameroon","last_published_date":null,"msisdn":"+237679466332","operator":"MTN Cameroon","operator_code":"62401","protocols":["https","smtp"],"reliability":"90.91"},"signs":true,"success":true}"#;
        assert_eq!(put, text);
    }
}
