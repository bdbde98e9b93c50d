-- Outbound messages, projected by the account's Dispatcher. Ids sort by creation time, so the primary key is
-- also the order of every listing, and a message's whole life costs one row per projection.
CREATE TABLE messages (
  account_id TEXT NOT NULL,
  id TEXT NOT NULL, -- msg_ + 32 hex
  version INTEGER NOT NULL, -- the Dispatcher's counter for this message; a lower one never overwrites a higher
  client_id TEXT, -- the integrator's own id, where one was given
  gateway_id TEXT, -- the gateway of the latest lease, or the provisional one
  state TEXT NOT NULL, -- derived from the recipients
  created_at_ms INTEGER NOT NULL,
  updated_at_ms INTEGER NOT NULL,
  sent_at_ms INTEGER,
  delivered_at_ms INTEGER,
  failed_at_ms INTEGER,
  error TEXT,
  retry_count INTEGER NOT NULL DEFAULT 0,
  record TEXT NOT NULL, -- the message as the Dispatcher holds it: recipients, content, options, leases, timeline
  PRIMARY KEY (account_id, id)
) WITHOUT ROWID;

CREATE UNIQUE INDEX messages_client_id ON messages (account_id, client_id) WHERE client_id IS NOT NULL;
