-- How a gateway gets its messages, and what phones of the SMSGate kind say of themselves.
ALTER TABLE gateways ADD COLUMN protocol TEXT NOT NULL DEFAULT 'cable'; -- 'cable': frames on its socket; 'poll': it is told that there are some and fetches them
ALTER TABLE gateways ADD COLUMN push_token TEXT; -- where push messages reach the phone
ALTER TABLE gateways ADD COLUMN sim_cards TEXT NOT NULL DEFAULT '[]'; -- JSON list, numbers masked by the phone
ALTER TABLE gateways ADD COLUMN public_key TEXT; -- base64 SPKI, as the phone gave it
ALTER TABLE gateways ADD COLUMN key_version INTEGER;
ALTER TABLE gateways ADD COLUMN app_version TEXT; -- from its User-Agent
ALTER TABLE gateways ADD COLUMN updated_at_ms INTEGER; -- when the phone last changed what it says of itself
