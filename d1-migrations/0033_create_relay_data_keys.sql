-- A relay user's own key, under which all that they granted is sealed. Whoever has only the database has nothing.
CREATE TABLE relay_data_keys (
  account_id TEXT NOT NULL REFERENCES accounts (id),
  user_id TEXT NOT NULL,
  id TEXT NOT NULL, -- 32 hex; stays when the key is wrapped anew, and is another when all grants were taken back
  wrapped_key TEXT NOT NULL, -- sealed under SEALING_KEYS, bound to account and user
  key_id TEXT NOT NULL, -- of SEALING_KEYS: which one wraps it
  created_at_ms INTEGER NOT NULL,
  PRIMARY KEY (account_id, user_id)
) WITHOUT ROWID;

-- The rotation's sweep looks for what an older key wraps.
CREATE INDEX relay_data_keys_key ON relay_data_keys (key_id);
