-- Limits of one gateway in place of the deployment's: contracts differ from SIM to SIM, and laws on the hours of messages
-- from country to country.
ALTER TABLE gateways ADD COLUMN pacing TEXT; -- JSON object: segments, window_ms; NULL: the deployment's
ALTER TABLE gateways ADD COLUMN send_window TEXT; -- JSON object: from and until in minutes of the day, time_zone; NULL: always
