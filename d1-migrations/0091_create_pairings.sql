-- Permissions for one gateway each to join an account, made by an administrator and used within ten minutes. Making one
-- deletes the account's old ones, and their number is limited, so there is nothing to sweep.
CREATE TABLE pairings (
  account_id TEXT NOT NULL REFERENCES accounts (id),
  id TEXT NOT NULL,
  digest TEXT NOT NULL, -- lowercase hex SHA-256 of the token
  name TEXT, -- of the gateway to be; NULL: as it names itself
  kind TEXT NOT NULL DEFAULT 'ordinary', -- of the gateway to be
  created_at_ms INTEGER NOT NULL,
  expires_at_ms INTEGER NOT NULL,
  used_at_ms INTEGER,
  gateway_id TEXT, -- the gateway that came of it
  PRIMARY KEY (account_id, id)
) WITHOUT ROWID;

CREATE UNIQUE INDEX pairings_digest ON pairings (account_id, digest);
-- For the count of an account's and for forgetting old ones.
CREATE INDEX pairings_expiry ON pairings (account_id, expires_at_ms);

-- The pairing for which a code was made. Of several codes for one pairing, the first to be used is the only one.
ALTER TABLE registration_codes ADD COLUMN pairing_id TEXT;
