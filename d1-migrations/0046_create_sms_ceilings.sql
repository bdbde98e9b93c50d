-- How many SMS were caused by requests that count against a ceiling: one row for each ceiling and window. A row's key
-- begins with the end of its window, since windows are of different lengths, so that what is over is a range of each
-- account's.
CREATE TABLE sms_ceilings (
  account_id TEXT NOT NULL REFERENCES accounts (id),
  ends_at_ms INTEGER NOT NULL, -- end of the window
  subject TEXT NOT NULL, -- 32 hex of a keyed digest: the ceiling, and what it bounds
  count INTEGER NOT NULL,
  PRIMARY KEY (account_id, ends_at_ms, subject)
) WITHOUT ROWID;
