//! Rules of a sync session: which handshake URLs are valid, what its browser is sent, and when it ends (contract
//! `relaysms`, sections 1.2, 1.3 and 1.5).
//!
//! A session is opened for a user id, which need not exist. Its browser is shown URLs, one after the other; the app
//! that posts its public key to one of them freezes it (step 1) and then posts the user's password (step 2). Time and
//! randomness are arguments, and actions on the socket are returned as [`Effect`]s. A session can be stored and
//! restored between any two steps.

mod frames;
mod ids;
mod rules;
mod session;

pub use frames::{
    ACK, ALREADY_CONNECTED, Display, Frames, PAUSE, session_path, socket_path, with_port,
};
pub use ids::{new_session_id, object_name};
pub use rules::SyncRules;
pub use session::{AttemptGrant, Effect, Session};
