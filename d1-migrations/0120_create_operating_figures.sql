-- Operating figures of each account's Dispatcher, for GET /metrics. A row is replaced at most once a minute while the
-- account is in use, so that figures cost its messages nothing.
CREATE TABLE operating_figures (
  account_id TEXT NOT NULL PRIMARY KEY,
  record TEXT NOT NULL -- a JSON object: gauges, counts and histograms
) WITHOUT ROWID;
