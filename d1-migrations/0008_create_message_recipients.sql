-- To whom an outbound message went, so that an account's history can be searched by phone number. Written once per
-- recipient, when its message is first projected.
CREATE TABLE message_recipients (
  account_id TEXT NOT NULL,
  address TEXT NOT NULL, -- E.164, or the literal that the integrator gave
  message_id TEXT NOT NULL, -- messages.id
  PRIMARY KEY (account_id, address, message_id)
) WITHOUT ROWID;
