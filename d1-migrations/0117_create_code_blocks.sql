-- Blocks of numbers to which no codes are sent: one row for each block that is or recently was blocked, since a block
-- that repeats lasts longer.
CREATE TABLE code_blocks (
  account_id TEXT NOT NULL REFERENCES accounts (id),
  number_block TEXT NOT NULL, -- first seven characters of the numbers
  kind TEXT NOT NULL, -- automatic or manual
  blocked_at_ms INTEGER NOT NULL,
  blocked_until_ms INTEGER NOT NULL, -- the end of the year 9999: until it is lifted
  counts_from_ms INTEGER NOT NULL, -- older codes no longer count for the rule
  lifted_at_ms INTEGER,
  repeats INTEGER NOT NULL, -- automatic blocks in a row, this one included
  sent INTEGER NOT NULL, -- what the rule saw; 0 by hand
  verified INTEGER NOT NULL,
  note TEXT,
  PRIMARY KEY (account_id, number_block)
) WITHOUT ROWID;

-- For the sweep.
CREATE INDEX code_blocks_until ON code_blocks (account_id, blocked_until_ms);
