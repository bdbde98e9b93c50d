//! AsyncAPI 3 description of what goes through sockets and event streams. The frames are texts that the code writes and
//! parses by hand, so their types are written here a second time; the system tests compare the frames that they see
//! with this document.

mod account_events;
mod cable;
mod device_events;
mod sync;

use schemars::{JsonSchema, SchemaGenerator, generate::SchemaSettings};
use serde_json::{Map, Value, json};

/// Parts of the document that the channels fill.
struct Parts {
    schemas: SchemaGenerator,
    channels: Map<String, Value>,
    operations: Map<String, Value>,
    messages: Map<String, Value>,
}

/// One kind of message on a channel.
struct Message {
    name: &'static str,
    summary: &'static str,
    payload: Value,
}

/// A channel with the messages of both directions, as the server sees them.
struct Channel {
    name: &'static str,
    address: &'static str,
    description: &'static str,
    parameters: &'static [(&'static str, &'static str)],
    /// Parameters of the query by which the channel is opened.
    query: Value,
    sent: Vec<Message>,
    received: Vec<Message>,
}

/// Returns the document.
pub fn document() -> Value {
    let mut settings = SchemaSettings::draft07();
    settings.definitions_path = "/components/schemas".into();
    settings.meta_schema = None;
    let mut parts = Parts {
        schemas: settings.for_serialize().into_generator(),
        channels: Map::new(),
        operations: Map::new(),
        messages: Map::new(),
    };
    for channel in [cable::channel, device_events::channel, sync::channel, account_events::channel]
    {
        let channel = channel(&mut parts.schemas);
        parts.add(channel);
    }
    let schemas = parts.schemas.take_definitions(true);
    json!({
        "asyncapi": "3.0.0",
        "info": {
            "title": "Wireroom: sockets and event streams",
            "version": env!("CARGO_PKG_VERSION"),
            "description": "What phones and browsers exchange with a deployment beside requests: the cable of the SMS \
                            Gateway API, SMSGate's event stream, the stream of an account's events, and the browser's socket of a \
                            sync.",
            "license": { "name": "Apache-2.0" },
        },
        "defaultContentType": "application/json",
        "channels": parts.channels,
        "operations": parts.operations,
        "components": { "messages": parts.messages, "schemas": schemas },
    })
}

impl Parts {
    fn add(&mut self, channel: Channel) {
        let sent: Vec<&'static str> = channel.sent.iter().map(|it| it.name).collect();
        let received: Vec<&'static str> = channel.received.iter().map(|it| it.name).collect();
        let mut messages = Map::new();
        for message in channel.sent.into_iter().chain(channel.received) {
            let name = format!("{}.{}", channel.name, message.name);
            messages.insert(
                message.name.to_owned(),
                json!({ "$ref": format!("#/components/messages/{name}") }),
            );
            let described = json!({
                "name": message.name,
                "summary": message.summary,
                "payload": message.payload,
            });
            self.messages.insert(name, described);
        }
        let parameters: Map<String, Value> = channel
            .parameters
            .iter()
            .map(|(name, description)| ((*name).to_owned(), json!({ "description": description })))
            .collect();
        let mut described = json!({
            "address": channel.address,
            "description": channel.description,
            "messages": messages,
            "parameters": parameters,
        });
        if !channel.query.is_null()
            && let Some(described) = described.as_object_mut()
        {
            let bindings = json!({ "ws": { "method": "GET", "query": channel.query } });
            described.insert("bindings".to_owned(), bindings);
        }
        self.channels.insert(channel.name.to_owned(), described);
        for (action, names) in [("send", sent), ("receive", received)] {
            if !names.is_empty() {
                let operation = operation(channel.name, action, &names);
                self.operations.insert(format!("{action}.{}", channel.name), operation);
            }
        }
    }
}

/// Returns an operation of the server with these messages of a channel.
fn operation(channel: &str, action: &str, names: &[&str]) -> Value {
    let message = |name: &&str| json!({ "$ref": format!("#/channels/{channel}/messages/{name}") });
    json!({
        "action": action,
        "channel": { "$ref": format!("#/channels/{channel}") },
        "messages": names.iter().map(message).collect::<Vec<_>>(),
    })
}

/// Returns a message whose payload is JSON of a type.
fn message<T: JsonSchema>(
    schemas: &mut SchemaGenerator,
    name: &'static str,
    summary: &'static str,
) -> Message {
    Message { name, summary, payload: schemas.subschema_for::<T>().to_value() }
}
