//! Answers of the deletions' routes. Fields stand in the alphabetical order in which they are sent.

use std::collections::BTreeMap;

use edge_kit::TimeMs;
use ids::AccountId;
use serde::Serialize;
use store_d1::accounts::deletions::{AccountDeletion, DeletedRows, DeletionStage};

/// Data that a deletion leaves, in words.
const NOT_DELETED: &[&str] = &[
    "This receipt, and the deployment's own audit entries, which name the account by its id only.",
    "The mark of each emptied object that it was emptied, without any data.",
    "Backups of the platform: D1 Time Travel can restore the database of any minute of the last 30 days, and \
     point-in-time recovery the storage of objects.",
    "Log lines of the Worker, for as long as the place where they are sent to keeps them. They have no phone number, text or \
     secret.",
    "Pushes for a token that a phone of the account had before its present one, and sessions of relay users in a \
     browser, which end by themselves within a quarter of an hour.",
    "Access that relay users granted at platforms: its tokens are deleted here and not revoked there.",
    "SMS, push messages, webhook requests and mail that other servers and phones received.",
];

/// Answer of `GET /api/v1/operator/account-deletions`.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct AccountDeletionsOut {
    pub(crate) deletions: Vec<DeletionSummaryOut>,
    /// Cursor of the next page; `null` on the last one.
    pub(crate) next_cursor: Option<String>,
}

/// Answer of the routes of one deletion.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct ReceiptAnswerOut {
    pub(crate) deletion: ReceiptOut,
}

/// A deletion in the list.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct DeletionSummaryOut {
    #[cfg_attr(feature = "openapi", schemars(with = "String"))]
    account_id: AccountId,
    /// SHA-256 of the account's name, as hex. The name itself is not kept.
    account_name_digest: String,
    /// Time at which the last row was deleted; `null` while the deletion is under way.
    finished_at: Option<TimeMs>,
    id: String,
    requested_at: TimeMs,
    requested_by: RequesterOut,
    state: DeletionStateOut,
}

/// Receipt of a deletion.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct ReceiptOut {
    #[cfg_attr(feature = "openapi", schemars(with = "String"))]
    account_id: AccountId,
    /// SHA-256 of the account's name, as hex. The name itself is not kept.
    account_name_digest: String,
    /// Time at which the last row was deleted; `null` while the deletion is under way.
    finished_at: Option<TimeMs>,
    id: String,
    /// Data about the account that the deletion does not reach, in words.
    not_deleted: Vec<&'static str>,
    /// Number of objects that were emptied, by their class. Complete when the deletion is finished.
    objects_emptied: BTreeMap<&'static str, u64>,
    requested_at: TimeMs,
    requested_by: RequesterOut,
    /// Number of rows that were deleted so far, by the name of their table. Tables without any are left out.
    rows_deleted: BTreeMap<String, u64>,
    state: DeletionStateOut,
}

/// State of a deletion.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub(crate) enum DeletionStateOut {
    /// The account's objects are being emptied: messages on their way, sockets, undelivered events.
    EmptyingObjects,
    /// Rows are being deleted.
    DeletingRows,
    /// Everything is deleted but the settings of gateways and endpoints. A last look at all of it follows when no call
    /// from before the request can be under way any more.
    Settling,
    Finished,
}

/// Caller who asked for a deletion.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct RequesterOut {
    /// Id of the operator's token or of the person.
    id: Option<String>,
    /// `operator` for a token, `person` for a session.
    kind: String,
}

impl RequesterOut {
    fn of(deletion: &AccountDeletion) -> Self {
        Self { id: deletion.actor_id.clone(), kind: deletion.actor_kind.clone() }
    }
}

impl DeletionStateOut {
    fn of(deletion: &AccountDeletion) -> Self {
        match deletion.stage {
            _ if deletion.finished_at_ms.is_some() => Self::Finished,
            DeletionStage::Objects => Self::EmptyingObjects,
            DeletionStage::Rows => Self::DeletingRows,
            DeletionStage::ObjectsAgain | DeletionStage::LastRows => Self::Settling,
        }
    }
}

impl DeletionSummaryOut {
    pub(crate) fn of(deletion: &AccountDeletion) -> Self {
        Self {
            account_id: deletion.account_id.clone(),
            account_name_digest: deletion.name_digest.clone(),
            finished_at: deletion.finished_at_ms.map(TimeMs),
            id: deletion.id.clone(),
            requested_at: TimeMs(deletion.requested_at_ms),
            requested_by: RequesterOut::of(deletion),
            state: DeletionStateOut::of(deletion),
        }
    }
}

impl ReceiptOut {
    pub(crate) fn of(deletion: &AccountDeletion, rows: &[DeletedRows]) -> Self {
        Self {
            account_id: deletion.account_id.clone(),
            account_name_digest: deletion.name_digest.clone(),
            finished_at: deletion.finished_at_ms.map(TimeMs),
            id: deletion.id.clone(),
            not_deleted: NOT_DELETED.to_vec(),
            objects_emptied: objects_emptied(deletion, rows),
            requested_at: TimeMs(deletion.requested_at_ms),
            requested_by: RequesterOut::of(deletion),
            rows_deleted: rows.iter().map(|row| (row.table_name.clone(), row.deleted)).collect(),
            state: DeletionStateOut::of(deletion),
        }
    }
}

/// Counts objects by the rows that name them. These rows are deleted only after their objects were emptied, so the
/// counts are as exact as those of rows.
fn objects_emptied(
    deletion: &AccountDeletion,
    rows: &[DeletedRows],
) -> BTreeMap<&'static str, u64> {
    let deleted =
        |table: &str| rows.iter().find(|row| row.table_name == table).map_or(0, |row| row.deleted);
    // The Dispatcher is the first object of the first stage.
    let has_begun = deletion.stage != DeletionStage::Objects || !deletion.position.is_empty();
    BTreeMap::from([
        ("Dispatcher", u64::from(has_begun)),
        ("GatewayConnection", deleted("gateways")),
        ("WebhookDelivery", deleted("webhook_endpoints")),
    ])
}

#[cfg(test)]
mod tests {
    use unix_time::UnixMillis;

    use super::*;

    fn deletion(stage: DeletionStage, finished_at_ms: Option<i64>) -> AccountDeletion {
        AccountDeletion {
            id: "1".to_owned(),
            account_id: AccountId::from_bytes([1; 8]),
            name_digest: "digest".to_owned(),
            actor_kind: "operator".to_owned(),
            actor_id: Some("token".to_owned()),
            requested_at_ms: UnixMillis::EPOCH,
            finished_at_ms: finished_at_ms.map(UnixMillis::new),
            stage,
            position: String::new(),
        }
    }

    #[test]
    fn state_is_that_of_the_stage_until_the_deletion_is_finished() {
        let of = |stage, finished| DeletionStateOut::of(&deletion(stage, finished));
        assert_eq!(of(DeletionStage::Objects, None), DeletionStateOut::EmptyingObjects);
        assert_eq!(of(DeletionStage::Rows, None), DeletionStateOut::DeletingRows);
        assert_eq!(of(DeletionStage::LastRows, None), DeletionStateOut::Settling);
        assert_eq!(of(DeletionStage::LastRows, Some(5)), DeletionStateOut::Finished);
    }

    #[test]
    fn objects_are_counted_by_the_rows_that_name_them() {
        let rows = [DeletedRows { table_name: "gateways".to_owned(), deleted: 3 }];
        let counts = objects_emptied(&deletion(DeletionStage::LastRows, Some(5)), &rows);
        let expected = [("Dispatcher", 1), ("GatewayConnection", 3), ("WebhookDelivery", 0)];
        assert_eq!(counts, BTreeMap::from(expected));
        assert_eq!(objects_emptied(&deletion(DeletionStage::Objects, None), &[])["Dispatcher"], 0);
    }
}
