-- An endpoint that a message's callback_url made has the kind callback. It subscribes to nothing but the test event,
-- which is never announced, so that a Worker that does not know the column announces nothing to it.
ALTER TABLE webhook_endpoints ADD COLUMN kind TEXT NOT NULL DEFAULT 'subscription';

-- When a message last named it, within some minutes; null for a subscription.
ALTER TABLE webhook_endpoints ADD COLUMN used_at_ms INTEGER;

-- For the sweep of unused ones. Subscriptions are not in the index and cost it nothing.
CREATE INDEX webhook_endpoints_unused_callbacks ON webhook_endpoints (used_at_ms) WHERE kind = 'callback';
