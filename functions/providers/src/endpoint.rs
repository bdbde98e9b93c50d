//! Extractor of the endpoint that a path names.

use std::sync::Arc;

use axum::extract::{FromRequestParts, Path};
use edge_kit::{RequestContext, client_network};
use http::request::Parts;
use sms_providers::ProviderKind;

pub(crate) use provider_access::CallbackEndpoint;

use crate::error::CallbackError;

/// The endpoint whose token is in the path, under the name of its own provider. Any other path is 404.
pub(crate) struct Endpoint(pub(crate) Arc<CallbackEndpoint>);

impl<S: Send + Sync> FromRequestParts<S> for Endpoint {
    type Rejection = CallbackError;

    #[worker::send]
    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, CallbackError> {
        let path = Path::<(String, String)>::from_request_parts(parts, state).await;
        let Path((provider, token)) = path.map_err(|_| CallbackError::UnknownEndpoint)?;
        let provider = ProviderKind::parse(&provider).ok_or(CallbackError::UnknownEndpoint)?;
        let context = parts.extensions.get::<RequestContext>().ok_or(CallbackError::Unavailable)?;
        let network = client_network(&parts.headers);
        let endpoint = provider_access::find_endpoint(context, &network, &token).await?;
        if endpoint.provider != provider {
            return Err(CallbackError::UnknownEndpoint);
        }
        Ok(Self(endpoint))
    }
}
