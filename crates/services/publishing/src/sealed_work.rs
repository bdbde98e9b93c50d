//! Sealed state of a publication that still has work left.

use std::fmt;

use platforms::PostSequence;
use serde::{Deserialize, Serialize};

/// Work left of a publication, and its sender. Its debug output omits the contents.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct SealedWork {
    /// Number of the sender, in E.164.
    pub(crate) sender: String,
    pub(crate) work: PublicationWork,
}

#[derive(Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum PublicationWork {
    Publish(Box<PostSequence>),
    /// Text of the result SMS to send to the sender.
    Tell(String),
    /// Placeholder for a request that cannot be published, so that sealing it costs the same.
    Nothing,
}

impl fmt::Debug for SealedWork {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self.work {
            PublicationWork::Publish(_) => "SealedWork(publish)",
            PublicationWork::Tell(_) => "SealedWork(tell)",
            PublicationWork::Nothing => "SealedWork(nothing)",
        })
    }
}
