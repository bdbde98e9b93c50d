-- How far the retention sweeps have come, so that a run that did not finish goes on in the next minute and one that has
-- nothing to do reads one row. A pass goes through the accounts by key, and in each through its oldest rows by key.
CREATE TABLE sweeps (
  name TEXT NOT NULL PRIMARY KEY,
  before_ms INTEGER NOT NULL, -- what is older goes; another moment is another pass
  account_id TEXT NOT NULL, -- where the pass stands: the last row that was looked at
  position TEXT NOT NULL,
  finished INTEGER NOT NULL
) WITHOUT ROWID;
