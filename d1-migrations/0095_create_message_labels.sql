-- Labels of messages, by which those that were sent together are listed. Only a labeled message has a row.
CREATE TABLE message_labels (
  account_id TEXT NOT NULL,
  label TEXT NOT NULL,
  message_id TEXT NOT NULL, -- messages.id
  PRIMARY KEY (account_id, label, message_id)
) WITHOUT ROWID;
