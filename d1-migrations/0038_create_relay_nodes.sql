-- Nodes: modems and phones that say every few seconds that they are there. One that has been silent for long is not
-- listed any more and never deleted. Nodes are numbered in the order of their coming, so the last number is how many
-- there are, and the next costs no count.
CREATE TABLE relay_nodes (
  account_id TEXT NOT NULL,
  imsi TEXT NOT NULL, -- as the node says it
  number INTEGER NOT NULL, -- account-local
  msisdn TEXT NOT NULL, -- as the node says it
  seed_type TEXT NOT NULL, -- 'seed', 'seeder', or whatever else it says
  country TEXT NOT NULL, -- English; '' where the number does not tell
  operator_name TEXT NOT NULL, -- '' where it is not known
  operator_id TEXT, -- country and network code of the mobile network
  standing INTEGER NOT NULL DEFAULT 0, -- what an administrator said: 1 approved, -1 refused, 0 nothing
  signed INTEGER NOT NULL DEFAULT 0, -- 1: with the key of the gateway client that has this number
  trust INTEGER NOT NULL DEFAULT 0, -- what follows from both: 1, 0 or -1
  last_ping_at_ms INTEGER NOT NULL, -- 0: it never pinged, another node told of it
  created_at_ms INTEGER NOT NULL,
  PRIMARY KEY (account_id, imsi)
) WITHOUT ROWID;

CREATE UNIQUE INDEX relay_nodes_number ON relay_nodes (account_id, number);
CREATE INDEX relay_nodes_live ON relay_nodes (account_id, trust, last_ping_at_ms);
