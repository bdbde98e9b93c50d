//! Contents too long for their message's row, stored beside it in pieces, since a row holds at most 2 MB.
//!
//! Only multimedia messages are that long. The pieces are written with the message, projected once, and
//! deleted when the message is deleted or hashed.

use messaging::{Content, LongContent, Message};
use object_sql::{Sql, SqlError};
use telephony::MessageText;

use crate::DispatcherCore;

/// Longest content that stays in its message's row, in bytes.
pub(crate) const MAX_INLINE_BYTES: usize = 512 * 1_024;
/// Longest piece, in bytes.
const PIECE_BYTES: usize = 512 * 1_024;
/// Most pieces of all messages together: one of the ten gibibytes that an object may hold.
const MAX_PIECES: i64 = 2_048;

pub(crate) const SELECT_PIECES: &str =
    "SELECT text FROM piece WHERE message_id = ? ORDER BY number";
pub(crate) const DELETE_PIECES: &str = "DELETE FROM piece WHERE message_id = ?";
/// Scans the table up to the bound, and only when a long message is submitted.
const COUNT_PIECES: &str = "SELECT COUNT(*) FROM (SELECT 1 FROM piece LIMIT ?)";

impl<S: Sql> DispatcherCore<S> {
    /// Moves long content out of a message that is about to be stored.
    pub(crate) fn put_into_pieces(&self, message: &mut Message) -> Result<(), SqlError> {
        let Content::Multimedia(text) = &message.content else { return Ok(()) };
        if text.as_str().len() <= MAX_INLINE_BYTES {
            return Ok(());
        }
        let statement = "INSERT INTO piece (message_id, number, text) VALUES (?, ?, ?)";
        for (number, piece) in (0_i64..).zip(cut(text.as_str())) {
            let parameters = vec![message.id.as_str().into(), number.into(), piece.into()];
            self.sql.exec(statement, parameters)?;
        }
        message.content = Content::Long(LongContent::of(text.as_str()));
        message.in_pieces = true;
        Ok(())
    }

    /// Returns the message's readable and complete content. `None` if it is gone or its key is.
    pub(crate) fn open_content(&self, message: &Message) -> Result<Option<Content>, SqlError> {
        match self.text_sealer.content(message) {
            Some(Content::Long(long)) => {
                let text = pieces_of(&self.sql, message)?.concat();
                Ok((text.len() == long.len()).then(|| Content::Multimedia(MessageText::new(text))))
            }
            content => Ok(content),
        }
    }

    /// Returns a copy of the message with its complete content, if that is still stored.
    pub(crate) fn with_whole_content(&self, message: &Message) -> Result<Message, SqlError> {
        let mut whole = message.clone();
        if let Content::Long(_) = &whole.content
            && let Some(content) = self.open_content(message)?
        {
            whole.content = content;
        }
        Ok(whole)
    }

    /// Whether the limit on stored pieces is reached.
    pub(crate) fn pieces_are_full(&self) -> Result<bool, SqlError> {
        let rows = self.sql.exec(COUNT_PIECES, vec![MAX_PIECES.into()])?;
        let count = rows.first().map(|row| row.reader().integer()).transpose()?;
        Ok(count.is_some_and(|count| count >= MAX_PIECES))
    }

    /// Deletes the pieces of a message that is deleted or hashed.
    pub(crate) fn delete_pieces(&self, message: &Message) -> Result<(), SqlError> {
        if message.in_pieces {
            self.sql.exec(DELETE_PIECES, vec![message.id.as_str().into()])?;
        }
        Ok(())
    }
}

/// Reads the message's pieces in order.
pub(crate) fn pieces_of(sql: &impl Sql, message: &Message) -> Result<Vec<String>, SqlError> {
    let rows = sql.exec(SELECT_PIECES, vec![message.id.as_str().into()])?;
    rows.iter().map(|row| Ok(row.reader().text()?.to_owned())).collect()
}

fn cut(text: &str) -> Vec<&str> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let mut at = rest.len().min(PIECE_BYTES);
        while !rest.is_char_boundary(at) {
            at = at.saturating_sub(1);
        }
        let Some((piece, after)) = rest.split_at_checked(at) else { break };
        pieces.push(piece);
        rest = after;
    }
    pieces
}

#[cfg(test)]
mod tests;
