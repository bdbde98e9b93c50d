//! Requests of the gateway pages.

use edge_kit::{
    Params,
    params::read::{self, Spelled},
};
use messaging::{GatewayKind, PacingRule, SendWindow, send_window::InvalidWindow};
use serde::Deserialize;
use serde_json::Value;

use crate::{
    error::{ApiError, ApiResult},
    gateway::input::kind,
    patched::Patched,
};

const MAX_SEGMENTS: u32 = 100_000;
/// Longest window of pacing: a week.
const MAX_WINDOW_SECS: i64 = 604_800;

/// Body of `PATCH /api/v1/admin/gateways/{id}`. A member that is absent does not change.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct UpdateGatewayIn {
    /// Label under which the gateway is listed, of 1 to 255 characters.
    #[cfg_attr(feature = "openapi", schemars(length(min = 1, max = 255)))]
    pub(crate) name: Option<String>,
    /// Gateways of higher priority are used first.
    #[serde(deserialize_with = "read::integer::<1, 10, _>")]
    #[cfg_attr(feature = "openapi", schemars(range(min = 1, max = 10)))]
    pub(crate) priority: Option<i64>,
    /// Whether the gateway gets messages.
    #[serde(deserialize_with = "read::boolean")]
    pub(crate) active: Option<bool>,
    /// `test` for a gateway that is to get only messages to test numbers and messages that name it.
    #[serde(deserialize_with = "kind")]
    #[cfg_attr(
        feature = "openapi",
        schemars(with = "Option<String>", extend("enum" = ["ordinary", "test", null]))
    )]
    pub(crate) kind: Option<GatewayKind>,
    /// Rate limit of each of its SIMs. `null` stands for the deployment's limit, or for none if the phone paces itself.
    #[cfg_attr(feature = "openapi", schemars(with = "Option<PacingIn>"))]
    pacing: Option<Value>,
    /// Hours in which it is given messages that are not urgent. `null` stands for all hours.
    #[cfg_attr(feature = "openapi", schemars(with = "Option<SendWindowIn>"))]
    send_window: Option<Value>,
}

/// Rate limit of a SIM.
#[cfg(feature = "openapi")]
#[derive(schemars::JsonSchema)]
#[expect(dead_code, reason = "only its schema is used")]
pub(crate) struct PacingIn {
    /// Segments that the SIM may be given within the window.
    #[schemars(range(min = 1, max = 100_000))]
    segments: u32,
    /// Length of the window in seconds.
    #[schemars(range(min = 1, max = 604_800))]
    window_secs: u32,
}

/// Hours of every day.
#[cfg(feature = "openapi")]
#[derive(schemars::JsonSchema)]
#[expect(dead_code, reason = "only its schema is used")]
pub(crate) struct SendWindowIn {
    /// Time of day at which it opens.
    #[schemars(example = "08:00")]
    from: String,
    /// Time of day at which it closes; on the next day if it is not later than `from`.
    #[schemars(example = "21:00")]
    until: String,
    /// Name of a time zone in the IANA database, whose clocks count.
    #[schemars(example = "Europe/Berlin")]
    time_zone: String,
}

/// Body of `POST /api/v1/admin/gateways/{id}/test`.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct TestMessageIn {
    /// Recipient's phone number, in international form or as it is dialed in the account's country.
    #[serde(deserialize_with = "read::spelled")]
    #[cfg_attr(feature = "openapi", schemars(with = "String", example = "+12025550123"))]
    pub(crate) to: Spelled,
}

impl UpdateGatewayIn {
    /// Returns the new pacing rule.
    pub(crate) fn pacing(&self, params: &Params) -> ApiResult<Patched<PacingRule>> {
        let given = Patched::object("pacing", self.pacing.as_ref(), params)?;
        given.try_map(|members| {
            let number = |name: &str, most: i64| {
                let number = members.get(name).and_then(Value::as_i64);
                number.filter(|number| (1..=most).contains(number)).ok_or_else(|| {
                    let text = format!("pacing.{name} must be between 1 and {most}");
                    ApiError::invalid("pacing", text)
                })
            };
            let segments = number("segments", i64::from(MAX_SEGMENTS))?;
            let window_ms = number("window_secs", MAX_WINDOW_SECS)?.saturating_mul(1_000);
            let segments = u32::try_from(segments).unwrap_or(MAX_SEGMENTS);
            Ok(PacingRule { segments, window_ms })
        })
    }

    /// Returns the new send window.
    pub(crate) fn send_window(&self, params: &Params) -> ApiResult<Patched<SendWindow>> {
        let given = Patched::object("send_window", self.send_window.as_ref(), params)?;
        given.try_map(|members| {
            let text = |name: &str| members.get(name).and_then(Value::as_str).unwrap_or_default();
            let window = SendWindow::parse(text("from"), text("until"), text("time_zone"));
            window.map_err(|invalid| {
                let text = match invalid {
                    InvalidWindow::From => "send_window.from must be a time of day such as 08:00",
                    InvalidWindow::Until => {
                        "send_window.until must be another time of day such as 21:00"
                    }
                    InvalidWindow::TimeZone => {
                        "send_window.time_zone must be a name in the IANA database such as Europe/Berlin"
                    }
                };
                ApiError::invalid("send_window", text)
            })
        })
    }
}
