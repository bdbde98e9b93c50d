-- Gateways that registered without a credential and await approval. They are kept apart from those that were let in: few
-- for each account, small, gone after a day. None of them occupies a number or a device id of the account's gateways, and
-- their keys are not among the account's keys.
CREATE TABLE pending_gateways (
  account_id TEXT NOT NULL REFERENCES accounts (id),
  id TEXT NOT NULL, -- the id that the gateway will have: nanoid of 21 characters
  number INTEGER NOT NULL, -- drawn from 1000000000 on, so that it is mistaken neither for a gateway's nor for an earlier one
  digest TEXT NOT NULL, -- its key's: lowercase hex SHA-256 of the whole key string, prefix included
  key_id TEXT NOT NULL, -- the id that its key will have
  display_prefix TEXT NOT NULL,
  device_id TEXT NOT NULL, -- the client's own name for the device; any number may claim the same
  name TEXT NOT NULL,
  metadata TEXT NOT NULL, -- JSON object of at most 1 KiB: what the device says of itself
  created_at_ms INTEGER NOT NULL,
  expires_at_ms INTEGER NOT NULL,
  PRIMARY KEY (account_id, id)
) WITHOUT ROWID;

CREATE UNIQUE INDEX pending_gateways_number ON pending_gateways (account_id, number);
CREATE UNIQUE INDEX pending_gateways_digest ON pending_gateways (account_id, digest);
-- For the count of an account's and for the sweep.
CREATE INDEX pending_gateways_expiry ON pending_gateways (account_id, expires_at_ms);

-- Gateways that await approval now move here: the latest 100 of each account, for a day from now. The rest has to register again.
INSERT OR IGNORE INTO pending_gateways
  (account_id, id, number, digest, key_id, display_prefix, device_id, name, metadata, created_at_ms, expires_at_ms)
SELECT account_id, id, 1000000000 + number, digest, key_id, display_prefix, device_id, name,
  CASE WHEN length(CAST(metadata AS BLOB)) > 1024 THEN '{}' ELSE metadata END, created_at_ms,
  CAST(strftime('%s', 'now') AS INTEGER) * 1000 + 86400000
FROM (
  SELECT g.*, k.digest, k.id AS key_id, k.display_prefix,
    ROW_NUMBER() OVER (PARTITION BY g.account_id ORDER BY g.number DESC) AS place
  FROM gateways AS g JOIN api_keys AS k ON k.account_id = g.account_id AND k.gateway_id = g.id
  WHERE g.approved = 0 AND k.revoked_at_ms IS NULL
)
WHERE place <= 100;
DELETE FROM api_keys WHERE (account_id, gateway_id) IN (SELECT account_id, id FROM gateways WHERE approved = 0);
DELETE FROM gateways WHERE approved = 0;
