//! Code that every face shares at its border: the request's context, credentials, parameters, failures, CORS.
//!
//! Each face has its own error renderer. A failure before a face's own code runs (no credential, a body that is too
//! long) is a [`RequestFault`] or [`AuthFault`], which the renderer translates.

mod announce;
pub mod as_called;
pub mod auth;
pub mod body;
pub mod client;
mod context;
pub mod cors;
pub mod dispatcher;
pub mod endpoints;
pub mod event_stream;
pub mod face_error;
pub mod guesses;
pub mod json_stream;
mod key_cache;
pub mod limits;
pub mod logins;
pub mod one_time_codes;
pub mod params;
mod protective_headers;
pub mod provider_endpoints;
pub mod provider_events;
pub mod route_table;
mod short_cache;
pub mod spending;
pub mod tokens;
mod urlencoded;

pub use announce::{AnnounceFault, announce};
pub use auth::{AuthFault, authenticate};
pub use client::{AnyOf, Client, ClientError};
pub use context::{Background, RequestContext, TrailingSlash};
pub use face_error::FaceError;
pub use limits::{CountFault, ExactLimit, Ledger, Limit, LimitExceeded};
pub use params::{Params, RequestFault};
pub use protective_headers::Protection;
pub use urlencoded::{parse as parse_urlencoded, parse_query};
