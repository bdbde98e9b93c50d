-- How often a relay user's password was guessed wrong. A guess is counted before it is compared and the row deleted if
-- it was right, so guesses at once are no more than guesses one after the other.
CREATE TABLE relay_password_guesses (
  account_id TEXT NOT NULL REFERENCES accounts (id),
  subject TEXT NOT NULL, -- a digest: of the user's id, or of a number that is nobody's
  failures INTEGER NOT NULL, -- since the latest block
  blocks INTEGER NOT NULL,
  blocked_until_ms INTEGER NOT NULL, -- 0: it is not
  updated_at_ms INTEGER NOT NULL,
  PRIMARY KEY (account_id, subject)
) WITHOUT ROWID;

CREATE INDEX relay_password_guesses_updated ON relay_password_guesses (account_id, updated_at_ms);

-- When a number may be sent its next code.
CREATE TABLE relay_code_waits (
  account_id TEXT NOT NULL REFERENCES accounts (id),
  phone_number TEXT NOT NULL, -- E.164
  sent INTEGER NOT NULL, -- codes, since there was a pause of a day or one was entered
  next_at_ms INTEGER NOT NULL,
  updated_at_ms INTEGER NOT NULL,
  PRIMARY KEY (account_id, phone_number)
) WITHOUT ROWID;

CREATE INDEX relay_code_waits_updated ON relay_code_waits (account_id, updated_at_ms);
