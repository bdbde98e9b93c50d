//! Requests that are sent to a customer's server.

use schemars::JsonSchema;
use serde_json::{Map, Value, json};

use super::Schemas;

/// Description of a request to a customer's server, in which a document lists it by its name.
pub struct Webhook {
    name: &'static str,
    id: &'static str,
    summary: &'static str,
    description: String,
    body: fn(&mut Schemas) -> Value,
    /// Names of headers, with what they are.
    headers: &'static [(&'static str, &'static str)],
}

impl Webhook {
    /// Returns the description of a request with a JSON body of the type `T`. Names are unique in the face; the id, in
    /// camelCase, is unique among its operations too. The summary is a phrase without a full stop.
    pub fn new<T: JsonSchema>(name: &'static str, id: &'static str, summary: &'static str) -> Self {
        Self {
            name,
            id,
            summary,
            description: String::new(),
            body: Schemas::answer::<T>,
            headers: &[],
        }
    }

    /// Sets what a receiver has to know beyond the summary, in sentences (Markdown).
    #[must_use]
    pub fn describe(self, description: impl Into<String>) -> Self {
        Self { description: description.into(), ..self }
    }

    /// Sets the headers that the request may have.
    #[must_use]
    pub fn headers(self, headers: &'static [(&'static str, &'static str)]) -> Self {
        Self { headers, ..self }
    }

    /// Returns the requests as the member `webhooks` of a document.
    pub(super) fn describe_all(webhooks: &[Self], schemas: &mut Schemas) -> Value {
        let all: Map<String, Value> = webhooks
            .iter()
            .map(|webhook| (webhook.name.to_owned(), json!({ "post": webhook.described(schemas) })))
            .collect();
        Value::Object(all)
    }

    fn described(&self, schemas: &mut Schemas) -> Value {
        let header = |(name, description): &(&str, &str)| {
            json!({
                "name": name,
                "in": "header",
                "required": false,
                "description": description,
                "schema": { "type": "string" },
            })
        };
        let parameters: Vec<Value> = self.headers.iter().map(header).collect();
        json!({
            "operationId": self.id,
            "summary": self.summary,
            "description": self.description,
            "security": [],
            "parameters": parameters,
            "requestBody": {
                "required": true,
                "content": { "application/json": { "schema": (self.body)(schemas) } },
            },
            "responses": {
                "2XX": { "description": "The event has arrived. The body of the answer is not read." },
                "410": { "description": "The endpoint is gone: it is disabled and gets nothing more." },
                "default": { "description": "The event is sent again, on the endpoint's schedule." },
            },
        })
    }
}
