//! `/v2/sync/init/…`: the browser's socket of a sync (contract `relaysms`, 1.2).

use schemars::{JsonSchema, SchemaGenerator};
use serde::Serialize;
use serde_json::json;

use super::{Channel, Message, message};

pub(super) fn channel(schemas: &mut SchemaGenerator) -> Channel {
    let text = |name, summary, pattern: &str| Message {
        name,
        summary,
        payload: json!({ "type": "string", "pattern": pattern }),
    };
    Channel {
        name: "syncSession",
        address: "/v2/sync/init/{user_id}/{session_id}",
        description: "WebSocket that shows a QR code and learns what the app did with it. The path without a session \
                      is that of the server of 2023, which shows three codes, ten seconds each.",
        parameters: &[
            ("user_id", "Id of the relay user."),
            ("session_id", "Id of the session, from `GET /v2/sync/users/{user_id}`."),
        ],
        query: json!({
            "type": "object",
            "properties": {
                "frames": {
                    "type": "string",
                    "enum": ["url", "json"],
                    "description": "Form of the frames with an address; `RELAY_SYNC_FRAMES` without it.",
                },
            },
        }),
        sent: vec![
            text("address", "Address of the handshake, for the QR code", "^https?://"),
            message::<SyncAddresses>(
                schemas,
                "addresses",
                "The same as JSON, with a link that opens the app",
            ),
            text("pause", "The app has begun: the code stays as it is", "^201- pause$"),
            text("done", "The app has synced; the server closes", "^200- ack$"),
        ],
        received: Vec::new(),
    }
}

/// Addresses of the handshake.
#[derive(Serialize, JsonSchema)]
struct SyncAddresses {
    /// Address for the QR code.
    qr_url: String,
    /// The same with the scheme that opens the app.
    mobile_url: String,
}
