//! The kit of Durable Objects: what the shell of every object needs and no face does.
//!
//! | to | use |
//! |---|---|
//! | set the object's one alarm, at the cost of a row only where needed | [`Alarm`] |
//! | call D1 or another object less often while it fails | [`Backoff`] |
//! | borrow the core for one step, opened by the first | [`CoreCell`] |
//! | be emptied for good when the account is deleted, and write nothing afterwards | [`Emptying`] |
//! | say that an operation has no outcome | [`Fault`] |
//! | give every log line the object's class, name and command | [`ObjectLog`] |
//! | read, bound, log and answer commands, with 503 for a fault | [`Commands`], [`read_command`], [`answer`], [`busy`] |
//! | work after the answer, a bounded number of tasks | [`Tasks`] |
//! | run one round of some work at a time | `runtime::gate::Gate` with one place, for [`RUN_LEASE_MS`] |
//! | use the object's own SQLite | [`ObjectStorage`] |
//! | accept sockets, and slow down their senders | [`sockets`], [`backpressure`] |
//!
//! # Recipe of an object
//!
//! Copy `examples/counter.rs`, a whole object with one command and an alarm. It has the shape of the objects in
//! `durable-objects/`:
//!
//! 1. **Core**, `crates/domain/NAME`, if the object decides something. It is pure: the time is an argument, its
//!    storage is `object_sql::Sql`. `open` brings the tables up to date with `object_sql::migrate`. It answers *when it
//!    next needs attention* with one time, however many timers it has.
//! 2. **Commands**, `crates/domain/object-commands/src/NAME.rs`, and a variant of `runtime::objects::ObjectClass`.
//! 3. **Shell**, `durable-objects/NAME`, package `NAME-object`. Its module comment says what one instance is, how it
//!    is named, the invariant that it guards, and what eviction loses. If it has background work, which outlives the
//!    event that started it, the class `Name` is a newtype of `Rc<NameShell>`, and functions call their reference to
//!    that `shell`. Otherwise the class is the struct itself.
//! 4. **Registration**: `src/lib.rs` and `wrangler.toml`. `CONTRIBUTING.md` lists every place.
//!
//! # Rules of a shell
//!
//! - *It never panics.* A panic ends every object and every request of the isolate, and callers hang.
//! - *It never borrows over an await.* Events interleave at every await. [`CoreCell::with`] takes a synchronous
//!   step for this reason. Read the clock, settings and D1 before the step, and call others after it.
//! - *It sets the alarm in the step that creates the work*, before it answers: [`Alarm::ensure`] next to the write,
//!   with no await in between, commits with it. Whatever only memory knows is lost with the instance.
//! - *Its alarm succeeds and is set again before anything that can fail or hang.* The platform retries a failed alarm
//!   six times and then gives up on it. So the first call is [`Alarm::set`] to a safety net, or the fault path ends
//!   with [`Alarm::set_after_fault`]. The last call sets the real time or deletes the alarm.
//! - *Its alarm is idempotent.* It may go off twice, early, or for nothing.
//! - *It bounds everything that others cause*: commands, tasks, sockets, bytes in memory. Beyond a bound it does the work
//!   in the caller's own time, leaves it to the alarm, or refuses ([`Commands`], [`busy`]).
//! - *It writes nothing once it was emptied with its account*, if it has data of one account: see [`Emptying`].
//! - *It gives every call to D1 and to others a deadline* (`runtime::clock::within`, `runtime::objects::call`).
//! - *Timers cost.* A pending timer keeps the object in memory, so waits longer than one event belong in the alarm. A
//!   timer set outside `block_concurrency_while` does not go off inside it; see [`backpressure`].

mod alarm;
mod backoff;
pub mod backpressure;
mod commands;
mod core_cell;
mod emptying;
mod fault;
mod object_log;
mod object_storage;
pub mod sockets;
mod tasks;

pub use alarm::Alarm;
pub use backoff::Backoff;
pub use commands::{Commands, answer, busy, read_command};
pub use core_cell::CoreCell;
pub use emptying::{Admission, Emptying};
pub use fault::Fault;
pub use object_log::{LoggedName, ObjectLog};
pub use object_storage::ObjectStorage;
pub use tasks::{RUN_LEASE_MS, Tasks};
