-- Endpoint that is told when this one begins to fail or disables itself. Null if there is none, or if it was deleted.
ALTER TABLE webhook_endpoints ADD COLUMN alert_endpoint_id TEXT;
