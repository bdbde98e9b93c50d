-- Requests to webhook endpoints and their answers, so that its owner can see why an attempt failed. Sealed, since
-- bodies hold numbers and texts. All failures of seven days, and an endpoint's newest hundred successes: a table of its
-- own, because attempts are kept longer and are listed without these.
CREATE TABLE webhook_exchanges (
  account_id TEXT NOT NULL,
  endpoint_id TEXT NOT NULL, -- webhook_endpoints.id
  delivered INTEGER NOT NULL, -- whether the attempt succeeded; before the time, so that the newest successes are one range
  started_at_ms INTEGER NOT NULL,
  event_id TEXT NOT NULL,
  number INTEGER NOT NULL,
  exchange TEXT NOT NULL, -- sealed
  PRIMARY KEY (account_id, endpoint_id, delivered, started_at_ms, event_id, number)
) WITHOUT ROWID;

-- For the retention sweep, as that of attempts.
CREATE INDEX webhook_exchanges_age ON webhook_exchanges (account_id, started_at_ms);
