-- One-time codes and the failed guesses at them. Rows live for the rolling hour in which they are counted, and
-- every limit is decided by the one statement that inserts the row, so these tables are their own counters.
CREATE TABLE one_time_codes (
  account_id TEXT NOT NULL REFERENCES accounts (id),
  phone TEXT NOT NULL, -- E.164; a prefix of it is a range of this key
  created_at_ms INTEGER NOT NULL, -- later than every other of the phone, so the newest is never in doubt
  id TEXT NOT NULL, -- otp_ + 32 hex
  purpose TEXT NOT NULL,
  digest TEXT NOT NULL, -- lowercase hex HMAC-SHA256 under a pepper that is not in this database
  expires_at_ms INTEGER NOT NULL,
  consumed_at_ms INTEGER, -- at_ms of the attempt that consumed it
  PRIMARY KEY (account_id, phone, created_at_ms)
) WITHOUT ROWID;

-- For the sweep, which would otherwise read every code there is.
CREATE INDEX one_time_codes_created ON one_time_codes (account_id, created_at_ms);

-- An attempt is stored before anything is compared, and removed if it was right.
CREATE TABLE one_time_code_attempts (
  account_id TEXT NOT NULL REFERENCES accounts (id),
  phone TEXT NOT NULL, -- E.164, whether or not it ever had a code
  purpose TEXT NOT NULL,
  at_ms INTEGER NOT NULL, -- later than every other of the phone and purpose, so it also names the attempt
  failures INTEGER NOT NULL, -- in the hour before it, itself included
  PRIMARY KEY (account_id, phone, purpose, at_ms)
) WITHOUT ROWID;

CREATE INDEX one_time_code_attempts_at ON one_time_code_attempts (account_id, at_ms);
