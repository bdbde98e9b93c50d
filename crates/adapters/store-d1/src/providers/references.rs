//! Recipients, looked up by a provider's id.

use ids::AccountId;
use messaging::MessageId;
use serde::Deserialize;

use crate::{Store, StoreError};

const FIND: &str = "SELECT message_id, ordinal FROM provider_references
     WHERE account_id = ?1 AND reference = ?2";

#[cfg(test)]
pub(crate) const STATEMENTS: &[&str] = &[FIND];

#[derive(Deserialize)]
struct ReferenceRow {
    message_id: String,
    ordinal: u8,
}

impl Store {
    /// Finds the message and recipient that a provider knows as `provider:id`.
    pub async fn find_reference(
        &self,
        account_id: &AccountId,
        reference: &str,
    ) -> Result<Option<(MessageId, u8)>, StoreError> {
        let values = vec![account_id.into(), reference.into()];
        let Some(row) = self.row::<ReferenceRow>((FIND, values)).await? else { return Ok(None) };
        let id = MessageId::parse(&row.message_id)
            .ok_or_else(|| StoreError::Corrupt("message id".to_owned()))?;
        Ok(Some((id, row.ordinal)))
    }
}
