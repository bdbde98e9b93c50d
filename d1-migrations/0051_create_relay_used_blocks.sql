-- Marks of the ciphertext blocks of published requests. Requests by SMS have no MAC, so whoever knows the plaintext of
-- one can write others out of its blocks: what contains a known block is refused.
--
-- Marks are appended to the last part of a user's key, 32 KiB each, so that a request writes one row however many
-- blocks it has. Eight parts are kept, about 20,000 blocks; the oldest part goes when a ninth begins, all of them when
-- the key changes.
CREATE TABLE relay_used_blocks (
  account_id TEXT NOT NULL REFERENCES accounts (id),
  user_id TEXT NOT NULL, -- relay_users.user_id
  key_made_at_ms INTEGER NOT NULL, -- relay_shared_keys.synced_at_ms
  part INTEGER NOT NULL, -- from 0
  marks TEXT NOT NULL, -- each a dot and 12 base64 characters of an HMAC under the shared key
  PRIMARY KEY (account_id, user_id, key_made_at_ms, part)
) WITHOUT ROWID;
