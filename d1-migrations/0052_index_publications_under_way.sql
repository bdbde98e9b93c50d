-- How many publications of a user, and of an account, are under way: both are capped when one is claimed.
CREATE INDEX publications_under_way ON publications (account_id, user_id, settled_at_ms)
  WHERE settled_at_ms IS NULL;
