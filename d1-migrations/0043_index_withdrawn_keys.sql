-- The minute cron asks which accounts lost something lately: a question of the operator's, across all accounts, like the one
-- for active accounts. Only what was withdrawn is in these.
CREATE INDEX api_keys_revoked ON api_keys (revoked_at_ms) WHERE revoked_at_ms IS NOT NULL;
CREATE INDEX accounts_disabled ON accounts (disabled_at_ms) WHERE disabled_at_ms IS NOT NULL;
