//! A request's fields, in JSON, a form, or the query.

use axum::extract::{FromRequest, Request};
use edge_kit::{Params, RequestFault, route_table::Argument};
use http::StatusCode;
use platforms::Secret;
use telephony::with_lost_plus;

use crate::{
    error::{RelayError, RelayResult},
    route_table::Access,
};

/// Longer than any code, password or list of scopes.
const MAX_CHARS: usize = 8_192;
/// Room for a few of them in either encoding.
const MAX_BODY_BYTES: usize = 65_536;

/// What came with a request.
pub(crate) struct Fields(Params);

impl Fields {
    /// A text that is not empty. 400 where it is something else.
    pub(crate) fn find(&self, name: &str) -> RelayResult<Option<String>> {
        let bad = |_| RelayError::text(StatusCode::BAD_REQUEST, format!("invalid {name}"));
        let text = self.0.text(name).map_err(bad)?.filter(|text| !text.is_empty());
        match text {
            Some(text) if text.len() > MAX_CHARS => {
                Err(RelayError::text(StatusCode::BAD_REQUEST, format!("invalid {name}")))
            }
            text => Ok(text),
        }
    }

    /// A text that has to be there. 400 where it is not.
    pub(crate) fn get(&self, name: &str) -> RelayResult<String> {
        let missing = || RelayError::text(StatusCode::BAD_REQUEST, format!("missing {name}"));
        self.find(name)?.ok_or_else(missing)
    }

    /// A phone number's text, with the plus sign that a form may have taken from it. 400 where it is not there.
    pub(crate) fn number(&self, name: &str) -> RelayResult<String> {
        let text = self.get(name)?;
        let restored = with_lost_plus(&text).filter(|_| self.0.may_lack_plus(name));
        Ok(restored.unwrap_or(text))
    }

    /// The same of something that nobody else should see.
    pub(crate) fn secret(&self, name: &str) -> RelayResult<Secret> {
        self.get(name).map(Secret::new)
    }
}

impl<S: Send + Sync> FromRequest<S> for Fields {
    type Rejection = RelayError;

    async fn from_request(request: Request, _state: &S) -> Result<Self, RelayError> {
        Params::of(request, MAX_BODY_BYTES).await.map(Self).map_err(|fault| match fault {
            RequestFault::Malformed => {
                RelayError::text(StatusCode::BAD_REQUEST, "poorly formed json")
            }
            RequestFault::TooLarge => RelayError::text(StatusCode::PAYLOAD_TOO_LARGE, "too large"),
        })
    }
}

impl Argument<Access> for Fields {
    const MAX_BODY_BYTES: Option<usize> = Some(MAX_BODY_BYTES);
}
