-- The country that an account's national numbers are read in. NULL: the deployment's DEFAULT_COUNTRY_CODE.
-- It is read by the queries that look a credential up, so that no request asks for it.
ALTER TABLE accounts ADD COLUMN default_country_code TEXT;
