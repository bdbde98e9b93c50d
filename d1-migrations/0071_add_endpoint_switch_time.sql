-- An endpoint that disables itself tells D1 a moment later, or much later if D1 was away. The time of the owner's last
-- switching keeps such a late write from disabling an endpoint that the owner has switched on since.
ALTER TABLE webhook_endpoints ADD COLUMN switched_at_ms INTEGER; -- NULL before the first change of `active`
