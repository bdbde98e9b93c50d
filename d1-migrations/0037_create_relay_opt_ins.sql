-- Accounts that want what arrives at their phones and numbers to be tried as relay users' requests. An account
-- without a row does not.
CREATE TABLE relay_opt_ins (
  account_id TEXT NOT NULL PRIMARY KEY REFERENCES accounts (id),
  inbound_requests INTEGER NOT NULL,
  updated_at_ms INTEGER NOT NULL
) WITHOUT ROWID;
