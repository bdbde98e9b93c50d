//! Messages that D1 has yet to learn of.

use std::collections::BTreeSet;

use messaging::MessageId;
use object_sql::{Sql, SqlError};

use crate::{backlog::Backlog, columns::parse_id};

/// Number of refusals by D1 after which a row is set aside until it changes.
pub(crate) const MAX_REJECTIONS: i64 = 5;

const MARKER: i64 = 1;
const FIND_ALL: &str =
    "SELECT id, json_extract(record, '$.options.label'), queue IS NULL, rank FROM message
     WHERE version > projected_version AND rejections < ? ORDER BY id";

/// Messages whose newest version D1 does not have.
pub(crate) type Unprojected = Backlog<MessageId>;

/// Backlog of an earlier instance.
#[derive(Debug)]
pub(crate) struct LeftBehind {
    pub(crate) unprojected: Unprojected,
    /// Messages of it that are in no queue, with their ranks: the instance may have ended before it routed them.
    pub(crate) unqueued: Vec<(i64, MessageId)>,
    /// Labels of its messages, each with the day on which a message was accepted.
    pub(crate) labels: BTreeSet<(i64, String)>,
}

/// Loads the backlog that an earlier instance left.
pub(crate) fn load(sql: &impl Sql) -> Result<LeftBehind, SqlError> {
    let (mut unqueued, mut labels) = (Vec::new(), BTreeSet::new());
    let unprojected = Backlog::load(sql, MARKER, || {
        let mut ids = Vec::new();
        for row in &sql.exec(FIND_ALL, vec![MAX_REJECTIONS.into()])? {
            let mut columns = row.reader();
            let id = parse_id(columns.text()?)?;
            if let Some(label) = columns.optional_text()? {
                labels.insert((id.created_at_ms().day(), label.to_owned()));
            }
            if columns.integer()? != 0 {
                unqueued.push((columns.integer()?, id.clone()));
            }
            ids.push(id);
        }
        Ok(ids)
    })?;
    Ok(LeftBehind { unprojected, unqueued, labels })
}
