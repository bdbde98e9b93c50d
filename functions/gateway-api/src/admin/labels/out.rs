//! Answers about labels.

use messaging::RecipientState as S;
use serde::Serialize;
use store_d1::labels::LabelCounts;

/// Answer of `GET /api/v1/admin/labels`.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct LabelsOut {
    /// In the order of their characters.
    pub(crate) labels: Vec<LabelOut>,
    /// Cursor of the next page; `null` on the last one.
    pub(crate) next_cursor: Option<String>,
}

/// A label with the numbers of its messages.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct LabelOut {
    label: String,
    /// Messages by state. Deleted messages stay counted.
    messages: LabelledMessagesOut,
}

/// Numbers of a label's messages.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct LabelledMessagesOut {
    /// All messages of the label.
    total: u64,
    /// Messages that no phone has acknowledged and no provider has accepted.
    pending: u64,
    /// Messages that a phone has acknowledged.
    acknowledged: u64,
    sent: u64,
    delivered: u64,
    failed: u64,
    /// Messages whose cancellation was requested and is not confirmed.
    cancelling: u64,
    cancelled: u64,
}

impl From<&LabelCounts> for LabelOut {
    fn from(counts: &LabelCounts) -> Self {
        Self {
            label: counts.label.clone(),
            messages: LabelledMessagesOut {
                total: counts.total,
                pending: counts.in_state(S::Accepted),
                acknowledged: counts.in_state(S::Acknowledged),
                sent: counts.in_state(S::Sent),
                delivered: counts.in_state(S::Delivered),
                failed: counts.in_state(S::Failed),
                cancelling: counts.in_state(S::Cancelling),
                cancelled: counts.in_state(S::Cancelled),
            },
        }
    }
}
