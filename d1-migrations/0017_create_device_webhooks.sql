-- Webhooks that the account's phones deliver by themselves (smsgate contract 3.7). Here they are only kept and handed
-- out; what the server delivers is in webhook_endpoints.
CREATE TABLE device_webhooks (
  account_id TEXT NOT NULL REFERENCES accounts (id),
  id TEXT NOT NULL, -- the integrator's own, or a nanoid
  gateway_id TEXT, -- null: every phone of the account delivers it
  url TEXT NOT NULL,
  event TEXT NOT NULL, -- as SMSGate names it
  created_at_ms INTEGER NOT NULL,
  updated_at_ms INTEGER NOT NULL,
  PRIMARY KEY (account_id, id),
  FOREIGN KEY (account_id, gateway_id) REFERENCES gateways (account_id, id) ON DELETE CASCADE
) WITHOUT ROWID;
