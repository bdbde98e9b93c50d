-- Webhook endpoints: where an account's events go, in which words, signed with what.
CREATE TABLE webhook_endpoints (
  account_id TEXT NOT NULL REFERENCES accounts (id),
  id TEXT NOT NULL, -- we_ + 32 hex
  name TEXT NOT NULL,
  url TEXT NOT NULL, -- as the outbound guard spells it
  format TEXT NOT NULL, -- gateway-api, smsgate, standard
  events TEXT NOT NULL, -- kinds with spaces between them, or *
  active INTEGER NOT NULL DEFAULT 1,
  disabled_reason TEXT, -- why it disabled itself: queue_full, gone, failing
  disabled_at_ms INTEGER,
  timeout_secs INTEGER NOT NULL,
  schedule TEXT NOT NULL, -- JSON list: the seconds to wait before each try
  secret TEXT NOT NULL, -- sealed
  signs_v1 INTEGER NOT NULL, -- whether the secret is long enough for a webhook-signature
  previous_secret TEXT, -- sealed; signs as well until then
  previous_secret_until_ms INTEGER,
  created_at_ms INTEGER NOT NULL,
  updated_at_ms INTEGER NOT NULL,
  PRIMARY KEY (account_id, id)
) WITHOUT ROWID;

-- Every try at delivering an event. An event's tries are numbered from 1.
CREATE TABLE webhook_attempts (
  account_id TEXT NOT NULL,
  endpoint_id TEXT NOT NULL, -- webhook_endpoints.id
  started_at_ms INTEGER NOT NULL,
  event_id TEXT NOT NULL, -- evt_ + 32 hex
  number INTEGER NOT NULL,
  kind TEXT NOT NULL,
  subject TEXT NOT NULL, -- the message or endpoint that the event is about
  duration_ms INTEGER NOT NULL,
  status INTEGER, -- of the answer, if there was one
  error TEXT, -- null: delivered
  next_try_at_ms INTEGER, -- null: there is none
  PRIMARY KEY (account_id, endpoint_id, started_at_ms, event_id, number)
) WITHOUT ROWID;

-- For the retention sweep, which would otherwise read every attempt there is.
CREATE INDEX webhook_attempts_age ON webhook_attempts (account_id, started_at_ms);
