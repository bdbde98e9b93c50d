//! Commands about the account's opt-outs, which the Dispatcher owns.

use opt_outs::{Change, Evidence, PolicyChange, PolicyFault, Source};
use serde::{Deserialize, Serialize};
use telephony::Address;
use unix_time::UnixMillis;

pub use opt_outs::Policy as OptOutPolicy;

/// Reads the account's policy.
#[derive(Debug, Serialize, Deserialize)]
pub struct ReadOptOutPolicy {}

/// Changes the account's policy.
#[derive(Debug, Serialize, Deserialize)]
pub struct ChangeOptOutPolicy {
    pub change: PolicyChange,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub enum OptOutPolicyOutcome {
    Changed {
        policy: OptOutPolicy,
    },
    /// The requested policy is not acceptable, and the earlier one stays.
    Refused {
        fault: PolicyFault,
    },
}

/// Opts numbers out or in, each with the same evidence. Numbers that are in that state already stay unchanged.
#[derive(Debug, Serialize, Deserialize)]
pub struct ChangeOptOuts {
    /// At most [`ChangeOptOuts::MAX_NUMBERS`], since they are written in one step.
    pub numbers: Vec<Address>,
    pub change: Change,
    pub source: Source,
}

impl ChangeOptOuts {
    pub const MAX_NUMBERS: usize = 1_000;
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OptOutsOutcome {
    pub changed: u32,
    /// Numbers that were in the requested state already.
    pub unchanged: u32,
    /// Numbers for which the account's list has no room.
    pub refused: u32,
}

/// Lists numbers that have opted out, in the order of their keys.
#[derive(Debug, Serialize, Deserialize)]
pub struct ListOptOuts {
    /// Key after which the page begins; empty for the first page.
    pub after: String,
    /// Maximum number of entries, each with its latest evidence alone.
    pub limit: u32,
}

/// Reads one number with its history. `None` if it was never opted out.
#[derive(Debug, Serialize, Deserialize)]
pub struct FindOptOut {
    pub number: Address,
}

/// A number that has or had opted out.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OptOut {
    /// Key of the number, as the list shows it.
    pub number: String,
    pub is_out: bool,
    pub changed_at_ms: UnixMillis,
    /// Changes, the oldest first.
    pub history: Vec<Evidence>,
}

impl std::fmt::Debug for OptOut {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "OptOut(redacted, is_out: {})", self.is_out)
    }
}
