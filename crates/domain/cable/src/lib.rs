//! The Action Cable wire protocol (contract part B) as pure functions: handshake, frames both ways, and
//! the payloads of the gateway channel.

pub mod client_frame;
pub mod flow;
pub mod gateway_channel;
pub mod handshake;
pub mod idle;
pub mod server_frame;
