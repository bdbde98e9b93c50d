//! Events of sync sessions.

use crate::event::events;

events! {
    /// Sync sessions. The object's name is half of the session id, which must not be logged.
    SyncSessionEvent, "Sync sessions" {
        /// The session may count a closed socket as open until its next alarm.
        SocketNotForgotten { error } = Error "the closed socket of a sync session was not forgotten",
    }
}
