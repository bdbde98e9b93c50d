-- Changes by administrators. The id is the day since 1970 times 100,000 plus a number of that day, so that the key
-- sorts by time and bounds an account's entries of a day.
CREATE TABLE audit_entries (
  scope TEXT NOT NULL,         -- an account's id, or 'deployment'
  id INTEGER NOT NULL,
  at_ms INTEGER NOT NULL,
  actor_kind TEXT NOT NULL,    -- key, person, operator or anonymous
  actor_id TEXT,
  actor_name TEXT,             -- of a person, who may be removed later
  method TEXT NOT NULL,
  route TEXT NOT NULL,         -- with the names of its parameters in braces
  objects TEXT NOT NULL,       -- JSON: the parameters' values by name
  status INTEGER NOT NULL,
  PRIMARY KEY (scope, id)
) WITHOUT ROWID;
