-- Wrong passwords in a row, for each name and network, whoever checks them: what is added up over all networks bounds how
-- often a password may be guessed. A network from which somebody has succeeded is known, and has a bound of its own, so
-- that strangers cannot lock out whoever comes from there. Names that do not exist are counted like those that do.
CREATE TABLE password_failures (
  account_id TEXT NOT NULL, -- '' for user names, which are unique in the deployment
  subject TEXT NOT NULL, -- 32 hex of a keyed digest of the name
  network TEXT NOT NULL, -- 32 hex of a keyed digest
  failures INTEGER NOT NULL, -- since the latest success from the network
  known INTEGER NOT NULL, -- 1: somebody has succeeded from the network
  ends_at_ms INTEGER NOT NULL, -- in whole days, so that counting rarely moves the index entry
  PRIMARY KEY (account_id, subject, network)
) WITHOUT ROWID;

-- For the sweep.
CREATE INDEX password_failures_end ON password_failures (account_id, ends_at_ms);
