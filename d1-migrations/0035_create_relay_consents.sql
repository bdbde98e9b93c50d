-- Consents that were begun and whose codes have not come yet: minutes, and once each.
CREATE TABLE relay_consents (
  account_id TEXT NOT NULL REFERENCES accounts (id),
  user_id TEXT NOT NULL,
  platform TEXT NOT NULL,
  created_at_ms INTEGER NOT NULL,
  state_digest TEXT NOT NULL, -- hex of SHA-256
  sealed TEXT NOT NULL, -- state, PKCE verifier and more, under SEALING_KEYS, bound to all of the key
  expires_at_ms INTEGER NOT NULL,
  PRIMARY KEY (account_id, user_id, platform, created_at_ms, state_digest)
) WITHOUT ROWID;

CREATE INDEX relay_consents_expiry ON relay_consents (expires_at_ms);
