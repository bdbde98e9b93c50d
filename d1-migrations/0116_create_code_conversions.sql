-- How many codes were sent and verified: sums of a day. The sweep that deletes a code adds it here in the same
-- transaction, so that each code counts once and sending writes nothing more.
CREATE TABLE code_conversions (
  account_id TEXT NOT NULL REFERENCES accounts (id),
  country TEXT NOT NULL, -- ISO 3166; '-' if unknown, 'test' for codes that no SMS carried
  number_block TEXT NOT NULL, -- '' for the blocks beyond those that a day tells apart
  day INTEGER NOT NULL, -- days since 1970, UTC
  sent INTEGER NOT NULL,
  verified INTEGER NOT NULL,
  PRIMARY KEY (account_id, country, number_block, day)
) WITHOUT ROWID;

-- For the sweep, and for the limit on a day's rows.
CREATE INDEX code_conversions_day ON code_conversions (account_id, day);
