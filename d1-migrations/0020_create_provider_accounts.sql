-- What an account needs to send through a provider and to be called back by it.
CREATE TABLE provider_accounts (
  account_id TEXT NOT NULL REFERENCES accounts (id),
  provider TEXT NOT NULL, -- 'flowroute', 'twilio', …
  credentials TEXT, -- sealed JSON object; absent: the deployment's own, where the account may use them
  callback_url TEXT, -- sealed: where the provider is to call, with its path token
  updated_at_ms INTEGER NOT NULL,
  PRIMARY KEY (account_id, provider)
) WITHOUT ROWID;

-- Path tokens of providers' callbacks, as digests: who calls with one speaks for this account's provider.
CREATE TABLE provider_endpoints (
  token_digest TEXT NOT NULL PRIMARY KEY, -- hex of SHA-256
  account_id TEXT NOT NULL,
  provider TEXT NOT NULL,
  created_at_ms INTEGER NOT NULL
) WITHOUT ROWID;

CREATE INDEX provider_endpoints_account ON provider_endpoints (account_id, provider, created_at_ms);
