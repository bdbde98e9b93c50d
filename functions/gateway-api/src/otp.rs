//! One-time codes (contract A.6).

pub(crate) mod send;
pub(crate) mod verify;

use edge_kit::RequestContext;
use one_time_codes::Purpose;
use telephony::PhoneNumber;

use crate::{
    access::Client,
    error::{ApiError, ApiResult},
    fields::Fields,
};

/// Parses the number of a code, in the same way for sending and for verifying.
fn phone_number<P>(
    context: &RequestContext,
    client: &Client<P>,
    fields: &Fields,
) -> ApiResult<PhoneNumber> {
    fields.phone_number("phone_number", client.default_region, context.settings.phone_validation)
}

fn purpose(fields: &Fields) -> ApiResult<Option<Purpose>> {
    let Some(text) = fields.search_text("purpose")? else { return Ok(None) };
    let purpose = Purpose::parse(&text).map_err(|error| ApiError::invalid(error.to_string()))?;
    if purpose.is_reserved() {
        return Err(ApiError::invalid("this purpose is the service's own"));
    }
    Ok(Some(purpose))
}
