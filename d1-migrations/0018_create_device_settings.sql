-- What the account's phones are to be set to (smsgate contract 3.8): one document for all of them.
CREATE TABLE device_settings (
  account_id TEXT NOT NULL PRIMARY KEY REFERENCES accounts (id),
  version INTEGER NOT NULL, -- 1 and up; a change is made to the version that it was computed from, or not at all
  document TEXT NOT NULL, -- JSON object of groups
  updated_at_ms INTEGER NOT NULL
) WITHOUT ROWID;
