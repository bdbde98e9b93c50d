-- Access tokens and the refresh tokens they come with: one row for a pair, so that a pair is issued and revoked at once
-- and a refresh token's single use is decided by one conditional statement. The tokens themselves are nowhere.
CREATE TABLE token_pairs (
  account_id TEXT NOT NULL REFERENCES accounts (id),
  id TEXT NOT NULL, -- the access token's jti: nanoid of 21 characters
  refresh_id TEXT NOT NULL, -- the refresh token's jti
  issued_at_ms INTEGER NOT NULL,
  access_expires_at_ms INTEGER NOT NULL,
  refresh_expires_at_ms INTEGER NOT NULL,
  access_revoked_at_ms INTEGER,
  refresh_ended_at_ms INTEGER, -- used or revoked
  PRIMARY KEY (account_id, id)
) WITHOUT ROWID;

CREATE UNIQUE INDEX token_pairs_refresh ON token_pairs (account_id, refresh_id);
-- For the sweep, which would otherwise read every token there is.
CREATE INDEX token_pairs_expiry ON token_pairs (account_id, refresh_expires_at_ms);
