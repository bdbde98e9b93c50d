-- Deletions of accounts: the work that is left while one is under way, and afterwards the receipt. A receipt has no
-- name, only a digest of it, and nothing of the account's data. While a row has no end, its account stays disabled.
-- The id begins with the time, so that the list of receipts is read by the key.
CREATE TABLE account_deletions (
  id TEXT PRIMARY KEY,
  account_id TEXT NOT NULL UNIQUE,
  name_digest TEXT NOT NULL,
  actor_kind TEXT NOT NULL,
  actor_id TEXT,
  requested_at_ms INTEGER NOT NULL,
  finished_at_ms INTEGER,
  stage TEXT NOT NULL DEFAULT 'objects',
  -- Key of the object that was emptied last in this stage; empty at its start.
  position TEXT NOT NULL DEFAULT ''
) WITHOUT ROWID;

-- Read every minute, and empty nearly always.
CREATE INDEX account_deletions_under_way ON account_deletions (requested_at_ms) WHERE finished_at_ms IS NULL;

-- Rows that a deletion deleted of each table, counted in the transactions that deleted them.
CREATE TABLE account_deletion_rows (
  account_id TEXT NOT NULL,
  table_name TEXT NOT NULL,
  deleted INTEGER NOT NULL,
  PRIMARY KEY (account_id, table_name)
) WITHOUT ROWID;
