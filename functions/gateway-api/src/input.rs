//! A request's parameters as the struct that names them, with this face's failures.

use axum::extract::{FromRequest, Request};
use edge_kit::{ParameterFault, Params};
use serde::de::DeserializeOwned;

use crate::error::ApiError;

/// Parameters of query and body, of which the body has at most `MAX_BYTES`. The first fault, in the order of the
/// struct's fields, ends the request: 400 for a missing parameter or one of another type, 422 for an unacceptable one.
pub(crate) struct In<T, const MAX_BYTES: usize = { Params::MAX_BODY_BYTES }> {
    pub(crate) input: T,
    /// All parameters, also those that `T` does not name.
    pub(crate) params: Params,
}

impl<T: DeserializeOwned, S: Send + Sync, const MAX_BYTES: usize> FromRequest<S>
    for In<T, MAX_BYTES>
{
    type Rejection = ApiError;

    async fn from_request(request: Request, _state: &S) -> Result<Self, ApiError> {
        let params = Params::of(request, MAX_BYTES).await?;
        Ok(Self { input: params.read()?, params })
    }
}

impl From<ParameterFault> for ApiError {
    fn from(fault: ParameterFault) -> Self {
        match fault {
            ParameterFault::Missing { name } => Self::missing(name),
            ParameterFault::Unreadable { name } => Self::bad_parameter(name),
            ParameterFault::Refused { name, reason } => {
                Self::invalid(name, format!("{name} {reason}"))
            }
        }
    }
}
