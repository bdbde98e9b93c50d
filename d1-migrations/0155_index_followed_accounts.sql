-- The streams of a person of the deployment may follow any account. They end with the person's session, so the accounts
-- that were followed lately are looked up then.
CREATE INDEX accounts_by_events_read ON accounts (events_read_at_ms) WHERE events_read_at_ms IS NOT NULL;
