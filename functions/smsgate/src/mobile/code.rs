//! `GET /mobile/v1/user/code` (contract 6.2).

use axum::Json;
use edge_kit::{RequestContext, TimeMs};
use identity::RegistrationCode;
use runtime::OsRng;
use serde::Serialize;
use store_d1::{Store, StoreError};

use crate::{
    access::BasicLogin,
    error::{ApiError, ApiResult},
};

/// Largest number of attempts at drawing a free code. More are practically never needed.
const MAX_TRIES: u32 = 5;

/// Answer of `GET /mobile/v1/user/code`.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct CodeOut {
    /// One-time code of six digits and lower-case letters.
    #[cfg_attr(feature = "openapi", schemars(example = "7hk2qx"))]
    code: String,
    valid_until: TimeMs,
}

/// `GET /mobile/v1/user/code`: a code with which one phone joins the caller's account.
#[worker::send]
pub(crate) async fn create(
    context: RequestContext,
    caller: BasicLogin,
) -> ApiResult<Json<CodeOut>> {
    let settings = &context.settings.identity;
    let ttl_secs = settings.code_ttl_secs;
    let ttl_secs = ttl_secs.ok_or_else(ApiError::codes_disabled)?;
    let expires_at_ms = context.now_ms.saturating_add(i64::from(ttl_secs).saturating_mul(1_000));
    let store = Store::open(&context.env)?;
    for _ in 0..MAX_TRIES {
        let code = RegistrationCode::generate(&mut OsRng);
        let digest = code.digest(&settings.pepper);
        let account_id = &caller.account_id;
        let stored = store.insert_registration_code(
            account_id,
            &digest,
            None,
            expires_at_ms,
            context.now_ms,
        );
        match stored.await {
            Ok(()) => {
                let code = code.expose().to_owned();
                return Ok(Json(CodeOut { code, valid_until: TimeMs(expires_at_ms) }));
            }
            Err(StoreError::Conflict(_)) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Err(ApiError::unavailable())
}
