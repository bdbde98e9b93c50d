//! Answers of the policy on opt-outs. Fields stand in the alphabetical order in which they are sent.

use object_commands::dispatcher::OptOutPolicy;
use opt_outs::{DEFAULT_HELP, DEFAULT_START, DEFAULT_STOP};
use serde::Serialize;

/// Answer of `GET` and `PATCH /api/v1/admin/opt-out`.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct OptOutPolicyOut {
    /// Whether one-time codes go to opted-out numbers, too.
    codes_exempt: bool,
    confirmation: ConfirmationOut,
    /// Keywords of every account.
    default_keywords: KeywordsOut,
    /// Whether keywords are obeyed and messages to opted-out numbers are refused.
    enabled: bool,
    /// Keywords of the account beside the default ones.
    keywords: KeywordsOut,
}

/// Texts of the automatic answers to keywords; `null` for a keyword that is not answered.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "openapi", schemars(rename = "OptOutConfirmationOut"))]
struct ConfirmationOut {
    help: Option<String>,
    start: Option<String>,
    stop: Option<String>,
}

/// Keywords in lower case.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "openapi", schemars(rename = "OptOutKeywordsOut"))]
struct KeywordsOut {
    help: Vec<String>,
    start: Vec<String>,
    stop: Vec<String>,
}

impl OptOutPolicyOut {
    pub(crate) fn of(policy: OptOutPolicy) -> Self {
        let texts = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect();
        let default_keywords = KeywordsOut {
            help: texts(&DEFAULT_HELP),
            start: texts(&DEFAULT_START),
            stop: texts(&DEFAULT_STOP),
        };
        let (words, replies) = (policy.words, policy.replies);
        Self {
            codes_exempt: policy.codes_exempt,
            confirmation: ConfirmationOut {
                help: replies.help,
                start: replies.start,
                stop: replies.stop,
            },
            default_keywords,
            enabled: policy.enabled,
            keywords: KeywordsOut { help: words.help, start: words.start, stop: words.stop },
        }
    }
}
