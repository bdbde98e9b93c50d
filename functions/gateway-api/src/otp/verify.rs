//! `POST /api/v1/otp/verify` (contract A.3, A.6).

use axum::Json;
use edge_kit::{RequestContext, client_network};
use http::HeaderMap;
use one_time_codes::{Code, Guess, VerifyOutcome};
use serde_json::{Value, json};
use throttling::Limit;

use crate::{
    access::{Client, MayVerifyCodes},
    error::ApiResult,
    fields::Fields,
};

/// `POST /api/v1/otp/verify`: consumes the code if it is right. A number that never had a code, a wrong code, a used
/// and an expired one get the same answer.
#[worker::send]
pub(crate) async fn verify(
    context: RequestContext,
    client: Client<MayVerifyCodes>,
    headers: HeaderMap,
    fields: Fields,
) -> ApiResult<Json<Value>> {
    let network = client_network(&headers);
    throttling::count(&context, Limit::VerifyCode, network.expose()).await?;
    let phone = super::phone_number(&context, &client, &fields)?;
    let code = Code::parse(&fields.required_text("code")?);
    let purpose = super::purpose(&fields)?;
    let guess = Guess {
        account_id: &client.account_id,
        phone: &phone,
        purpose: purpose.as_ref(),
        code: code.as_ref(),
        now_ms: context.now_ms,
    };
    Ok(Json(match phone_verification::verify(&context, guess).await? {
        VerifyOutcome::Verified => json!({ "success": true, "verified": true }),
        VerifyOutcome::Refused { attempts_remaining } => json!({
            "success": false,
            "verified": false,
            "error": "Invalid or expired OTP",
            "attempts_remaining": attempts_remaining,
        }),
    }))
}
