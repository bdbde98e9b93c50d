-- Who a participant talks to, so that one row tells whether the other has opted out, and whether a number that
-- cools off was used by the same two people before.
ALTER TABLE proxy_participants ADD COLUMN other_key TEXT NOT NULL DEFAULT '';
