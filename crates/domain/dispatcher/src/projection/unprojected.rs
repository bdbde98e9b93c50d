//! Messages that D1 has yet to learn of.

use messaging::MessageId;
use object_sql::{Sql, SqlError};

use crate::{backlog::Backlog, columns::parse_id};

/// Number of refusals by D1 after which a row is set aside until it changes.
pub(crate) const MAX_REJECTIONS: i64 = 5;

const MARKER: i64 = 1;
const FIND_ALL: &str = "SELECT id, queue IS NULL, rank FROM message
     WHERE version > projected_version AND rejections < ? ORDER BY id";

/// Messages whose newest version D1 does not have.
pub(crate) type Unprojected = Backlog<MessageId>;

/// Loads the backlog that an earlier instance left. Also returns those of its messages that are in no queue,
/// with their ranks: the instance may have ended before it routed them.
pub(crate) fn load(sql: &impl Sql) -> Result<(Unprojected, Vec<(i64, MessageId)>), SqlError> {
    let mut unqueued = Vec::new();
    let unprojected = Backlog::load(sql, MARKER, || {
        let mut ids = Vec::new();
        for row in &sql.exec(FIND_ALL, vec![MAX_REJECTIONS.into()])? {
            let mut columns = row.reader();
            let id = parse_id(columns.text()?)?;
            if columns.integer()? != 0 {
                unqueued.push((columns.integer()?, id.clone()));
            }
            ids.push(id);
        }
        Ok(ids)
    })?;
    Ok((unprojected, unqueued))
}
