//! Operator settings for masking.

use masking::MaskingTexts;

use crate::{Setting, SettingsError, setting::AcceptedValues, source::Source};

/// Settings of number masking.
pub(crate) const SETTINGS: &[Setting] = &[
    Setting::variable("NUMBER_PROXY_OPEN")
        .accepts(AcceptedValues::YesOrNo)
        .default("false")
        .meaning(
            "`true`: calls of `/tn`, `/session`, `/proxy/*` or `POST /` without a key act for the \
             default account. Use it only if no outsider can reach the deployment",
        ),
    Setting::variable("PROXY_COOL_OFF_SECS")
        .accepts(AcceptedValues::WholeSeconds)
        .default("0")
        .meaning(
            "time before a participant may get the same number with a different partner. An hour \
             or more keeps late answers from the wrong person, and needs a larger pool",
        ),
    Setting::variable("ORG_NAME")
        .default("Your Org Name")
        .meaning("prefix, in capitals and brackets, of texts from the system itself"),
    Setting::variable("SESSION_START_MSG")
        .default("Your new session has started, send a message!")
        .meaning("sent to both participants at the start of a session"),
    Setting::variable("SESSION_END_MSG")
        .default("This session has ended, talk to you again soon!")
        .meaning("sent to both participants at the end of a session"),
    Setting::variable("NO_SESSION_MSG")
        .default("An active session was not found. Please contact support@yourorg.com")
        .meaning("sent to a writer without a session"),
    Setting::variable("HELP_MSG")
        .default(
            "What you write here is passed on to the other participant. Reply STOP to get no more \
             messages from this number.",
        )
        .meaning("the answer to HELP"),
    Setting::variable("STOPPED_MSG")
        .default("You will get no more messages from this number. Reply START to get them again.")
        .meaning("the answer to STOP"),
    Setting::variable("STARTED_MSG")
        .default("You will get messages from this number again. Reply STOP to get no more.")
        .meaning("the answer to START"),
    Setting::variable("OTHER_STOPPED_MSG")
        .default(
            "Your message was not passed on: the other participant gets no messages from this \
             number at present.",
        )
        .meaning("sent to a writer whose partner has opted out"),
];

/// Masking settings. The texts are for accounts that have none of their own.
#[derive(Debug, Clone)]
pub struct MaskingSettings {
    /// `ORG_NAME`, `SESSION_START_MSG`, `SESSION_END_MSG`, `NO_SESSION_MSG`, `HELP_MSG`, `STOPPED_MSG`,
    /// `STARTED_MSG`, `OTHER_STOPPED_MSG`.
    pub texts: MaskingTexts,
    /// `NUMBER_PROXY_OPEN`: whether the number proxy serves unauthenticated callers, in the default account.
    pub open: bool,
    /// `PROXY_COOL_OFF_SECS`: time after a session during which neither party gets the same number with another
    /// person.
    pub cool_off_ms: i64,
}

impl MaskingSettings {
    pub(super) fn read(source: Source<'_>) -> Result<Self, SettingsError> {
        let usual = MaskingTexts::default();
        let or = |name: &str, usual: String| source.text(name).unwrap_or(usual);
        Ok(Self {
            texts: MaskingTexts {
                org_name: or("ORG_NAME", usual.org_name),
                session_start: or("SESSION_START_MSG", usual.session_start),
                session_end: or("SESSION_END_MSG", usual.session_end),
                no_session: or("NO_SESSION_MSG", usual.no_session),
                help: or("HELP_MSG", usual.help),
                stopped: or("STOPPED_MSG", usual.stopped),
                started: or("STARTED_MSG", usual.started),
                other_stopped: or("OTHER_STOPPED_MSG", usual.other_stopped),
            },
            open: source.yes_or_no("NUMBER_PROXY_OPEN", false)?,
            cool_off_ms: source.whole_seconds_as_millis("PROXY_COOL_OFF_SECS", 0)?,
        })
    }
}
