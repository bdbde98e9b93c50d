-- Numbers that a provider sends and receives for. Each is a route, as a gateway is.
CREATE TABLE provider_numbers (
  account_id TEXT NOT NULL REFERENCES accounts (id),
  id TEXT NOT NULL, -- nanoid of 21 characters, told apart from no gateway's
  provider TEXT NOT NULL,
  address TEXT NOT NULL, -- E.164, or the literal (short code, alphanumeric sender)
  active INTEGER NOT NULL DEFAULT 1,
  priority INTEGER NOT NULL DEFAULT 1, -- 1 to 10, the higher is used first
  general INTEGER NOT NULL DEFAULT 0, -- 1: messages that name no route may go out through it, as the account's policy says
  created_at_ms INTEGER NOT NULL,
  PRIMARY KEY (account_id, id)
) WITHOUT ROWID;

CREATE UNIQUE INDEX provider_numbers_address ON provider_numbers (account_id, address);

-- Which kind of route messages prefer that name none: 'phones_only', 'phones_first', 'providers_first',
-- 'providers_only', or 'by_priority'.
ALTER TABLE accounts ADD COLUMN routing_policy TEXT NOT NULL DEFAULT 'phones_only';
