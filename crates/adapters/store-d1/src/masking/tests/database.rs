//! The real statements, run as D1 runs them.

use ids::GatewayId;
use masking::{MaskingNumberFacts, NumberKey, ProxySessionId};
use rusqlite::{Connection, OptionalExtension, params_from_iter};
use unix_time::UnixMillis;

use crate::masking::{
    Bound,
    create::{self, NewSession, Stickiness},
    end,
    number_facts::{self, NumberFactsRow},
    numbers, opt_outs,
    sweep::{self, SessionKeys},
};

pub(super) const ACCOUNT: &str = "a";

/// A database with one account.
pub(super) fn with_account() -> Connection {
    let database = crate::tests::migrated();
    let sql = "INSERT INTO accounts (id, name, created_at_ms) VALUES (?1, ?1, 0)";
    database.execute(sql, [ACCOUNT]).unwrap();
    database
}

/// Runs statements as one transaction, within any outer transaction. `Err` if a constraint fails.
pub(super) fn batch(database: &Connection, statements: &[Bound]) -> rusqlite::Result<()> {
    database.execute_batch("SAVEPOINT batch")?;
    for (sql, values) in statements {
        let mut prepared = database.prepare_cached(sql)?;
        let mut rows = prepared.query(params_from_iter(values))?;
        let outcome = loop {
            match rows.next() {
                Ok(Some(_)) => {}
                Ok(None) => break Ok(()),
                Err(error) => break Err(error),
            }
        };
        drop(rows);
        if let Err(error) = outcome {
            database.execute_batch("ROLLBACK TO batch; RELEASE batch")?;
            return Err(error);
        }
    }
    database.execute_batch("RELEASE batch")
}

/// Adds a number to the pool, with a route of the same name.
pub(super) fn add_number(database: &Connection, number: &str) {
    let added = numbers::insert(
        ACCOUNT,
        &NumberKey::of(number),
        number,
        &GatewayId::from_text(number),
        UnixMillis::EPOCH,
    );
    batch(database, &[added]).unwrap();
}

/// Default session of the tests between two people.
pub(super) fn between<'a>(id: &'a str, keys: (&'a NumberKey, &'a NumberKey)) -> NewSession<'a> {
    NewSession {
        id: ProxySessionId::from_text(id),
        participants: (keys.0.as_str(), keys.1.as_str()),
        keys,
        expires_at_ms: None,
        ttl_ms: None,
        number_key: None,
        stickiness: Stickiness::Indifferent,
        area: "",
        cool_off_ms: 0,
    }
}

/// Opens a session and returns its number.
pub(super) fn open(
    database: &Connection,
    session: &NewSession<'_>,
    now_ms: UnixMillis,
) -> Option<String> {
    batch(database, &create::open(ACCOUNT, session, now_ms)).unwrap();
    let sql = "SELECT number_key FROM proxy_sessions WHERE account_id = ?1 AND id = ?2";
    let mut prepared = database.prepare_cached(sql).unwrap();
    prepared.query_row([ACCOUNT, session.id.as_str()], |row| row.get(0)).optional().unwrap()
}

pub(super) fn end(database: &Connection, session_id: &str, now_ms: UnixMillis) {
    batch(database, &end::end(ACCOUNT, &ProxySessionId::from_text(session_id), now_ms)).unwrap();
}

pub(super) fn roll_back(database: &Connection, session_id: &str, now_ms: UnixMillis) {
    batch(database, &end::roll_back(ACCOUNT, &ProxySessionId::from_text(session_id), now_ms))
        .unwrap();
}

pub(super) fn change_opt_out(
    database: &Connection,
    number: &str,
    participant: &NumberKey,
    change: masking::OptChange,
) {
    batch(
        database,
        &[opt_outs::change(
            ACCOUNT,
            &GatewayId::from_text(number),
            participant,
            change,
            UnixMillis::EPOCH,
        )],
    )
    .unwrap();
}

pub(super) fn keys_of(database: &Connection, bound: &Bound) -> Vec<SessionKeys> {
    let mut prepared = database.prepare_cached(bound.0).unwrap();
    let read = |row: &rusqlite::Row<'_>| {
        Ok(SessionKeys {
            account_id: row.get(0)?,
            id: ProxySessionId::from_text(row.get::<_, String>(1)?),
            number_key: row.get(2)?,
            keys: row.get(3)?,
        })
    };
    let rows = prepared.query_map(params_from_iter(&bound.1), read).unwrap();
    rows.collect::<rusqlite::Result<_>>().unwrap()
}

/// Closes due sessions and returns their ids.
pub(super) fn expire(database: &Connection, now_ms: UnixMillis) -> Vec<String> {
    let due = keys_of(database, &sweep::due(now_ms, 100));
    batch(database, &sweep::expire(&due, now_ms).unwrap()).unwrap();
    due.into_iter().map(|keys| keys.id.to_string()).collect()
}

/// Returns the facts about a sender to the number with this route.
pub(super) fn find_number_facts(
    database: &Connection,
    route: &str,
    sender: &NumberKey,
    now_ms: UnixMillis,
) -> MaskingNumberFacts {
    let (sql, values) = number_facts::find(ACCOUNT, &GatewayId::from_text(route), sender, now_ms);
    let mut prepared = database.prepare_cached(sql).unwrap();
    let read = |row: &rusqlite::Row<'_>| {
        Ok(NumberFactsRow {
            number: row.get("number")?,
            is_phone: row.get("is_phone")?,
            sender_is_pooled: row.get("sender_is_pooled")?,
            sender_opted_out: row.get("sender_opted_out")?,
            other_opted_out: row.get("other_opted_out")?,
            session_id: row.get::<_, Option<String>>("session_id")?.map(ProxySessionId::from_text),
            other: row.get("other")?,
            texts: row.get("texts")?,
        })
    };
    prepared.query_row(params_from_iter(values), read).unwrap().into()
}
