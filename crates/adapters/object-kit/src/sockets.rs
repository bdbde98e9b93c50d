//! Accepting an object's sockets. The `worker` crate's binding panics when the platform refuses a socket: at 32,768
//! sockets, and for a tag of more than 256 characters.

use worker::{State, WebSocket};

/// Maximum number of sockets of an object, open and closing.
pub const MAX_SOCKETS: usize = 256;
/// Maximum length of a tag in bytes.
const MAX_TAG_BYTES: usize = 64;

/// Whether the object has room for another socket. A closed socket counts until its client answers the close, so
/// clients that never do can fill the object.
pub fn has_room(state: &State) -> bool {
    state.get_websockets().len() < MAX_SOCKETS
}

/// Accepts a socket that can hibernate. Returns `false` if there is no room or the tag is empty or too long.
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
