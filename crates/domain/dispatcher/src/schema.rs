//! Tables of a Dispatcher, laid out so that a message's life costs few row writes.
//!
//! A message that goes out at once touches only its own row. Its `attention_ms`, which is indexed, is set on
//! acceptance to the time at which its outcome would be unknown. It may be earlier than the message's next
//! due time, never later. The index on `queue` holds only messages that wait.

use object_sql::{Sql, SqlError};

/// Migrations, applied once each in order. Append only.
const MIGRATIONS: [&[&str]; 11] = [
    CREATE,
    MARK_UNPROJECTED,
    KEEP_EVENTS,
    MASK,
    COUNT_REJECTED_INBOUND,
    KEEP_PIECES,
    INDEX_PRUNABLE_CLAIMS,
    KEEP_OPT_OUTS,
    KEEP_FIGURES,
    FEED,
    KEEP_CALLBACKS,
];

// Tables have no row ids: a text key beside a row id would be an index of its own, which costs every insert a
// second row write.
const CREATE: &[&str] = &[
    "CREATE TABLE message (
       id TEXT NOT NULL PRIMARY KEY,
       version INTEGER NOT NULL,
       projected_version INTEGER NOT NULL DEFAULT 0,
       attention_ms INTEGER,
       queue TEXT,
       rank INTEGER NOT NULL DEFAULT 0,
       rejections INTEGER NOT NULL DEFAULT 0,
       counted TEXT NOT NULL DEFAULT '[]',
       record TEXT NOT NULL
     ) WITHOUT ROWID",
    "CREATE INDEX message_attention ON message (attention_ms) WHERE attention_ms IS NOT NULL",
    "CREATE INDEX message_queue ON message (queue, rank, id) WHERE queue IS NOT NULL",
    "CREATE TABLE client_id (
       client_id TEXT NOT NULL PRIMARY KEY,
       message_id TEXT NOT NULL
     ) WITHOUT ROWID",
    "CREATE TABLE idempotency (
       key TEXT NOT NULL PRIMARY KEY,
       fingerprint TEXT NOT NULL,
       receipt TEXT NOT NULL,
       expires_at_ms INTEGER NOT NULL
     ) WITHOUT ROWID",
    "CREATE INDEX idempotency_expiry ON idempotency (expires_at_ms)",
    "CREATE TABLE inbound (
       claim TEXT NOT NULL PRIMARY KEY,
       id TEXT NOT NULL,
       record TEXT,
       expires_at_ms INTEGER NOT NULL
     ) WITHOUT ROWID",
    "CREATE INDEX inbound_unprojected ON inbound (claim) WHERE record IS NOT NULL",
    "CREATE INDEX inbound_expiry ON inbound (expires_at_ms)",
    "CREATE TABLE gateway (id TEXT NOT NULL PRIMARY KEY, record TEXT NOT NULL) WITHOUT ROWID",
    "CREATE TABLE counter (
       metric TEXT NOT NULL,
       day INTEGER NOT NULL,
       gateway_id TEXT NOT NULL,
       value INTEGER NOT NULL,
       PRIMARY KEY (metric, day, gateway_id)
     ) WITHOUT ROWID",
];

/// `unprojected` has one row while D1 has yet to learn of a message, and another while webhook endpoints
/// have. The migration inserts the first, for messages that were accepted under the earlier schema.
const MARK_UNPROJECTED: &[&str] = &[
    "CREATE TABLE unprojected (marker INTEGER NOT NULL PRIMARY KEY) WITHOUT ROWID",
    "INSERT INTO unprojected (marker) VALUES (1)",
];

/// Events stay in the rows in which they happened, one JSON record a line, until every endpoint has them.
const KEEP_EVENTS: &[&str] = &[
    "ALTER TABLE message ADD COLUMN events TEXT",
    "ALTER TABLE inbound ADD COLUMN event TEXT",
    "CREATE TABLE subscription (
       endpoint_id TEXT NOT NULL PRIMARY KEY,
       events TEXT NOT NULL
     ) WITHOUT ROWID",
];

/// State of an inbound SMS with regard to masking: see `inbound::RelayState`.
const MASK: &[&str] = &["ALTER TABLE inbound ADD COLUMN mask TEXT"];

/// Number of times that D1 refused an inbound SMS that was alone in its batch.
const COUNT_REJECTED_INBOUND: &[&str] =
    &["ALTER TABLE inbound ADD COLUMN rejections INTEGER NOT NULL DEFAULT 0"];

/// Contents too long for their message's row: see `messages::pieces`.
const KEEP_PIECES: &[&str] = &["CREATE TABLE piece (
       message_id TEXT NOT NULL,
       number INTEGER NOT NULL,
       text TEXT NOT NULL,
       PRIMARY KEY (message_id, number)
     ) WITHOUT ROWID"];

/// Only claims that may be pruned are in the index, so that any number of expired claims that have to stay cost
/// pruning nothing. A claim enters when it is projected: it costs as many row writes as in the index before.
const INDEX_PRUNABLE_CLAIMS: &[&str] = &[
    "CREATE INDEX inbound_prunable ON inbound (expires_at_ms)
       WHERE record IS NULL AND event IS NULL",
    "DROP INDEX inbound_expiry",
];

/// Opt-outs of the account: see `opt_outs`. The indexes are partial, so that numbers which opted in again and events
/// that were announced cost a listing and a restart nothing.
const KEEP_OPT_OUTS: &[&str] = &[
    "CREATE TABLE opt_out (
       number TEXT NOT NULL PRIMARY KEY,
       is_out INTEGER NOT NULL,
       changes INTEGER NOT NULL,
       changed_at_ms INTEGER NOT NULL,
       history TEXT NOT NULL,
       event TEXT
     ) WITHOUT ROWID",
    "CREATE INDEX opt_out_listed ON opt_out (number) WHERE is_out = 1",
    "CREATE INDEX opt_out_event ON opt_out (number) WHERE event IS NOT NULL",
    "CREATE TABLE opt_out_state (
       key INTEGER NOT NULL PRIMARY KEY,
       record TEXT NOT NULL
     ) WITHOUT ROWID",
    "CREATE TABLE opt_out_reply (
       number TEXT NOT NULL PRIMARY KEY,
       replies INTEGER NOT NULL
     ) WITHOUT ROWID",
];

/// One row with the operating figures that D1 has.
const KEEP_FIGURES: &[&str] = &["CREATE TABLE figures (
       id INTEGER NOT NULL PRIMARY KEY,
       record TEXT NOT NULL
     )"];

/// Events for readers that follow the account live, by number: see `feed`.
const FEED: &[&str] = &[
    "CREATE TABLE feed (
       number INTEGER NOT NULL PRIMARY KEY,
       at_ms INTEGER NOT NULL,
       kind TEXT NOT NULL,
       body TEXT NOT NULL
     )",
    "CREATE TABLE feed_state (
       id INTEGER NOT NULL PRIMARY KEY,
       next_number INTEGER NOT NULL,
       first_number INTEGER NOT NULL,
       read_at_ms INTEGER NOT NULL
     )",
];

/// Endpoint of a message's callback URL. Only messages that have one are in the index.
const KEEP_CALLBACKS: &[&str] = &[
    "ALTER TABLE message ADD COLUMN callback TEXT",
    "CREATE INDEX message_callback ON message (callback) WHERE callback IS NOT NULL",
];

/// Brings the database to the newest schema. Costs one read if it is there already.
pub(crate) fn migrate(sql: &impl Sql) -> Result<(), SqlError> {
    object_sql::migrate(sql, &MIGRATIONS)
}
