-- Passkeys of people. The id is made from the credential's, which may be long.
CREATE TABLE passkeys (
  scope TEXT NOT NULL,
  person_id TEXT NOT NULL,
  id TEXT NOT NULL,
  credential_id TEXT NOT NULL, -- base64url
  public_key TEXT NOT NULL,    -- COSE_Key in base64url
  algorithm TEXT NOT NULL,
  name TEXT NOT NULL,
  sign_count INTEGER NOT NULL,
  backed_up INTEGER NOT NULL,
  challenged_at_ms INTEGER NOT NULL, -- time of the last challenge answered; an earlier or equal one is not accepted
  created_at_ms INTEGER NOT NULL,
  last_used_at_ms INTEGER,
  PRIMARY KEY (scope, person_id, id)
) WITHOUT ROWID;
