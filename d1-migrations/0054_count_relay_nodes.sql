-- How many nodes an account remembers, so that a new one costs no count of them, and never more after nodes were
-- deleted. Triggers keep the counts, whatever statement changes the nodes. Strangers are the nodes that neither
-- signed nor were approved or refused: when they are too many the stalest makes way.
CREATE TABLE relay_node_counts (
  account_id TEXT NOT NULL PRIMARY KEY,
  strangers INTEGER NOT NULL,
  kept INTEGER NOT NULL -- all others
) WITHOUT ROWID;

INSERT INTO relay_node_counts (account_id, strangers, kept)
  SELECT account_id, SUM(trust = 0), SUM(trust <> 0) FROM relay_nodes GROUP BY account_id;

CREATE TRIGGER relay_nodes_inserted AFTER INSERT ON relay_nodes BEGIN
  INSERT INTO relay_node_counts (account_id, strangers, kept) VALUES (NEW.account_id, NEW.trust = 0, NEW.trust <> 0)
  ON CONFLICT (account_id) DO UPDATE SET strangers = strangers + excluded.strangers, kept = kept + excluded.kept;
END;

CREATE TRIGGER relay_nodes_deleted AFTER DELETE ON relay_nodes BEGIN
  UPDATE relay_node_counts SET strangers = strangers - (OLD.trust = 0), kept = kept - (OLD.trust <> 0)
  WHERE account_id = OLD.account_id;
END;

CREATE TRIGGER relay_nodes_trusted AFTER UPDATE OF trust ON relay_nodes WHEN (OLD.trust = 0) <> (NEW.trust = 0) BEGIN
  UPDATE relay_node_counts SET
    strangers = strangers + (NEW.trust = 0) - (OLD.trust = 0), kept = kept + (NEW.trust <> 0) - (OLD.trust <> 0)
  WHERE account_id = NEW.account_id;
END;

-- Nodes that another node told of and that never pinged are forgotten by the age of their rows.
CREATE INDEX relay_nodes_told ON relay_nodes (account_id, created_at_ms) WHERE last_ping_at_ms = 0;
