//! The tables of one endpoint, designed so that an event's life costs few rows.
//!
//! An event is one row from its acceptance until it is deleted; `(state, at_ms)` is the one index that all queries use.
//! The states, and the meaning of `at_ms` in each:
//!
//! * `ready`: the first undelivered event of its key; not tried before `at_ms`;
//! * `held`: waits for an earlier event of its key; `at_ms` is null;
//! * `failed`: given up, kept for replay until `at_ms`;
//! * `delivered`: kept until `at_ms`, for deduplication and replay.
//!
//! By `seq`, the undelivered events of a key come after all its finished events.
//!
//! The attempts in flight, the circuit breaker and the reason for being disabled are one record, so that one row
//! commits any number of attempts.

use object_sql::{Sql, SqlError};

/// Migrations, applied in order, once each. Append only.
const MIGRATIONS: [&[&str]; 1] = [CREATE];

const CREATE: &[&str] = &[
    "CREATE TABLE event (
       order_key TEXT NOT NULL,
       seq INTEGER NOT NULL,
       event_id TEXT NOT NULL,
       kind TEXT NOT NULL,
       payload TEXT NOT NULL,
       occurred_at_ms INTEGER NOT NULL,
       state TEXT NOT NULL,
       at_ms INTEGER,
       attempts INTEGER NOT NULL DEFAULT 0,
       tries INTEGER NOT NULL DEFAULT 0,
       PRIMARY KEY (order_key, seq)
     ) WITHOUT ROWID",
    "CREATE UNIQUE INDEX event_id ON event (event_id)",
    "CREATE INDEX event_attention ON event (state, at_ms)",
    "CREATE TABLE endpoint (id INTEGER NOT NULL PRIMARY KEY, record TEXT NOT NULL)",
    "CREATE TABLE attempt (
       started_at_ms INTEGER NOT NULL,
       event_id TEXT NOT NULL,
       number INTEGER NOT NULL,
       record TEXT NOT NULL,
       PRIMARY KEY (started_at_ms, event_id, number)
     ) WITHOUT ROWID",
];

/// Migrates the database to the newest schema. Costs only one read if it is current.
pub(crate) fn migrate(sql: &impl Sql) -> Result<(), SqlError> {
    object_sql::migrate(sql, &MIGRATIONS)
}
