//! What is kept of a publication while something is left to do, sealed.

use std::fmt;

use platforms::Publishing;
use serde::{Deserialize, Serialize};

/// Its debug output shows nothing of it.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Stored {
    /// In E.164.
    pub(crate) sender: String,
    pub(crate) work: Work,
}

#[derive(Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Work {
    Publish(Box<Publishing>),
    /// Send its sender this.
    Tell(String),
    /// What stands in the place of a request that cannot be published, so that as much is sealed.
    Nothing,
}

impl fmt::Debug for Stored {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self.work {
            Work::Publish(_) => "Stored(publish)",
            Work::Tell(_) => "Stored(tell)",
            Work::Nothing => "Stored(nothing)",
        })
    }
}
