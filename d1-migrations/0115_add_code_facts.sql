-- Facts by which the conversion of codes is reported and judged. Codes of the version before have none, and count under
-- no country.
ALTER TABLE one_time_codes ADD COLUMN country TEXT; -- ISO 3166, if the numbering plan tells
-- The block of numbers, while the account's blocks are automatic, so that only those accounts pay for the index below.
ALTER TABLE one_time_codes ADD COLUMN number_block TEXT;
ALTER TABLE one_time_codes ADD COLUMN is_test INTEGER NOT NULL DEFAULT 0; -- 1: no SMS carries the code

-- For the rule of automatic blocks, which reads nothing but this index.
CREATE INDEX one_time_codes_block ON one_time_codes (account_id, number_block, created_at_ms, consumed_at_ms)
  WHERE number_block IS NOT NULL;
