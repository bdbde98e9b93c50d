//! Accepting an object's sockets. The platform's binding panics where the platform refuses: at 32,768 sockets,
//! and at a tag of more than 256 characters.

use worker::{State, WebSocket};

/// The most sockets of an object, open and closing.
pub const MAX_SOCKETS: usize = 256;
/// Bytes of the longest tag that is given to the platform.
const MAX_TAG_BYTES: usize = 64;

/// Whether an object has room for another socket. A socket that was closed counts until its client has
/// answered that, so a client that never does fills the room.
pub fn has_room(state: &State) -> bool {
    state.get_websockets().len() < MAX_SOCKETS
}

/// Accepts a socket that hibernates. Returns whether there was room for it.
#[must_use]
pub fn accept(state: &State, socket: &WebSocket, tag: Option<&str>) -> bool {
    if !has_room(state) || tag.is_some_and(|tag| tag.is_empty() || tag.len() > MAX_TAG_BYTES) {
        return false;
    }
    match tag {
        #[expect(clippy::disallowed_methods, reason = "the tag and the number were checked")]
        Some(tag) => state.accept_websocket_with_tags(socket, &[tag]),
        #[expect(clippy::disallowed_methods, reason = "the number was checked")]
        None => state.accept_web_socket(socket),
    }
    true
}
