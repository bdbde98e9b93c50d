-- An account that a phone got by registering without any credential (GATEWAY_MODE=public) is a stranger's until
-- something was done with it. One that nothing was done with is deleted after some days.
ALTER TABLE accounts ADD COLUMN unproven_since_ms INTEGER; -- absent: something was done with it, or an operator made it

CREATE INDEX accounts_unproven ON accounts (unproven_since_ms) WHERE unproven_since_ms IS NOT NULL;
