-- Sessions of people, and the links that begin one once. A person has one link at a time: a new one replaces it. The
-- secrets are stored as digests.
CREATE TABLE person_sessions (
  scope TEXT NOT NULL,
  person_id TEXT NOT NULL,
  id TEXT NOT NULL,            -- beginning of the digest
  digest TEXT NOT NULL,
  method TEXT NOT NULL,        -- link or passkey
  created_at_ms INTEGER NOT NULL,
  expires_at_ms INTEGER NOT NULL,
  used_at_ms INTEGER NOT NULL,
  PRIMARY KEY (scope, person_id, id)
) WITHOUT ROWID;

-- For the cron, which deletes what expired.
CREATE INDEX person_sessions_expiry ON person_sessions (expires_at_ms);

CREATE TABLE sign_in_links (
  scope TEXT NOT NULL,
  person_id TEXT NOT NULL,
  digest TEXT NOT NULL,
  created_at_ms INTEGER NOT NULL,
  expires_at_ms INTEGER NOT NULL,
  PRIMARY KEY (scope, person_id)
) WITHOUT ROWID;

CREATE INDEX sign_in_links_expiry ON sign_in_links (expires_at_ms);
