-- Who a participant talks to, so that one row tells whether the other has opted out, and whether a number that
-- cools off was used by the same two people before.
ALTER TABLE proxy_participants ADD COLUMN other_key TEXT NOT NULL DEFAULT '';

-- What the participants are compared by, as in proxy_participants.
ALTER TABLE proxy_sessions ADD COLUMN a_key TEXT NOT NULL DEFAULT '';
ALTER TABLE proxy_sessions ADD COLUMN b_key TEXT NOT NULL DEFAULT '';

-- Which sessions a number has, the oldest first.
CREATE INDEX proxy_sessions_number ON proxy_sessions (account_id, number_key, created_at_ms, id) WHERE closed_at_ms IS NULL;
