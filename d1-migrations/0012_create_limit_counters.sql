-- Requests that are counted exactly, where the platform's limiters are too permissive or too short: one row for each
-- window of the clock and subject, written once a request. The window is in the key, so that nothing is ever reset,
-- and old rows are a range of each account's.
CREATE TABLE limit_counters (
  account_id TEXT NOT NULL, -- '' where requests are counted before an account is known
  started_at_ms INTEGER NOT NULL, -- when the window began
  subject TEXT NOT NULL, -- 32 hex of a keyed digest: what is limited, and whom
  count INTEGER NOT NULL,
  PRIMARY KEY (account_id, started_at_ms, subject)
) WITHOUT ROWID;
