//! Emptying an object for good, when its account is deleted.

use std::cell::Cell;

use object_sql::Sql;
use runtime::objects::EMPTIED;
use worker::{Method, Request, Response, State};

use crate::{Alarm, Fault, ObjectStorage, answer};

// The table is the mark. It has no row and nothing of the account, and it is all that an emptied object stores.
const MARK: &str = "CREATE TABLE IF NOT EXISTS emptied (at_ms INTEGER)";
const IS_MARKED: &str = "SELECT at_ms FROM emptied LIMIT 1";

/// Whether an object was emptied for good. Such an object refuses every request, and must write nothing: whatever still
/// reaches it, a late call, an alarm or a frame, would create its tables anew.
///
/// The shell asks [`is_emptied`](Self::is_emptied) at the start of every event and before it opens its core. What an event
/// already does when the object is emptied finds the core closed and the alarm ended.
#[derive(Debug, Default)]
pub struct Emptying {
    /// `None`: this instance has not looked yet.
    known: Cell<Option<bool>>,
}

/// How the object deals with a request.
#[derive(Debug)]
pub enum Admission {
    /// As usual.
    Admitted,
    /// With this answer, because the object was emptied.
    Refused(Response),
    /// By [`Emptying::empty`].
    ToBeEmptied,
}

impl Emptying {
    /// Looks at a request before anything else does.
    pub fn admit(&self, state: &State, request: &Request) -> worker::Result<Admission> {
        // A method of its own, so that every class is emptied in the same way. Commands are posted, sockets are got.
        if request.method() == Method::Delete {
            return Ok(Admission::ToBeEmptied);
        }
        if self.is_emptied(state)? {
            return Response::error("emptied", EMPTIED).map(Admission::Refused);
        }
        Ok(Admission::Admitted)
    }

    /// Whether the object was emptied. The first look of an instance is one statement, which reads no row.
    pub fn is_emptied(&self, state: &State) -> worker::Result<bool> {
        if let Some(known) = self.known.get() {
            return Ok(known);
        }
        let is_emptied = is_marked(state)?;
        self.known.set(Some(is_emptied));
        Ok(is_emptied)
    }

    /// Returns a fault if the object was emptied, for a step that would write.
    pub fn ensure_kept(&self, state: &State) -> Result<(), Fault> {
        if self.is_emptied(state)? {
            return Err(Fault::new("the object was emptied, with its account"));
        }
        Ok(())
    }

    /// Empties the object: ends its alarm, closes its sockets, and deletes all that it stored. `forget` drops what the
    /// instance has in memory, and takes leave of sockets that are to be told more than the close.
    pub async fn empty(
        &self,
        state: &State,
        alarm: &Alarm,
        forget: impl FnOnce(),
    ) -> Result<Response, Fault> {
        // Set before the first await, so that no event between the steps writes anything.
        self.known.set(Some(true));
        alarm.end();
        forget();
        for socket in state.get_websockets() {
            // A failing socket is already gone.
            socket.close(Some(1000), None::<&str>).ok();
        }
        // The mark and not the memory of it, which an earlier try that failed has left.
        if !is_marked(state)? {
            let storage = state.storage();
            storage.delete_alarm().await?;
            storage.delete_all().await?;
            // If the instance ends before this, the caller has no answer and empties the object again.
            ObjectStorage::of(state).exec(MARK, vec![])?;
        }
        Ok(answer(&())?)
    }
}

fn is_marked(state: &State) -> worker::Result<bool> {
    match ObjectStorage::of(state).exec(IS_MARKED, vec![]) {
        Ok(_) => Ok(true),
        Err(error) if error.is_missing_table() => Ok(false),
        Err(error) => Err(worker::Error::RustError(error.to_string())),
    }
}
