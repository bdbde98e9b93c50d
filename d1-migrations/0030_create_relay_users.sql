-- People who publish by SMS. A number that nobody has proven to have is whose who signed up with it last; the id is
-- new with every sign-up, so what an earlier one was given is worth nothing.
CREATE TABLE relay_users (
  account_id TEXT NOT NULL REFERENCES accounts (id),
  user_id TEXT NOT NULL, -- a UUID
  phone_number TEXT NOT NULL, -- E.164
  name TEXT NOT NULL,
  country_code TEXT NOT NULL, -- '+237'
  password_hash TEXT NOT NULL, -- Argon2id
  state TEXT NOT NULL, -- 'unverified', 'active'
  verified_session_id TEXT, -- the session that has proven to have the number
  sessions_since_ms INTEGER NOT NULL, -- sessions that began then or before are over
  created_at_ms INTEGER NOT NULL,
  updated_at_ms INTEGER NOT NULL,
  PRIMARY KEY (account_id, user_id)
) WITHOUT ROWID;

CREATE UNIQUE INDEX relay_users_phone_number ON relay_users (account_id, phone_number);

-- For the sweep of sign-ups that nobody went on with.
CREATE INDEX relay_users_unverified ON relay_users (account_id, created_at_ms) WHERE state = 'unverified';
