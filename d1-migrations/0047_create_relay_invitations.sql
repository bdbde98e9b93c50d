-- Numbers that may sign up as relay users where sign-up is by invitation. Whoever signs up still has to prove that the
-- number is theirs, so an invitation holds no secret. It is deleted once it was used.
CREATE TABLE relay_invitations (
  account_id TEXT NOT NULL REFERENCES accounts (id),
  phone_number TEXT NOT NULL, -- E.164
  created_at_ms INTEGER NOT NULL,
  expires_at_ms INTEGER NOT NULL,
  PRIMARY KEY (account_id, phone_number)
) WITHOUT ROWID;

-- For the sweep.
CREATE INDEX relay_invitations_expiry ON relay_invitations (account_id, expires_at_ms);
