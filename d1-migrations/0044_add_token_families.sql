-- A refresh token that is used again after its rotation was stolen, or its rightful holder's was: then all pairs that came
-- of one login end together (RFC 9700, 4.14.2).
ALTER TABLE token_pairs ADD COLUMN family TEXT; -- the first pair's id, the same in all that came of it by refreshing
ALTER TABLE token_pairs ADD COLUMN rotated_at_ms INTEGER; -- when the refresh token was exchanged for the next pair

UPDATE token_pairs SET family = id;
CREATE INDEX token_pairs_family ON token_pairs (account_id, family);
