-- Contents of multimedia messages that are too long for their message's row (D1 takes 2 MB in a row, and 1 MB in a
-- parameter). They come with the message's first projection, leave when it is hashed, and go with it.
CREATE TABLE message_pieces (
  account_id TEXT NOT NULL,
  message_id TEXT NOT NULL,
  number INTEGER NOT NULL, -- from 0
  text TEXT NOT NULL, -- at most 512 KiB of the content's JSON
  PRIMARY KEY (account_id, message_id, number),
  FOREIGN KEY (account_id, message_id) REFERENCES messages (account_id, id) ON DELETE CASCADE
) WITHOUT ROWID;
