//! A sync session's rules: which handshake URL is good, what its browser is told, when it ends (contract
//! `relaysms`, sections 1.2, 1.3 and 1.5).
//!
//! A session is opened for a user, whoever that is. Its browser is shown URLs, one after the other; the app that
//! posts its public key to one of them freezes it (step 1) and then posts the user's password (step 2). The time
//! and randomness are arguments, and what is to be done about the socket comes out as [`Effect`]s. A session is
//! stored as it is and read back between any two steps.

mod frames;
mod ids;
mod rules;
mod session;

pub use frames::{ACK, ALREADY_CONNECTED, Display, Frames, PAUSE, session_path, socket_path};
pub use ids::{new_session_id, object_name};
pub use rules::Rules;
pub use session::{Attempt, Effect, Session};
