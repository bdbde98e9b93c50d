-- How a phone that fetches its messages learns that there is one: by an open event stream, by push, or by its own
-- visits alone. Whoever looks for a slow phone sees it in the listing of devices and in `npm run doctor`.
ALTER TABLE gateways ADD COLUMN streams INTEGER NOT NULL DEFAULT 0; -- it holds an event stream open
ALTER TABLE gateways ADD COLUMN push_refused INTEGER NOT NULL DEFAULT 0; -- the push service does not take its token
