-- What relay users granted us on online platforms: one account of each (contract relaysms, 2.1).
CREATE TABLE relay_grants (
  account_id TEXT NOT NULL REFERENCES accounts (id),
  user_id TEXT NOT NULL,
  platform TEXT NOT NULL, -- 'gmail', 'twitter', …
  sealed_tokens TEXT NOT NULL, -- under the user's data key, bound to account, user and platform
  unique_id_digest TEXT NOT NULL, -- keyed digest of the platform's account: hex of HMAC-SHA256
  version INTEGER NOT NULL, -- its creation's time at first, one more at each change: never twice the same
  lease TEXT, -- who publishes or refreshes with it
  lease_until_ms INTEGER,
  created_at_ms INTEGER NOT NULL,
  updated_at_ms INTEGER NOT NULL,
  PRIMARY KEY (account_id, user_id, platform)
) WITHOUT ROWID;

-- No account of a platform is two users'.
CREATE UNIQUE INDEX relay_grants_unique_id ON relay_grants (account_id, platform, unique_id_digest);

-- Grants that are no more here, and that their platforms may not have heard of yet. They are told again for a day.
CREATE TABLE relay_revocations (
  account_id TEXT NOT NULL,
  user_id TEXT NOT NULL,
  platform TEXT NOT NULL,
  version INTEGER NOT NULL, -- the grant's
  sealed_tokens TEXT NOT NULL, -- the grant's
  wrapped_key TEXT NOT NULL, -- the user's data key at that time; nothing else has it any more
  attempts INTEGER NOT NULL,
  next_attempt_at_ms INTEGER NOT NULL,
  PRIMARY KEY (account_id, user_id, platform, version)
) WITHOUT ROWID;

CREATE INDEX relay_revocations_due ON relay_revocations (next_attempt_at_ms);
