//! Query of the handshake.

use std::convert::Infallible;

use axum::extract::FromRequestParts;
use edge_kit::route_table::Argument;
use http::{Uri, request::Parts};

use crate::route_table::Access;

/// Query of `GET /cable`. The first of several values counts.
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct ConnectIn {
    /// The gateway's key, for clients that cannot send an `Authorization` header.
    pub(crate) api_key: Option<String>,
    /// Seconds between the server's pings, cut to 1 to 3,600. An unreadable number counts as absent; then the deployment
    /// decides, with 3 by default.
    #[cfg_attr(feature = "openapi", schemars(with = "Option<u32>", range(min = 1, max = 3600)))]
    pub(crate) pi: Option<String>,
}

impl ConnectIn {
    fn of(uri: &Uri) -> Self {
        let query = |wanted: &str| {
            let mut pairs = form_urlencoded::parse(uri.query().unwrap_or_default().as_bytes());
            pairs.find(|(name, _)| name == wanted).map(|(_, value)| value.into_owned())
        };
        Self { api_key: query("api_key"), pi: query("pi") }
    }
}

impl<S: Sync> FromRequestParts<S> for ConnectIn {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Infallible> {
        Ok(Self::of(&parts.uri))
    }
}

impl Argument<Access> for ConnectIn {
    #[cfg(feature = "openapi")]
    fn describe(request: &mut edge_kit::openapi::RequestShape<'_>) {
        request.query::<Self>();
    }
}
