//! One-time codes (contract A.6).

mod final_line;
mod input;
#[cfg(feature = "openapi")]
pub(crate) mod operations;
mod out;
pub(crate) mod send;
pub(crate) mod verify;

use edge_kit::{RequestContext, params::read::Spelled};
use one_time_codes::Purpose;
use telephony::PhoneNumber;

use crate::{
    access::Client,
    addresses,
    error::{ApiError, ApiResult},
};

/// Parses the number of a code, in the same way for sending and for verifying.
fn phone_number<P>(
    context: &RequestContext,
    client: &Client<P>,
    given: &Spelled,
) -> ApiResult<PhoneNumber> {
    addresses::phone_number(
        "phone_number",
        given,
        client.default_region,
        context.settings.phone_validation,
    )
}

fn purpose(given: Option<&str>) -> ApiResult<Option<Purpose>> {
    let Some(text) = given else { return Ok(None) };
    let purpose =
        Purpose::parse(text).map_err(|error| ApiError::invalid("purpose", error.to_string()))?;
    if purpose.is_reserved() {
        return Err(ApiError::invalid("purpose", "this purpose is the service's own"));
    }
    Ok(Some(purpose))
}
