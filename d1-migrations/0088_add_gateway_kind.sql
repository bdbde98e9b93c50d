-- Gateways for trials, such as simulated phones, are told from those that send real messages: routing gives them no
-- message that a person waits for.
ALTER TABLE gateways ADD COLUMN kind TEXT NOT NULL DEFAULT 'ordinary'; -- or 'test'
