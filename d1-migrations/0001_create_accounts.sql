-- A tenant. Everything else begins its key with accounts.id, so that two tenants' data never share an index range.
CREATE TABLE accounts (
  id TEXT NOT NULL PRIMARY KEY, -- 16 lowercase hex: the 8 bytes that every credential of the account carries
  name TEXT NOT NULL,
  is_default INTEGER NOT NULL DEFAULT 0, -- the account that registrations without an account of their own join
  created_at_ms INTEGER NOT NULL,
  active_at_ms INTEGER, -- when its Dispatcher last projected something, to the hour; the cron pokes the active ones
  disabled_at_ms INTEGER -- set: every credential of the account is refused
) WITHOUT ROWID;

CREATE UNIQUE INDEX accounts_name ON accounts (name);
CREATE UNIQUE INDEX accounts_default ON accounts (is_default) WHERE is_default = 1;
CREATE INDEX accounts_active ON accounts (active_at_ms);
