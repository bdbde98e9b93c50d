-- The account's policy of one-time codes, which is read together with the account's keys, so that it costs no query.
ALTER TABLE accounts ADD COLUMN codes_policy TEXT; -- JSON; NULL: the deployment's defaults
