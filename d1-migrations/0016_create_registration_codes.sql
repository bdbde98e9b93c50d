-- Codes with which a phone joins an account, for a minute and once. Using one deletes it; making one deletes the
-- account's expired ones, so there is nothing to sweep.
CREATE TABLE registration_codes (
  account_id TEXT NOT NULL REFERENCES accounts (id),
  digest TEXT NOT NULL, -- 64 hex: HMAC-SHA256 under a secret that is not in this database
  expires_at_ms INTEGER NOT NULL,
  PRIMARY KEY (account_id, digest)
) WITHOUT ROWID;

-- Who presents a code names no account.
CREATE UNIQUE INDEX registration_codes_digest ON registration_codes (digest);

-- A deleted gateway takes its keys with it.
CREATE INDEX api_keys_gateway ON api_keys (account_id, gateway_id) WHERE gateway_id IS NOT NULL;
