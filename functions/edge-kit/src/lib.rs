//! Code that every face shares at its border: the request's context, credentials, parameters, failures, CORS.
//!
//! Each face has its own error renderer. A failure before a face's own code runs (no credential, a body that is too
//! long) is a [`RequestFault`] or [`AuthFault`], which the renderer translates.

pub mod account_gates;
pub mod answers;
pub mod audit;
pub mod auth;
pub mod body;
pub mod client;
mod client_network;
mod context;
pub mod cors;
pub mod dispatcher;
pub mod event_stream;
pub mod face_error;
pub mod failure;
pub mod json_stream;
mod key_cache;
#[cfg(feature = "openapi")]
pub mod openapi;
pub mod operator;
pub mod original_url;
pub mod own_pages;
pub mod params;
pub mod people;
mod protective_headers;
mod rate_limit_headers;
pub mod route_table;
pub mod session_cookie;
pub mod text_stream;
pub mod tokens;
mod urlencoded;

pub use answers::{Accepted, Created, NoContent, TimeMs, TimeSecs};
pub use auth::{AuthFault, authenticate};
pub use client::{AnyOf, Client, ClientError};
pub use client_network::client_network;
pub use context::{RequestContext, TrailingSlash};
pub use error_codes::ErrorCode;
pub use face_error::FaceError;
pub use failure::Failure;
pub use operator::{AccountFault, Operator};
pub use params::{ParameterFault, Params, RequestFault};
pub use people::{Person, PersonSession, SessionFault};
pub use protective_headers::HeaderProtection;
pub use rate_limit_headers::announce_limits;
pub use urlencoded::{parse as parse_urlencoded, parse_query};
