-- Counts of settled facts by day, so that statistics and page totals never scan history. Values are absolute:
-- the account's Dispatcher is their only writer, so replaying a projection changes nothing.
CREATE TABLE counters (
  account_id TEXT NOT NULL,
  metric TEXT NOT NULL, -- 'received', 'sent', 'delivered', 'failed', 'accepted'
  day INTEGER NOT NULL, -- days since 1970-01-01 UTC; -1 holds the total of all days
  gateway_id TEXT NOT NULL, -- '' where no gateway is known yet
  value INTEGER NOT NULL,
  PRIMARY KEY (account_id, metric, day, gateway_id)
) WITHOUT ROWID;
