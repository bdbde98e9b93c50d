//! Types of a route's request and answers, as the handler's signature states them.

use axum::{Json, response::Html};
use schemars::JsonSchema;
use serde_json::{Value, json};

use super::Schemas;
use crate::answers::{Accepted, Created, NoContent};

/// Request of a route. Arguments of its handler describe themselves here.
pub struct RequestShape<'s> {
    pub schemas: &'s mut Schemas,
    pub(super) parameters: Vec<Parameter>,
    /// Content types of the body, with the schema of each.
    pub(super) body: Vec<(&'static str, Value)>,
    /// Members that may be sent in the query or in the body.
    pub(super) members: Option<Members>,
}

/// One parameter outside the body.
#[derive(Debug, Clone, PartialEq)]
pub struct Parameter {
    pub name: String,
    /// `query` or `header`.
    pub place: &'static str,
    pub required: bool,
    pub description: Option<String>,
    pub schema: Value,
}

/// Schemas of members for either place.
pub(super) struct Members {
    pub(super) query: Vec<Parameter>,
    pub(super) body: Value,
}

/// Answers of a route.
pub struct Answers<'s> {
    pub schemas: &'s mut Schemas,
    pub(super) answers: Vec<AnswerShape>,
}

/// One successful answer.
#[derive(Debug, Clone, PartialEq)]
pub struct AnswerShape {
    pub status: u16,
    /// Content type and schema of the body; `None` if there is no body.
    pub body: Option<(&'static str, Value)>,
}

/// Return type of a handler.
pub trait Answer {
    /// Adds the answers that the type states. A type that states none, such as a bare `Response`, needs an operation
    /// that names them.
    fn describe(answers: &mut Answers<'_>);
}

impl<'s> RequestShape<'s> {
    pub(super) fn new(schemas: &'s mut Schemas) -> Self {
        Self { schemas, parameters: Vec::new(), body: Vec::new(), members: None }
    }

    /// Adds members that come in the query of a GET, and else in the body as JSON or as a form.
    pub fn members<T: JsonSchema>(&mut self) {
        let query = self.schemas.query::<T>();
        self.members = Some(Members { query, body: self.schemas.request::<T>() });
    }

    /// Adds the members of a type as parameters of the query.
    pub fn query<T: JsonSchema>(&mut self) {
        let query = self.schemas.query::<T>();
        self.parameters.extend(query);
    }

    /// Adds parameters of any names and values, which the document knows only by a name for all of them.
    pub fn any_query(&mut self, name: &str, description: &str) {
        self.parameters.push(Parameter {
            name: name.to_owned(),
            place: "query",
            required: false,
            description: Some(description.to_owned()),
            // An object in a query is spelled as a parameter per member.
            schema: json!({ "type": "object", "additionalProperties": { "type": "string" } }),
        });
    }

    /// Adds a body with this content type.
    pub fn body<T: JsonSchema>(&mut self, content_type: &'static str) {
        let schema = self.schemas.request::<T>();
        self.body.push((content_type, schema));
    }

    /// Adds a header.
    pub fn header<T: JsonSchema>(&mut self, name: &str, required: bool, description: &str) {
        let schema = self.schemas.request::<T>();
        let description = Some(description.to_owned());
        let name = name.to_owned();
        self.parameters.push(Parameter { name, place: "header", required, description, schema });
    }
}

impl<'s> Answers<'s> {
    pub(super) fn new(schemas: &'s mut Schemas) -> Self {
        Self { schemas, answers: Vec::new() }
    }

    /// Adds an answer with a JSON body.
    pub fn json<T: JsonSchema>(&mut self, status: u16) {
        self.json_as::<T>(status, "application/json");
    }

    /// Adds an answer with a JSON body under another content type.
    pub fn json_as<T: JsonSchema>(&mut self, status: u16, content_type: &'static str) {
        let schema = self.schemas.answer::<T>();
        self.answers.push(AnswerShape { status, body: Some((content_type, schema)) });
    }

    /// Adds an answer with a text of another content type.
    pub fn text(&mut self, status: u16, content_type: &'static str) {
        let schema = self.schemas.answer::<String>();
        self.answers.push(AnswerShape { status, body: Some((content_type, schema)) });
    }

    /// Adds an answer with bytes that are no text.
    pub fn bytes(&mut self, status: u16, content_type: &'static str) {
        let schema = serde_json::json!({ "type": "string", "format": "binary" });
        self.answers.push(AnswerShape { status, body: Some((content_type, schema)) });
    }

    /// Adds an answer without a body.
    pub fn empty(&mut self, status: u16) {
        self.answers.push(AnswerShape { status, body: None });
    }
}

impl<T: JsonSchema> Answer for Json<T> {
    fn describe(answers: &mut Answers<'_>) {
        answers.json::<T>(200);
    }
}

impl<T: JsonSchema> Answer for Created<T> {
    fn describe(answers: &mut Answers<'_>) {
        answers.json::<T>(201);
    }
}

impl<T: JsonSchema> Answer for Accepted<T> {
    fn describe(answers: &mut Answers<'_>) {
        answers.json::<T>(202);
    }
}

impl Answer for NoContent {
    fn describe(answers: &mut Answers<'_>) {
        answers.empty(204);
    }
}

impl<T> Answer for Html<T> {
    fn describe(answers: &mut Answers<'_>) {
        answers.text(200, "text/html; charset=utf-8");
    }
}

impl Answer for String {
    fn describe(answers: &mut Answers<'_>) {
        answers.text(200, "text/plain; charset=utf-8");
    }
}

/// A bare status or response does not state its type, so its operation does.
impl Answer for http::StatusCode {
    fn describe(_: &mut Answers<'_>) {}
}

impl<B> Answer for http::Response<B> {
    fn describe(_: &mut Answers<'_>) {}
}

impl Answer for () {
    fn describe(answers: &mut Answers<'_>) {
        answers.empty(200);
    }
}

/// Headers before an answer. Its operation describes them.
impl<T: Answer> Answer for (http::HeaderMap, T) {
    fn describe(answers: &mut Answers<'_>) {
        T::describe(answers);
    }
}

impl<T: Answer, E> Answer for Result<T, E> {
    fn describe(answers: &mut Answers<'_>) {
        T::describe(answers);
    }
}
