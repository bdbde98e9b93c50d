-- How far conversations were read. Conversations themselves have no table: they are the newest messages of each number,
-- read from the indexes that messages have anyway, so that accounts whose conversations nobody reads pay nothing.
CREATE TABLE conversation_reads (
  account_id TEXT NOT NULL,
  number TEXT NOT NULL, -- the other party, as in message_recipients.address and inbound_messages.sender
  read_to TEXT NOT NULL, -- inbound_messages.id of the last message that was read
  PRIMARY KEY (account_id, number)
) WITHOUT ROWID;

-- Retention goes through the marks by age.
CREATE INDEX conversation_reads_age ON conversation_reads (account_id, read_to);
