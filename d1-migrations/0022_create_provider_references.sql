-- By which id a provider knows what it was given, so that its delivery reports find the recipient.
CREATE TABLE provider_references (
  account_id TEXT NOT NULL,
  reference TEXT NOT NULL, -- provider:id
  message_id TEXT NOT NULL, -- messages.id
  ordinal INTEGER NOT NULL, -- which recipient of it
  PRIMARY KEY (account_id, reference)
) WITHOUT ROWID;
