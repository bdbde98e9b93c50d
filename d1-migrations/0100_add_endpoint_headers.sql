-- Headers that an endpoint's owner adds to its requests, such as a token that the receiver demands. The values may be
-- credentials, so they are sealed; the names are shown in listings, which open nothing. Both are null without any.
ALTER TABLE webhook_endpoints ADD COLUMN header_names TEXT; -- JSON list
ALTER TABLE webhook_endpoints ADD COLUMN headers TEXT; -- sealed JSON list of pairs
