-- What phones upload of their inboxes (smsgate contract 6.8), in ciphertext that only the account's owner can read;
-- so it is kept beside inbound_messages and not in it. Ids are made like theirs, so one listing shows both by time.
CREATE TABLE inbox_items (
  account_id TEXT NOT NULL,
  id TEXT NOT NULL, -- msg_ + 12 hex of received_at_ms + 20 hex of a digest of gateway_id and item_id
  gateway_id TEXT NOT NULL,
  item_id TEXT NOT NULL, -- the phone's own id of the item
  type TEXT NOT NULL, -- SMS, DATA_SMS, MMS, MMS_DOWNLOADED
  sender TEXT NOT NULL,
  recipient TEXT,
  sim_number INTEGER,
  content TEXT NOT NULL,
  attachments TEXT NOT NULL DEFAULT '[]', -- JSON list: what there is in inbox_attachment_chunks
  received_at_ms INTEGER NOT NULL, -- by the phone's clock
  created_at_ms INTEGER NOT NULL,
  PRIMARY KEY (account_id, id)
) WITHOUT ROWID;

-- An item that is uploaded again is known by this, and found by it when an attachment is asked for.
CREATE UNIQUE INDEX inbox_items_item ON inbox_items (account_id, item_id, gateway_id);
-- Listings of one phone, or of one type.
CREATE INDEX inbox_items_gateway ON inbox_items (account_id, gateway_id, id);
CREATE INDEX inbox_items_type ON inbox_items (account_id, type, id);
CREATE INDEX inbound_messages_gateway ON inbound_messages (account_id, gateway_id, id);

-- Attachments, in pieces of at most 1 MiB. They are stored before the item that names them.
CREATE TABLE inbox_attachment_chunks (
  account_id TEXT NOT NULL,
  attachment_id TEXT NOT NULL, -- att_ + 12 hex of the time of the upload + 20 random hex
  number INTEGER NOT NULL, -- from 0
  data TEXT NOT NULL, -- base64 that can be decoded by itself, or text as the phone gave it
  PRIMARY KEY (account_id, attachment_id, number)
) WITHOUT ROWID;
