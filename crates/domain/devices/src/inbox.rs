//! Inbox items that phones upload and integrators read (smsgate contract 6.8 and 3.5): the checks on them, and the
//! cutting of attachments into pieces that fit a database row.
//!
//! Texts, senders and attachments are ciphertext here. They are stored unchanged.

mod attachment;
mod item;

pub use attachment::{
    Attachment, Encoding, MAX_PART_BYTES, MAX_REQUEST_BYTES, StoredAttachment, attachment_id,
    decode_piece,
};
pub use item::{Batch, BatchFault, Item, ItemType, item_key};
