//! One-time codes (contract A.6).

pub(crate) mod send;
pub(crate) mod verify;

use one_time_codes::Purpose;

use crate::{
    error::{ApiError, ApiResult},
    fields::Fields,
};

fn purpose(fields: &Fields) -> ApiResult<Option<Purpose>> {
    let Some(text) = fields.search_text("purpose")? else { return Ok(None) };
    let purpose = Purpose::parse(&text).map_err(|error| ApiError::invalid(error.to_string()))?;
    if purpose.is_reserved() {
        return Err(ApiError::invalid("this purpose is the service's own"));
    }
    Ok(Some(purpose))
}
