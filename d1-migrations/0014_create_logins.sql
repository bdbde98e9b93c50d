-- An account's user name and password, with which integrators of the SMSGate face call and phones join the account.
CREATE TABLE logins (
  account_id TEXT NOT NULL PRIMARY KEY REFERENCES accounts (id),
  login TEXT NOT NULL, -- in capitals: names are compared without regard to case
  password TEXT NOT NULL, -- hmac1:… for one the server made, $argon2id$… for one that a person chose
  tokens_valid_from_ms INTEGER NOT NULL, -- tokens issued before are void: a change of password moves it
  created_at_ms INTEGER NOT NULL,
  changed_at_ms INTEGER NOT NULL
) WITHOUT ROWID;

-- Who logs in names no account.
CREATE UNIQUE INDEX logins_login ON logins (login);
