//! OpenAPI 3.1 description of a face's routes, which is assembled from three sources: the route table states callers,
//! limits and body sizes; a handler's signature states the types of its request and answers; an [`Operation`] beside
//! the handlers states in prose what a route does, and which failures it has.
//!
//! This module is compiled only with the feature `openapi`, which the Worker does not have.

mod document;
mod operation;
mod problem;
mod schemas;
mod shape;
mod webhook;

pub use document::{
    CommonFailure, Face, Header, LINK, SecurityScheme, document, document_with_webhooks,
};
pub use operation::{ErrorFormat, Operation};
pub use problem::ProblemOut;
pub use schemas::{NULL_IS_SENT, Schemas};
pub use shape::{Answer, AnswerShape, Answers, Parameter, RequestShape};
pub use webhook::Webhook;
