-- SMS that arrived at a gateway. The id begins with the time of receipt and ends with a digest of what was
-- received, so the primary key orders listings and makes a repeated report harmless however late it comes.
CREATE TABLE inbound_messages (
  account_id TEXT NOT NULL,
  id TEXT NOT NULL, -- msg_ + 12 hex of received_at_ms + 20 hex of a digest
  gateway_id TEXT NOT NULL,
  sender TEXT NOT NULL,
  body TEXT NOT NULL,
  received_at_ms INTEGER NOT NULL,
  created_at_ms INTEGER NOT NULL,
  PRIMARY KEY (account_id, id)
) WITHOUT ROWID;

CREATE INDEX inbound_messages_sender ON inbound_messages (account_id, sender, id);
