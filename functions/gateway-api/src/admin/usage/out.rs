//! Answer of a report of usage. Fields stand in the alphabetical order in which they are sent.

use serde::Serialize;

/// Answer of `GET /api/v1/admin/usage`.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct UsageOut {
    /// One entry for each day, the oldest first, also for days without any SMS.
    pub(crate) days: Vec<DayUsageOut>,
    /// The gateway as the request names it; `null` for the whole account.
    pub(crate) gateway_id: Option<String>,
}

/// Counts of one UTC day. An SMS with several recipients counts for each.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct DayUsageOut {
    /// One-time codes that were sent; `null` for a single gateway.
    pub(crate) codes: Option<i64>,
    #[cfg_attr(feature = "openapi", schemars(extend("format" = "date")))]
    pub(crate) day: String,
    pub(crate) delivered: i64,
    pub(crate) failed: i64,
    /// Received SMS, on the day on which Wireroom learned of them.
    pub(crate) received: i64,
    /// SMS segments of the sent messages. A message whose text is not readable counts as one.
    pub(crate) segments: i64,
    pub(crate) sent: i64,
}
