-- Credentials that are shown once and stored as a digest: client keys, gateway keys, registration tokens.
CREATE TABLE api_keys (
  account_id TEXT NOT NULL REFERENCES accounts (id),
  digest TEXT NOT NULL, -- lowercase hex SHA-256 of the whole key string, prefix included
  id TEXT NOT NULL, -- key_ + 16 hex, what people and the command line call the key
  kind TEXT NOT NULL CHECK (kind IN ('client', 'gateway', 'registration')),
  gateway_id TEXT, -- the gateway a gateway key belongs to
  name TEXT NOT NULL,
  display_prefix TEXT NOT NULL, -- the kind's prefix and 6 characters of the random part, for recognising a key in a list
  permissions TEXT NOT NULL DEFAULT '{}', -- JSON object of booleans, client keys only
  created_at_ms INTEGER NOT NULL,
  expires_at_ms INTEGER,
  revoked_at_ms INTEGER,
  last_used_at_ms INTEGER,
  PRIMARY KEY (account_id, digest)
) WITHOUT ROWID;

CREATE UNIQUE INDEX api_keys_id ON api_keys (account_id, id);
