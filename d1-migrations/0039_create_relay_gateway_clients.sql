-- The directory of gateway clients: numbers to which people send their requests, and how reliably those forward them.
CREATE TABLE relay_gateway_clients (
  account_id TEXT NOT NULL REFERENCES accounts (id),
  msisdn TEXT NOT NULL, -- E.164
  country TEXT NOT NULL COLLATE NOCASE, -- English
  operator TEXT NOT NULL,
  operator_code TEXT NOT NULL,
  protocols TEXT NOT NULL, -- separated by commas
  last_published_at_ms INTEGER, -- when something was last published that it signed
  tests_started INTEGER NOT NULL DEFAULT 0,
  tests_in_time INTEGER NOT NULL DEFAULT 0, -- those that were forwarded soon enough
  sealed_key TEXT, -- what it signs with
  created_at_ms INTEGER NOT NULL,
  PRIMARY KEY (account_id, msisdn)
) WITHOUT ROWID;

CREATE INDEX relay_gateway_clients_sealed ON relay_gateway_clients (sealed_key) WHERE sealed_key IS NOT NULL;
CREATE INDEX relay_gateway_clients_country ON relay_gateway_clients (account_id, country, operator);

-- Tests of it. Of each client the latest are kept; its counters tell of all.
CREATE TABLE relay_reliability_tests (
  account_id TEXT NOT NULL,
  id INTEGER NOT NULL, -- account-local
  msisdn TEXT NOT NULL, -- the client's
  position INTEGER NOT NULL, -- among those of its client, from 1
  status TEXT NOT NULL, -- 'pending', 'success', 'timedout'
  started_at_ms INTEGER NOT NULL,
  sent_at_ms INTEGER, -- by the phone, as the client says
  received_at_ms INTEGER, -- by the client, as it says
  routed_at_ms INTEGER, -- when it arrived here
  PRIMARY KEY (account_id, id)
) WITHOUT ROWID;

CREATE UNIQUE INDEX relay_reliability_tests_client ON relay_reliability_tests (account_id, msisdn, position);
CREATE INDEX relay_reliability_tests_client_pending ON relay_reliability_tests (account_id, msisdn) WHERE status = 'pending';
CREATE INDEX relay_reliability_tests_pending ON relay_reliability_tests (started_at_ms) WHERE status = 'pending';
