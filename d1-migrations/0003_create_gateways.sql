-- A phone or modem that sends and receives. The three faces of its identity are all unique within its account.
CREATE TABLE gateways (
  account_id TEXT NOT NULL REFERENCES accounts (id),
  id TEXT NOT NULL, -- nanoid of 21 characters, also the name of its GatewayConnection object
  number INTEGER NOT NULL, -- account-local integer
  device_id TEXT NOT NULL, -- the client's own name for the device
  name TEXT NOT NULL,
  active INTEGER NOT NULL DEFAULT 1, -- an inactive gateway keeps its key and gets no traffic
  approved INTEGER NOT NULL DEFAULT 1, -- 0: registered without a token, awaits an operator
  priority INTEGER NOT NULL DEFAULT 1, -- 1 to 10, the higher is used first
  online INTEGER NOT NULL DEFAULT 0,
  last_heartbeat_at_ms INTEGER, -- written at most every 5 minutes and on every online or offline transition
  metadata TEXT NOT NULL DEFAULT '{}', -- JSON object: what the device says of itself
  health TEXT NOT NULL DEFAULT '{}', -- JSON object: battery, signal, queue depth of the last heartbeat
  created_at_ms INTEGER NOT NULL,
  PRIMARY KEY (account_id, id)
) WITHOUT ROWID;

CREATE UNIQUE INDEX gateways_number ON gateways (account_id, number);
CREATE UNIQUE INDEX gateways_device_id ON gateways (account_id, device_id);
