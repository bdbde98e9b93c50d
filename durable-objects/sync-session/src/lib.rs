//! `SyncSession`: one sync handshake and its browser's WebSocket.
