-- Events that arise outside an account's Dispatcher are numbered by it only if somebody follows the account's events, so
-- that other accounts pay no call for them. The Dispatcher renews the time at most once an hour while there is a reader.
ALTER TABLE accounts ADD COLUMN events_read_at_ms INTEGER; -- NULL if nobody ever did
