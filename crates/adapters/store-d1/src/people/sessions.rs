//! Sessions of people, by the digests of their secrets.

use identity::{
    IssuedTicket, MAX_SESSIONS_PER_PERSON, PersonKey, Role, SESSION_IDLE_MS, SessionTimes,
    ticket_id,
};
use serde::Deserialize;
use telephony::Region;
use unix_time::UnixMillis;
use worker::D1Result;

use super::{key_values, parse_role};
use crate::{
    Store, StoreError,
    bound::{Bound, row_of, rows_of},
};

const FIND: &str = "SELECT p.name AS name, p.role AS role, s.created_at_ms AS created_at_ms,
       s.expires_at_ms AS expires_at_ms, s.used_at_ms AS used_at_ms, s.method AS method,
       a.default_country_code AS default_country_code
     FROM person_sessions AS s JOIN people AS p ON p.scope = s.scope AND p.id = s.person_id
     LEFT JOIN accounts AS a ON a.id = s.scope
     WHERE s.scope = ?1 AND s.person_id = ?2 AND s.id = ?3 AND s.digest = ?4
       AND (s.scope = 'deployment' OR (a.id IS NOT NULL AND a.disabled_at_ms IS NULL))";
// A link begins one session. The statement after this one deletes the link, in the same transaction.
const BEGIN_BY_LINK: &str = "INSERT INTO person_sessions
       (scope, person_id, id, digest, method, created_at_ms, expires_at_ms, used_at_ms)
     SELECT ?1, ?2, ?3, ?4, 'link', ?5, ?6, ?5
     FROM sign_in_links AS l JOIN people AS p ON p.scope = l.scope AND p.id = l.person_id
     LEFT JOIN accounts AS a ON a.id = l.scope
     WHERE l.scope = ?1 AND l.person_id = ?2 AND l.digest = ?7 AND l.expires_at_ms > ?5
       AND (l.scope = 'deployment' OR (a.id IS NOT NULL AND a.disabled_at_ms IS NULL))
     RETURNING id";
const END_LINK: &str =
    "DELETE FROM sign_in_links WHERE scope = ?1 AND person_id = ?2 AND digest = ?3";
// The passkey must be as it was when its signature was checked. The statement after this one advances it, in the same
// transaction, so that of several answers to one challenge only one begins a session.
const BEGIN_BY_PASSKEY: &str = "INSERT INTO person_sessions
       (scope, person_id, id, digest, method, created_at_ms, expires_at_ms, used_at_ms)
     SELECT ?1, ?2, ?3, ?4, 'passkey', ?5, ?6, ?5
     FROM passkeys AS k JOIN people AS p ON p.scope = k.scope AND p.id = k.person_id
     LEFT JOIN accounts AS a ON a.id = k.scope
     WHERE k.scope = ?1 AND k.person_id = ?2 AND k.id = ?7 AND k.sign_count = ?8
       AND k.challenged_at_ms < ?9
       AND (k.scope = 'deployment' OR (a.id IS NOT NULL AND a.disabled_at_ms IS NULL))
     RETURNING id";
const ADVANCE_PASSKEY: &str = "UPDATE passkeys
     SET sign_count = ?6, challenged_at_ms = ?5, last_used_at_ms = ?7
     WHERE scope = ?1 AND person_id = ?2 AND id = ?3 AND sign_count = ?4
       AND challenged_at_ms < ?5";
// Ends what is over, and all but the newest.
const TRIM: &str = "DELETE FROM person_sessions
     WHERE scope = ?1 AND person_id = ?2
       AND (expires_at_ms <= ?3 OR used_at_ms <= ?4 OR (SELECT COUNT(*) FROM person_sessions AS newer
         WHERE newer.scope = ?1 AND newer.person_id = ?2
           AND (newer.created_at_ms, newer.id)
             > (person_sessions.created_at_ms, person_sessions.id)) >= ?5)
     RETURNING id, digest";
const LIST: &str = "SELECT id, method, created_at_ms, expires_at_ms, used_at_ms
     FROM person_sessions
     WHERE scope = ?1 AND person_id = ?2 AND expires_at_ms > ?3 AND used_at_ms > ?4
     ORDER BY id LIMIT ?5";
const TOUCH: &str = "UPDATE person_sessions SET used_at_ms = ?4
     WHERE scope = ?1 AND person_id = ?2 AND id = ?3 AND used_at_ms < ?4";
const END: &str = "DELETE FROM person_sessions
     WHERE scope = ?1 AND person_id = ?2 AND id = ?3 RETURNING id, digest";
const END_ALL: &str = "DELETE FROM person_sessions
     WHERE scope = ?1 AND person_id = ?2 RETURNING digest";
const SWEEP: &str = "DELETE FROM person_sessions WHERE (scope, person_id, id) IN (
       SELECT scope, person_id, id FROM person_sessions WHERE expires_at_ms <= ?1 LIMIT ?2)
     RETURNING digest";

#[cfg(test)]
pub(crate) const STATEMENTS: &[&str] = &[
    FIND,
    BEGIN_BY_LINK,
    END_LINK,
    BEGIN_BY_PASSKEY,
    ADVANCE_PASSKEY,
    TRIM,
    LIST,
    TOUCH,
    END,
    END_ALL,
    SWEEP,
];

/// A session that is stored, with its person. Its times may be over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredSession {
    pub name: String,
    pub role: Role,
    pub method: String,
    pub created_at_ms: UnixMillis,
    pub times: SessionTimes,
    /// Country of the account's national numbers, if it has set one.
    pub default_region: Option<Region>,
}

/// A session as its person sees it.
#[derive(Clone, Debug, Deserialize)]
pub struct ListedSession {
    pub id: String,
    pub method: String,
    pub created_at_ms: UnixMillis,
    pub expires_at_ms: UnixMillis,
    pub used_at_ms: UnixMillis,
}

/// An answer of a passkey whose signature was checked.
#[derive(Clone, Copy, Debug)]
pub struct PasskeyAnswer<'a> {
    pub passkey_id: &'a str,
    /// Counter of the passkey that the signature was checked against.
    pub former_sign_count: u32,
    pub sign_count: u32,
    /// Time at which the challenge was issued.
    pub challenged_at_ms: UnixMillis,
}

/// A session that was ended.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct EndedSession {
    pub id: String,
    pub digest: String,
}

#[derive(Deserialize)]
struct SessionRow {
    name: String,
    role: String,
    method: String,
    created_at_ms: UnixMillis,
    expires_at_ms: UnixMillis,
    used_at_ms: UnixMillis,
    default_country_code: Option<String>,
}

#[derive(Deserialize)]
struct IdRow {
    #[expect(dead_code, reason = "only the presence of a row matters")]
    id: String,
}

#[derive(Deserialize)]
struct DigestRow {
    digest: String,
}

impl Store {
    /// Returns the session of a ticket with its person. `None` if it has ended, or if the person's account is disabled.
    pub async fn find_person_session(
        &self,
        ticket: &IssuedTicket,
    ) -> Result<Option<StoredSession>, StoreError> {
        let row: Option<SessionRow> = self.row(find(ticket)).await?;
        row.map(|row| {
            Ok(StoredSession {
                role: parse_role(&row.role)?,
                name: row.name,
                method: row.method,
                created_at_ms: row.created_at_ms,
                times: SessionTimes {
                    expires_at_ms: row.expires_at_ms,
                    used_at_ms: row.used_at_ms,
                },
                default_region: row.default_country_code.as_deref().and_then(Region::parse),
            })
        })
        .transpose()
    }

    /// Begins a session and ends the link, in one transaction. Returns the person's older sessions that this ended.
    /// `None`, and no session begins, if the link was used, was replaced or has expired, or if the person's account is
    /// disabled.
    pub async fn begin_session_by_link(
        &self,
        link: &IssuedTicket,
        session_digest: &str,
        now_ms: UnixMillis,
    ) -> Result<Option<Vec<EndedSession>>, StoreError> {
        begun(&self.batch(begin_by_link(link, session_digest, now_ms)).await?)
    }

    /// Begins a session and records the answer at the passkey, in one transaction. Returns the person's older sessions
    /// that this ended. `None`, and no session begins, if the passkey is gone or has answered this challenge or a later
    /// one, or if the person's account is disabled.
    pub async fn begin_session_by_passkey(
        &self,
        person: &PersonKey,
        answer: PasskeyAnswer<'_>,
        session_digest: &str,
        now_ms: UnixMillis,
    ) -> Result<Option<Vec<EndedSession>>, StoreError> {
        begun(&self.batch(begin_by_passkey(person, answer, session_digest, now_ms)).await?)
    }

    /// Lists the sessions of a person that are alive, by id; there are at most [`MAX_SESSIONS_PER_PERSON`].
    pub async fn list_person_sessions(
        &self,
        person: &PersonKey,
        now_ms: UnixMillis,
    ) -> Result<Vec<ListedSession>, StoreError> {
        let mut values = key_values(person);
        values.extend([
            now_ms.into(),
            now_ms.saturating_sub(SESSION_IDLE_MS).into(),
            MAX_SESSIONS_PER_PERSON.into(),
        ]);
        self.rows((LIST, values)).await
    }

    /// Records that the session was used.
    pub async fn touch_person_session(
        &self,
        ticket: &IssuedTicket,
        now_ms: UnixMillis,
    ) -> Result<(), StoreError> {
        let mut values = key_values(&ticket.person);
        values.extend([ticket.id().into(), now_ms.into()]);
        self.run((TOUCH, values)).await
    }

    /// Ends a session and returns it. `None` if the person has no such session.
    pub async fn end_person_session(
        &self,
        person: &PersonKey,
        id: &str,
    ) -> Result<Option<EndedSession>, StoreError> {
        let mut values = key_values(person);
        values.push(id.into());
        self.row((END, values)).await
    }

    /// Ends all sessions of a person and returns their digests.
    pub async fn end_all_person_sessions(
        &self,
        person: &PersonKey,
    ) -> Result<Vec<String>, StoreError> {
        let rows: Vec<DigestRow> = self.rows((END_ALL, key_values(person))).await?;
        Ok(rows.into_iter().map(|row| row.digest).collect())
    }

    /// Deletes sessions that reached their end, at most `limit`. Returns the number deleted.
    pub async fn delete_expired_person_sessions(
        &self,
        now_ms: UnixMillis,
        limit: u32,
    ) -> Result<usize, StoreError> {
        Ok(self.rows::<DigestRow>((SWEEP, vec![now_ms.into(), limit.into()])).await?.len())
    }
}

fn find(ticket: &IssuedTicket) -> Bound {
    let mut values = key_values(&ticket.person);
    values.extend([ticket.id().into(), ticket.digest.as_str().into()]);
    (FIND, values)
}

pub(super) fn begin_by_link(
    link: &IssuedTicket,
    session_digest: &str,
    now_ms: UnixMillis,
) -> Vec<Bound> {
    let mut begin = key_values(&link.person);
    begin.extend([
        ticket_id(session_digest).into(),
        session_digest.into(),
        now_ms.into(),
        SessionTimes::begin(now_ms).expires_at_ms.into(),
        link.digest.as_str().into(),
    ]);
    let mut end = key_values(&link.person);
    end.push(link.digest.as_str().into());
    vec![(BEGIN_BY_LINK, begin), (END_LINK, end), trim(&link.person, now_ms)]
}

pub(super) fn begin_by_passkey(
    person: &PersonKey,
    answer: PasskeyAnswer<'_>,
    session_digest: &str,
    now_ms: UnixMillis,
) -> Vec<Bound> {
    let mut begin = key_values(person);
    begin.extend([
        ticket_id(session_digest).into(),
        session_digest.into(),
        now_ms.into(),
        SessionTimes::begin(now_ms).expires_at_ms.into(),
        answer.passkey_id.into(),
        answer.former_sign_count.into(),
        answer.challenged_at_ms.into(),
    ]);
    let mut advance = key_values(person);
    advance.extend([
        answer.passkey_id.into(),
        answer.former_sign_count.into(),
        answer.challenged_at_ms.into(),
        answer.sign_count.into(),
        now_ms.into(),
    ]);
    vec![(BEGIN_BY_PASSKEY, begin), (ADVANCE_PASSKEY, advance), trim(person, now_ms)]
}

/// Reads the results of the statements that begin a session, of which the last one ends older ones.
fn begun(results: &[D1Result]) -> Result<Option<Vec<EndedSession>>, StoreError> {
    if row_of::<IdRow>(results, 0)?.is_none() {
        return Ok(None);
    }
    rows_of(results, results.len().saturating_sub(1)).map(Some)
}

fn trim(person: &PersonKey, now_ms: UnixMillis) -> Bound {
    let mut values = key_values(person);
    values.extend([
        now_ms.into(),
        now_ms.saturating_sub(SESSION_IDLE_MS).into(),
        MAX_SESSIONS_PER_PERSON.into(),
    ]);
    (TRIM, values)
}
