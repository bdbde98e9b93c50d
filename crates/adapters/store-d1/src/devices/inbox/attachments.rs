//! Attachments in pieces, so that no request holds more of a long one than it must.

use devices::inbox::{Encoding, StoredAttachment, decode_piece};
use ids::AccountId;
use serde::Deserialize;

use crate::{Store, StoreError};

/// Most items of one id that are read: two phones may have items of the same id.
const MAX_ITEMS: u32 = 20;

const PUT: &str = "INSERT INTO inbox_attachment_chunks (account_id, attachment_id, number, data)
     VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO NOTHING";
// Without the hint the planner takes the primary key and reads all items of the account.
const OF_ITEM: &str = "SELECT attachments FROM inbox_items INDEXED BY inbox_items_item
     WHERE account_id = ?1 AND item_id = ?2 LIMIT ?3";
const PIECE: &str = "SELECT data FROM inbox_attachment_chunks
     WHERE account_id = ?1 AND attachment_id = ?2 AND number = ?3";

#[cfg(test)]
pub(crate) const STATEMENTS: &[&str] = &[PUT, OF_ITEM, PIECE];

#[derive(Deserialize)]
struct ItemRow {
    attachments: String,
}

#[derive(Deserialize)]
struct PieceRow {
    data: String,
}

impl Store {
    /// Stores one piece. It is not visible before an item names the attachment.
    pub async fn put_attachment_piece(
        &self,
        account_id: &AccountId,
        attachment_id: &str,
        number: u32,
        piece: &str,
    ) -> Result<(), StoreError> {
        let values = vec![account_id.into(), attachment_id.into(), number.into(), piece.into()];
        self.run((PUT, values)).await
    }

    /// Finds the attachment of a part of an item, by the phone's own item id.
    pub async fn find_attachment(
        &self,
        account_id: &AccountId,
        item_id: &str,
        part_id: i64,
    ) -> Result<Option<StoredAttachment>, StoreError> {
        let values = vec![account_id.into(), item_id.into(), MAX_ITEMS.into()];
        let rows: Vec<ItemRow> = self.rows((OF_ITEM, values)).await?;
        for row in rows {
            let found = stored(&row.attachments)?.into_iter().find(|it| it.part_id == part_id);
            if found.is_some() {
                return Ok(found);
            }
        }
        Ok(None)
    }

    /// Returns the bytes of one piece. `None` if it was deleted.
    pub async fn attachment_piece(
        &self,
        account_id: &AccountId,
        attachment_id: &str,
        number: u32,
        encoding: Encoding,
    ) -> Result<Option<Vec<u8>>, StoreError> {
        let values = vec![account_id.into(), attachment_id.into(), number.into()];
        let row: Option<PieceRow> = self.row((PIECE, values)).await?;
        let decoded = |row: PieceRow| {
            let corrupt = || StoreError::Corrupt("an attachment's piece".to_owned());
            decode_piece(row.data, encoding).ok_or_else(corrupt)
        };
        row.map(decoded).transpose()
    }
}

/// Parses an item's column of attachments.
pub(crate) fn stored(json: &str) -> Result<Vec<StoredAttachment>, StoreError> {
    serde_json::from_str(json).map_err(|error| StoreError::Corrupt(error.to_string()))
}
