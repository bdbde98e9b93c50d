//! Answers of a provider's numbers. Fields stand in the alphabetical order in which they are sent.

use edge_kit::TimeSecs;
use serde::Serialize;
use store_d1::provider_numbers::ProviderNumberRecord;

/// Answer of `GET /api/v1/admin/providers/{provider}/numbers`.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct NumbersOut {
    /// Cursor of the next page; `null` on the last one.
    pub(crate) next_cursor: Option<String>,
    pub(crate) numbers: Vec<NumberOut>,
}

/// Answer that shows a number after a change.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct NumberChangedOut {
    pub(crate) number: NumberOut,
    /// Always `true`.
    pub(crate) success: bool,
}

/// A number that a provider sends and receives for.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "openapi", schemars(rename = "ProviderNumberOut"))]
pub(crate) struct NumberOut {
    /// Whether the number sends and receives. If not, SMS that arrive at it are dropped.
    active: bool,
    created_at: TimeSecs,
    /// Whether messages that name no route may go through the number.
    general: bool,
    /// Id by which `gateway_id` can name the number.
    id: String,
    /// Phone number in E.164, a short code or a sender's name.
    #[cfg_attr(feature = "openapi", schemars(example = "+12025550123"))]
    number: String,
    /// Rank among the routes of a message, from 1 to 10. The highest is preferred.
    priority: i32,
    #[cfg_attr(feature = "openapi", schemars(extend("enum" = sms_providers::ProviderKind::ALL)))]
    provider: String,
}

impl From<ProviderNumberRecord> for NumberOut {
    fn from(number: ProviderNumberRecord) -> Self {
        Self {
            active: number.active != 0,
            created_at: TimeSecs(number.created_at_ms),
            general: number.general != 0,
            id: number.id.as_str().to_owned(),
            number: number.address,
            priority: number.priority,
            provider: number.provider,
        }
    }
}

impl NumberChangedOut {
    pub(crate) fn of(number: ProviderNumberRecord) -> Self {
        Self { number: number.into(), success: true }
    }
}

#[cfg(test)]
mod tests {
    use unix_time::UnixMillis;

    use super::*;

    fn number() -> NumberOut {
        NumberOut {
            active: true,
            created_at: TimeSecs(UnixMillis::EPOCH),
            general: false,
            id: "number".to_owned(),
            number: "+12025550123".to_owned(),
            priority: 1,
            provider: "twilio".to_owned(),
        }
    }

    #[test]
    fn numbers_are_sent_in_alphabetical_order() {
        let shown = concat!(
            r#"{"active":true,"created_at":"1970-01-01T00:00:00Z","general":false,"id":"number","#,
            r#""number":"+12025550123","priority":1,"provider":"twilio"}"#,
        );
        let page = NumbersOut { next_cursor: None, numbers: vec![number()] };
        let expected = format!(r#"{{"next_cursor":null,"numbers":[{shown}]}}"#);
        assert_eq!(serde_json::to_string(&page).unwrap(), expected);
        let changed = NumberChangedOut { number: number(), success: true };
        let expected = format!(r#"{{"number":{shown},"success":true}}"#);
        assert_eq!(serde_json::to_string(&changed).unwrap(), expected);
    }
}
