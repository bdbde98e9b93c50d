-- Largest number among the account's deleted gateways. A number is never given again, so that a request that was made for
-- a deleted gateway cannot reach a later one.
ALTER TABLE accounts ADD COLUMN last_deleted_gateway INTEGER NOT NULL DEFAULT 0;
