-- The keys that apps of relay users share with the server: one a user, the newest sync's.
CREATE TABLE relay_shared_keys (
  account_id TEXT NOT NULL REFERENCES accounts (id),
  user_id TEXT NOT NULL, -- relay_users.user_id
  sealed_key TEXT NOT NULL, -- sealed; bound to the account and the user
  number_hash TEXT NOT NULL, -- what apps of 2023 are told to name themselves by: drawn at the first sync, kept ever after
  client_key TEXT NOT NULL, -- the app's public key, as PEM
  client_digest TEXT NOT NULL, -- of OAEP for that key: 'sha1', 'sha256'
  client_mgf1 TEXT NOT NULL, -- of its mask: 'sha1', 'sha256'
  synced_at_ms INTEGER NOT NULL,
  previous_synced_at_ms INTEGER, -- absent: there was no key before
  syncs INTEGER NOT NULL, -- how often a key was made
  PRIMARY KEY (account_id, user_id)
) WITHOUT ROWID;

CREATE UNIQUE INDEX relay_shared_keys_number_hash ON relay_shared_keys (account_id, number_hash);
