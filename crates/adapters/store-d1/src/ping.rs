//! Checking that the database answers.

use serde::Deserialize;

use crate::{Store, StoreError};

const PING: &str = "SELECT 1 AS alive";

#[cfg(test)]
pub(crate) const STATEMENTS: &[&str] = &[PING];

#[derive(Deserialize)]
struct AliveRow {
    #[expect(dead_code, reason = "only the presence of a row matters")]
    alive: u8,
}

impl Store {
    /// Runs a trivial query to check that D1 answers.
    pub async fn ping(&self) -> Result<(), StoreError> {
        let row: Option<AliveRow> = self.row((PING, vec![])).await?;
        row.map(drop).ok_or_else(|| StoreError::Corrupt("no row".to_owned()))
    }
}
