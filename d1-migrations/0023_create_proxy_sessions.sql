-- Masking: numbers behind which two people talk without knowing each other's.
CREATE TABLE proxy_numbers (
  account_id TEXT NOT NULL REFERENCES accounts (id),
  number_key TEXT NOT NULL, -- its digits, or the text itself where it has none: what numbers are compared by
  value TEXT NOT NULL, -- as it was given
  route_id TEXT NOT NULL, -- provider_numbers.id, or gateways.id of a phone on the cable
  position INTEGER NOT NULL, -- in the order of adding
  created_at_ms INTEGER NOT NULL,
  PRIMARY KEY (account_id, number_key)
) WITHOUT ROWID;

CREATE INDEX proxy_numbers_position ON proxy_numbers (account_id, position);
CREATE INDEX proxy_numbers_route ON proxy_numbers (account_id, route_id);

CREATE TABLE proxy_sessions (
  account_id TEXT NOT NULL,
  id TEXT NOT NULL, -- 32 hex
  number_key TEXT NOT NULL,
  participant_a TEXT NOT NULL, -- as they were given
  participant_b TEXT NOT NULL,
  created_at_ms INTEGER NOT NULL,
  expires_at_ms INTEGER, -- a fixed end
  ttl_ms INTEGER, -- ends so long after the last interaction
  last_interaction_at_ms INTEGER NOT NULL,
  closed_at_ms INTEGER, -- absent: open
  closed_reason TEXT, -- 'ended', 'expired', 'rolled_back'
  PRIMARY KEY (account_id, id)
) WITHOUT ROWID;

CREATE INDEX proxy_sessions_open ON proxy_sessions (account_id, created_at_ms, id) WHERE closed_at_ms IS NULL;
CREATE INDEX proxy_sessions_expiry ON proxy_sessions (expires_at_ms) WHERE closed_at_ms IS NULL AND expires_at_ms IS NOT NULL;
CREATE INDEX proxy_sessions_idle ON proxy_sessions (last_interaction_at_ms + ttl_ms) WHERE closed_at_ms IS NULL AND ttl_ms IS NOT NULL;
CREATE INDEX proxy_sessions_closed ON proxy_sessions (closed_at_ms) WHERE closed_at_ms IS NOT NULL;

-- Who may be reached behind which number. Its key is the rule of masking: nobody has the same number twice.
CREATE TABLE proxy_participants (
  account_id TEXT NOT NULL,
  number_key TEXT NOT NULL,
  participant_key TEXT NOT NULL, -- as number_key
  session_id TEXT NOT NULL,
  released_at_ms INTEGER, -- the session has ended; the row stays while the number cools off
  PRIMARY KEY (account_id, number_key, participant_key)
) WITHOUT ROWID;

CREATE INDEX proxy_participants_participant ON proxy_participants (account_id, participant_key);
CREATE INDEX proxy_participants_released ON proxy_participants (released_at_ms) WHERE released_at_ms IS NOT NULL;

-- What was sent on behalf of a session. How it fared is in messages.
CREATE TABLE proxy_interactions (
  account_id TEXT NOT NULL,
  session_id TEXT NOT NULL,
  message_id TEXT NOT NULL, -- messages.id
  kind TEXT NOT NULL, -- 'relay', 'session_start', …
  inbound_id TEXT, -- inbound_messages.id of what was relayed or answered
  PRIMARY KEY (account_id, session_id, message_id)
) WITHOUT ROWID;

-- Who has asked by STOP to get no more from a number.
CREATE TABLE proxy_opt_outs (
  account_id TEXT NOT NULL,
  number_key TEXT NOT NULL,
  participant_key TEXT NOT NULL,
  at_ms INTEGER NOT NULL,
  PRIMARY KEY (account_id, number_key, participant_key)
) WITHOUT ROWID;

-- An account's own words and rules; what is absent is the deployment's.
CREATE TABLE proxy_settings (
  account_id TEXT NOT NULL PRIMARY KEY REFERENCES accounts (id),
  settings TEXT NOT NULL -- JSON object
) WITHOUT ROWID;
