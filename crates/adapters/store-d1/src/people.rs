//! People who administer an account or the deployment. Their passkeys, sessions and sign-in links are in the modules
//! below. A scope has so few people that statements may read all of them.

pub mod passkeys;
pub mod sessions;
pub mod sign_in_links;

use identity::{MAX_PEOPLE, PersonId, PersonKey, PersonScope, Role};
use serde::Deserialize;
use unix_time::UnixMillis;

use crate::{
    Store, StoreError,
    bound::{Bound, Value, row_of},
};

const ACCOUNT_NAMES: &str = "SELECT id, name FROM accounts
     WHERE id >= ?1 AND disabled_at_ms IS NULL ORDER BY id LIMIT ?2";
const FIND: &str = "SELECT id, name, role, created_at_ms FROM people WHERE scope = ?1 AND id = ?2";
const FIND_BY_NAME: &str =
    "SELECT id, name, role, created_at_ms FROM people WHERE scope = ?1 AND name = ?2";
const LIST: &str =
    "SELECT id, name, role, created_at_ms FROM people WHERE scope = ?1 ORDER BY id LIMIT ?2";
const INSERT: &str = "INSERT INTO people (scope, id, name, role, created_at_ms)
     SELECT ?1, ?2, ?3, ?4, ?5
     WHERE (SELECT COUNT(*) FROM people AS other WHERE other.scope = ?1) < ?6
       AND NOT EXISTS (SELECT 1 FROM people AS other WHERE other.scope = ?1 AND other.name = ?3)
     RETURNING id";
// The role that was read must still be the person's, since it decided whether the caller may change it.
const UPDATE: &str = "UPDATE people SET name = ?3, role = ?4
     WHERE scope = ?1 AND id = ?2 AND role = ?5
       AND NOT EXISTS (SELECT 1 FROM people AS other
         WHERE other.scope = ?1 AND other.name = ?3 AND other.id <> ?2)
       AND (role <> 'owner' OR ?4 = 'owner' OR EXISTS (SELECT 1 FROM people AS other
         WHERE other.scope = ?1 AND other.role = 'owner' AND other.id <> ?2))
     RETURNING id";
const DELETE: &str = "DELETE FROM people
     WHERE scope = ?1 AND id = ?2 AND role = ?3
       AND (role <> 'owner' OR EXISTS (SELECT 1 FROM people AS other
         WHERE other.scope = ?1 AND other.role = 'owner' AND other.id <> ?2))
     RETURNING id";
const DELETE_PASSKEYS: &str = "DELETE FROM passkeys WHERE scope = ?1 AND person_id = ?2
     AND NOT EXISTS (SELECT 1 FROM people WHERE scope = ?1 AND id = ?2)";
const DELETE_SESSIONS: &str = "DELETE FROM person_sessions WHERE scope = ?1 AND person_id = ?2
     AND NOT EXISTS (SELECT 1 FROM people WHERE scope = ?1 AND id = ?2)";
const DELETE_LINK: &str = "DELETE FROM sign_in_links WHERE scope = ?1 AND person_id = ?2
     AND NOT EXISTS (SELECT 1 FROM people WHERE scope = ?1 AND id = ?2)";
// Run before a change to a higher role, and only if that change will happen. Whoever made the link, or registered a
// passkey with it, may have had fewer rights than the person is going to have.
const END_PASSKEYS: &str = "DELETE FROM passkeys WHERE scope = ?1 AND person_id = ?2
     AND EXISTS (SELECT 1 FROM people WHERE scope = ?1 AND id = ?2 AND role = ?4)
     AND NOT EXISTS (SELECT 1 FROM people WHERE scope = ?1 AND name = ?3 AND id <> ?2)";
const END_SESSIONS: &str = "DELETE FROM person_sessions WHERE scope = ?1 AND person_id = ?2
     AND EXISTS (SELECT 1 FROM people WHERE scope = ?1 AND id = ?2 AND role = ?4)
     AND NOT EXISTS (SELECT 1 FROM people WHERE scope = ?1 AND name = ?3 AND id <> ?2)";
const END_LINK: &str = "DELETE FROM sign_in_links WHERE scope = ?1 AND person_id = ?2
     AND EXISTS (SELECT 1 FROM people WHERE scope = ?1 AND id = ?2 AND role = ?4)
     AND NOT EXISTS (SELECT 1 FROM people WHERE scope = ?1 AND name = ?3 AND id <> ?2)";

#[cfg(test)]
pub(crate) const STATEMENTS: &[&[&str]] = &[
    &[
        ACCOUNT_NAMES,
        FIND,
        FIND_BY_NAME,
        LIST,
        INSERT,
        UPDATE,
        DELETE,
        DELETE_PASSKEYS,
        DELETE_SESSIONS,
        DELETE_LINK,
        END_PASSKEYS,
        END_SESSIONS,
        END_LINK,
    ],
    passkeys::STATEMENTS,
    sessions::STATEMENTS,
    sign_in_links::STATEMENTS,
];

/// A person of a scope.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    pub id: PersonId,
    pub name: String,
    pub role: Role,
    pub created_at_ms: UnixMillis,
}

#[derive(Deserialize)]
struct PersonRow {
    id: PersonId,
    name: String,
    role: String,
    created_at_ms: UnixMillis,
}

#[derive(Deserialize)]
struct IdRow {
    #[expect(dead_code, reason = "only the presence of a row matters")]
    id: String,
}

#[derive(Deserialize)]
struct AccountNameRow {
    id: String,
    name: String,
}

impl TryFrom<PersonRow> for Person {
    type Error = StoreError;

    fn try_from(row: PersonRow) -> Result<Self, StoreError> {
        let PersonRow { id, name, role, created_at_ms } = row;
        Ok(Self { id, name, role: parse_role(&role)?, created_at_ms })
    }
}

impl From<&PersonScope> for Value {
    fn from(scope: &PersonScope) -> Self {
        Self::Text(scope.as_str().to_owned())
    }
}

impl From<&PersonId> for Value {
    fn from(id: &PersonId) -> Self {
        Self::Text(id.as_str().to_owned())
    }
}

impl Store {
    /// Lists enabled accounts by id, with their names: the first `limit` from `from` on.
    pub async fn account_names(
        &self,
        from: &str,
        limit: u32,
    ) -> Result<Vec<(String, String)>, StoreError> {
        let rows: Vec<AccountNameRow> =
            self.rows((ACCOUNT_NAMES, vec![from.into(), limit.into()])).await?;
        Ok(rows.into_iter().map(|row| (row.id, row.name)).collect())
    }

    pub async fn find_person(&self, key: &PersonKey) -> Result<Option<Person>, StoreError> {
        let row: Option<PersonRow> = self.row((FIND, key_values(key))).await?;
        row.map(Person::try_from).transpose()
    }

    pub async fn find_person_by_name(
        &self,
        scope: &PersonScope,
        name: &str,
    ) -> Result<Option<Person>, StoreError> {
        let values = vec![scope.into(), name.into()];
        let row: Option<PersonRow> = self.row((FIND_BY_NAME, values)).await?;
        row.map(Person::try_from).transpose()
    }

    /// Lists all people of a scope by id; there are at most [`MAX_PEOPLE`].
    pub async fn list_people(&self, scope: &PersonScope) -> Result<Vec<Person>, StoreError> {
        let rows: Vec<PersonRow> = self.rows((LIST, vec![scope.into(), MAX_PEOPLE.into()])).await?;
        rows.into_iter().map(Person::try_from).collect()
    }

    /// Stores a person. Returns `false` and stores nothing if the scope is full, or has a person of this name.
    pub async fn insert_person(
        &self,
        scope: &PersonScope,
        person: &Person,
    ) -> Result<bool, StoreError> {
        Ok(self.row::<IdRow>(insert(scope, person)).await?.is_some())
    }

    /// Changes a person's name and role. A higher role ends the person's link, sessions and passkeys. Returns `false` and
    /// changes nothing if the person is gone or has another role than `former`, another person has the name, or the scope
    /// would lose its last owner.
    pub async fn update_person(
        &self,
        scope: &PersonScope,
        person: &Person,
        former: Role,
    ) -> Result<bool, StoreError> {
        let statements = update(scope, person, former);
        let last = statements.len().saturating_sub(1);
        Ok(row_of::<IdRow>(&self.batch(statements).await?, last)?.is_some())
    }

    /// Deletes a person with passkeys, sessions and link. Returns `false` and deletes nothing if the person is gone or
    /// has another role than `former`, or is the scope's last owner.
    pub async fn delete_person(&self, key: &PersonKey, former: Role) -> Result<bool, StoreError> {
        let results = self.batch(delete(key, former)).await?;
        Ok(row_of::<IdRow>(&results, 0)?.is_some())
    }
}

pub(crate) fn parse_role(role: &str) -> Result<Role, StoreError> {
    Role::parse(role).ok_or_else(|| StoreError::Corrupt("people.role".to_owned()))
}

/// Values of a statement whose first two are a person's key.
fn key_values(key: &PersonKey) -> Vec<Value> {
    vec![(&key.scope).into(), (&key.id).into()]
}

fn insert(scope: &PersonScope, person: &Person) -> Bound {
    let values = vec![
        scope.into(),
        (&person.id).into(),
        person.name.as_str().into(),
        person.role.as_str().into(),
        person.created_at_ms.into(),
        MAX_PEOPLE.into(),
    ];
    (INSERT, values)
}

fn update(scope: &PersonScope, person: &Person, former: Role) -> Vec<Bound> {
    let ended: &[&str] =
        if person.role > former { &[END_PASSKEYS, END_SESSIONS, END_LINK] } else { &[] };
    let of_ended = || {
        let (name, former) = (person.name.as_str(), former.as_str());
        vec![scope.into(), (&person.id).into(), name.into(), former.into()]
    };
    let values = vec![
        scope.into(),
        (&person.id).into(),
        person.name.as_str().into(),
        person.role.as_str().into(),
        former.as_str().into(),
    ];
    ended.iter().map(|sql| (*sql, of_ended())).chain(std::iter::once((UPDATE, values))).collect()
}

fn delete(key: &PersonKey, former: Role) -> Vec<Bound> {
    let mut values = key_values(key);
    values.push(former.as_str().into());
    let rest = [DELETE_PASSKEYS, DELETE_SESSIONS, DELETE_LINK];
    std::iter::once((DELETE, values))
        .chain(rest.into_iter().map(|sql| (sql, key_values(key))))
        .collect()
}

#[cfg(test)]
mod tests;
