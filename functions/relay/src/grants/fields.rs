//! Fields of a request: JSON, a form, or the query.

use std::marker::PhantomData;

use axum::extract::{FromRequest, Request};
use edge_kit::{
    ErrorCode, Params, RequestFault,
    route_table::{Argument, Described},
};
use http::StatusCode;
use platforms::{PlatformKind, Secret};
use telephony::with_lost_plus;

use crate::{
    error::{RelayError, RelayResult},
    route_table::Access,
};

/// Longest field in characters; codes, passwords and lists of scopes are shorter.
const MAX_CHARS: usize = 8_192;
/// Field with the number of a Telegram account.
pub(crate) const PHONE_NUMBER: &str = "phone_number";
/// Room for several such fields in either encoding.
const MAX_BODY_BYTES: usize = 65_536;

/// The fields that a route reads.
pub(crate) struct Body<T> {
    fields: Fields,
    input: PhantomData<fn() -> T>,
}

/// Parameters that a route reads from the fields.
pub(crate) trait GrantIn: Sized {
    /// Reads the fields for this platform, or fails with 400 if one is missing or wrong.
    fn read(fields: &Fields, platform: PlatformKind) -> RelayResult<Self>;
}

impl<T: GrantIn> Body<T> {
    /// Returns the input. A handler checks the path and the limits first.
    pub(crate) fn input(&self, platform: PlatformKind) -> RelayResult<T> {
        T::read(&self.fields, platform)
    }
}

/// Fields that came with a request.
pub(crate) struct Fields(Params);

impl Fields {
    /// Returns a nonempty text. 400 if the field has another type.
    pub(crate) fn find(&self, name: &str) -> RelayResult<Option<String>> {
        let text = self.0.text(name).map_err(|_| invalid(name))?.filter(|text| !text.is_empty());
        match text {
            Some(text) if text.len() > MAX_CHARS => Err(invalid(name)),
            text => Ok(text),
        }
    }

    /// Returns a required text. 400 if it is missing.
    pub(crate) fn get(&self, name: &str) -> RelayResult<String> {
        let missing = || bad(ErrorCode::MissingParameter, &format!("missing {name}"));
        self.find(name)?.ok_or_else(missing)
    }

    /// Returns a phone number's text, restoring a plus sign that a form decoded to a space. 400 if it is missing.
    pub(crate) fn number(&self, name: &str) -> RelayResult<String> {
        let text = self.get(name)?;
        let restored = with_lost_plus(&text).filter(|_| self.0.may_lack_plus(name));
        Ok(restored.unwrap_or(text))
    }

    /// Returns a required text that must not be shown.
    pub(crate) fn secret(&self, name: &str) -> RelayResult<Secret> {
        self.get(name).map(Secret::new)
    }
}

/// 400: a field is not a text, is too long, or is not what its name says.
pub(crate) fn invalid(name: &str) -> RelayError {
    let code = match name {
        PHONE_NUMBER => ErrorCode::InvalidPhoneNumber,
        _ => ErrorCode::InvalidParameter,
    };
    bad(code, &format!("invalid {name}"))
}

fn bad(code: ErrorCode, text: &str) -> RelayError {
    RelayError::text(code, StatusCode::BAD_REQUEST, text)
}

impl<T, S: Send + Sync> FromRequest<S> for Body<T> {
    type Rejection = RelayError;

    async fn from_request(request: Request, _state: &S) -> Result<Self, RelayError> {
        let params = Params::of(request, MAX_BODY_BYTES).await.map_err(|fault| match fault {
            RequestFault::Malformed => bad(ErrorCode::MalformedRequest, "poorly formed json"),
            RequestFault::TooLarge => {
                let status = StatusCode::PAYLOAD_TOO_LARGE;
                RelayError::text(ErrorCode::BodyTooLarge, status, "too large")
            }
        })?;
        Ok(Self { fields: Fields(params), input: PhantomData })
    }
}

impl<T: Described> Argument<Access> for Body<T> {
    const MAX_BODY_BYTES: Option<usize> = Some(MAX_BODY_BYTES);

    #[cfg(feature = "openapi")]
    fn describe(request: &mut edge_kit::openapi::RequestShape<'_>) {
        request.members::<T>();
    }
}
