-- A provider's own id of an SMS that it received, by which its support finds it. NULL: a phone received the SMS, or it
-- is older than the column.
ALTER TABLE inbound_messages ADD COLUMN reference TEXT;
