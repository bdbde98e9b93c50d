-- People who administer an account, or the deployment with all its accounts. Everything of a person begins with the
-- scope of the person's role: the account's id, or 'deployment'.
CREATE TABLE people (
  scope TEXT NOT NULL,
  id TEXT NOT NULL,
  name TEXT NOT NULL,          -- unique in the scope, which the statements see to: a scope has few people
  role TEXT NOT NULL,          -- owner, operator or viewer
  created_at_ms INTEGER NOT NULL,
  PRIMARY KEY (scope, id)
) WITHOUT ROWID;
