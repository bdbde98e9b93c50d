//! What phones upload of their inboxes (smsgate contract 6.8) and integrators read of it (3.5): what is taken, and how
//! attachments are cut into pieces that a database row can hold.
//!
//! Texts, senders and attachments are ciphertext here. They are kept as they came.

mod attachment;
mod item;

pub use attachment::{
    Attachment, Encoding, MAX_PART_BYTES, MAX_REQUEST_BYTES, StoredAttachment, attachment_id,
    decode_piece,
};
pub use item::{Batch, BatchFault, Item, ItemType, item_key};
