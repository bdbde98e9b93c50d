-- What relay users had published: each request once, however often and by whomever it arrives. Rows are kept, for
-- a request that was forgotten could be published again by whoever has a copy of it.
CREATE TABLE publications (
  account_id TEXT NOT NULL,
  fingerprint TEXT NOT NULL, -- of the sender and the end of the ciphertext: what all that can be made of it shares
  copy_digest TEXT NOT NULL, -- of all of it: what only faithful copies share
  id TEXT NOT NULL, -- pub_ and 32 hex, sortable by time
  user_id TEXT NOT NULL, -- relay_users.id
  platform TEXT NOT NULL,
  source TEXT NOT NULL, -- how it came
  gateway_client TEXT NOT NULL, -- who forwarded it, as far as that is known; empty otherwise
  country_code TEXT NOT NULL, -- of the sender's number; empty if that is of none
  state TEXT NOT NULL, -- 'under_way', 'published', 'refused', 'unknown'
  reason TEXT, -- a word of the platform's or ours, where it was not published
  created_at_ms INTEGER NOT NULL,
  settled_at_ms INTEGER, -- absent: under way
  due_at_ms INTEGER, -- who goes on with it may do so from then; absent: there is nothing left to do
  lease TEXT, -- of who is at it until then
  tries INTEGER NOT NULL DEFAULT 0, -- how often it was put off
  sealed TEXT, -- the sender, and how far it has come; gone once nothing is left to do
  PRIMARY KEY (account_id, fingerprint)
) WITHOUT ROWID;

CREATE INDEX publications_due ON publications (account_id, due_at_ms) WHERE due_at_ms IS NOT NULL;
-- The log: what is under way is not in it.
CREATE INDEX publications_log ON publications (account_id, created_at_ms, id) WHERE settled_at_ms IS NOT NULL;

-- How many of the log's rows each day has, so that neither totals nor pages need to read it.
CREATE TABLE publication_counters (
  account_id TEXT NOT NULL,
  day INTEGER NOT NULL, -- since 1970, UTC, of created_at_ms
  country_code TEXT NOT NULL,
  platform TEXT NOT NULL,
  source TEXT NOT NULL,
  state TEXT NOT NULL,
  gateway_client TEXT NOT NULL,
  value INTEGER NOT NULL,
  PRIMARY KEY (account_id, day, country_code, platform, source, state, gateway_client)
) WITHOUT ROWID;
