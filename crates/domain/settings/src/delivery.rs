//! Delivery of messages: deadlines, retries, and the pacing of SIMs.

use messaging::{DispatchPolicy, PacingRule, TestNumbers};

use crate::{
    Environment, Retention, Setting, SettingsError, setting::AcceptedValues, source::Source,
};

/// Default pacing of a SIM. Android asks its user before an app may send more than 30 SMS in 30 minutes.
const PACING_SEGMENTS: u32 = 30;
const PACING_WINDOW_MS: i64 = 30 * 60_000;
const DAY_MS: i64 = 86_400_000;

/// Settings of the delivery of messages.
pub(crate) const SETTINGS: &[Setting] = &[
    Setting::variable("OFFLINE_AFTER_SECS")
        .accepts(AcceptedValues::Seconds)
        .default("120")
        .meaning("a phone silent for this long is offline"),
    Setting::variable("POLL_OFFLINE_AFTER_SECS")
        .accepts(AcceptedValues::Seconds)
        .default("1200")
        .meaning(
            "a phone that fetches its messages (SMSGate) and was silent for this long is offline; \
             such phones are silent between fetches",
        ),
    Setting::variable("ACK_TIMEOUT_SECS").accepts(AcceptedValues::Seconds).default("300").meaning(
        "a message that was handed over and not reported for this long has an unknown outcome",
    ),
    Setting::variable("OUTCOME_DEADLINE_SECS")
        .accepts(AcceptedValues::Seconds)
        .default("86400")
        .meaning("an unknown outcome becomes a failure this long after the hand-over"),
    Setting::variable("RETRY_BASE_SECS")
        .accepts(AcceptedValues::Seconds)
        .default("60")
        .meaning("the first retry's delay; each further one doubles it"),
    Setting::variable("MESSAGE_TTL_SECS")
        .accepts(AcceptedValues::Seconds)
        .default("259200")
        .meaning("a message that no phone took within this time fails"),
    Setting::variable("FETCH_TIMEOUT_SECS").accepts(AcceptedValues::Seconds).default("60").meaning(
        "a phone that was notified of a message and has not fetched it for this long loses it to \
         another phone",
    ),
    Setting::variable("HASHING_DELAY_SECS").accepts(AcceptedValues::Seconds).default("60").meaning(
        "delay between the end of a message of the SMSGate API and the replacement of its text and \
         numbers by hashes",
    ),
    Setting::variable("PACING_SEGMENTS")
        .accepts(AcceptedValues::CountOrNoLimit)
        .default("30")
        .local_default("0")
        .meaning("segments that a phone's SIM may be given within `PACING_WINDOW_SECS`"),
    Setting::variable("PACING_WINDOW_SECS")
        .accepts(AcceptedValues::Seconds)
        .default("1800")
        .meaning("length of the window in which `PACING_SEGMENTS` are counted"),
    Setting::variable("TEST_NUMBERS")
        .accepts(AcceptedValues::Text(
            "patterns of numbers separated by commas, at most 100, in which `?` is any digit and `*` at the end any \
             further digits; or `none`",
        ))
        .default(TestNumbers::DEFAULT)
        .meaning(
            "numbers whose messages only test gateways get, in accounts that have one; the default is the range of \
             North American numbers that is kept free for fiction",
        ),
];

/// Reads the policy by which messages are delivered.
pub(crate) fn read(
    source: Source<'_>,
    environment: Environment,
    retention: Retention,
) -> Result<DispatchPolicy, SettingsError> {
    let usual = DispatchPolicy::default();
    Ok(DispatchPolicy {
        ack_timeout_ms: source.millis("ACK_TIMEOUT_SECS", usual.ack_timeout_ms)?,
        offline_after_ms: source.millis("OFFLINE_AFTER_SECS", usual.offline_after_ms)?,
        retry_base_ms: source.millis("RETRY_BASE_SECS", usual.retry_base_ms)?,
        default_ttl_ms: source.millis("MESSAGE_TTL_SECS", usual.default_ttl_ms)?,
        outcome_deadline_ms: source.millis("OUTCOME_DEADLINE_SECS", usual.outcome_deadline_ms)?,
        poll_offline_after_ms: source
            .millis("POLL_OFFLINE_AFTER_SECS", usual.poll_offline_after_ms)?,
        fetch_timeout_ms: source.millis("FETCH_TIMEOUT_SECS", usual.fetch_timeout_ms)?,
        hashing_delay_ms: source.millis("HASHING_DELAY_SECS", usual.hashing_delay_ms)?,
        message_retention_ms: retention.messages.map(|days| i64::from(days) * DAY_MS),
        pacing: pacing(source, environment)?,
        test_numbers: test_numbers(source)?,
        sole_test_gateway_sends_all: environment == Environment::Local,
        ..usual
    })
}

/// Reads the patterns of test numbers.
fn test_numbers(source: Source<'_>) -> Result<TestNumbers, SettingsError> {
    let Some(text) = source.text("TEST_NUMBERS") else { return Ok(TestNumbers::default()) };
    TestNumbers::parse(&text).ok_or(SettingsError("TEST_NUMBERS"))
}

/// Reads the pacing of gateways' SIMs. The default in local development is no pacing.
fn pacing(
    source: Source<'_>,
    environment: Environment,
) -> Result<Option<PacingRule>, SettingsError> {
    let segments = source.production_limit("PACING_SEGMENTS", environment, PACING_SEGMENTS)?;
    let window_ms = source.millis("PACING_WINDOW_SECS", PACING_WINDOW_MS)?;
    Ok(segments.map(|segments| PacingRule { segments, window_ms }))
}
