//! `POST /api/v1/otp/verify` (contract A.3, A.6).

use axum::Json;
use edge_kit::{RequestContext, client_network};
use http::HeaderMap;
use one_time_codes::{Code, Guess};
use throttling::Limit;

use super::{input::VerifyCodeIn, out::VerifyCodeOut};
use crate::{
    access::{Client, MayVerifyCodes},
    error::ApiResult,
    input::In,
};

/// `POST /api/v1/otp/verify`: consumes the code if it is right. A number that never had a code, a wrong code, a used
/// and an expired one get the same answer.
#[worker::send]
pub(crate) async fn verify(
    context: RequestContext,
    client: Client<MayVerifyCodes>,
    headers: HeaderMap,
    In { input, .. }: In<VerifyCodeIn>,
) -> ApiResult<Json<VerifyCodeOut>> {
    let network = client_network(&headers);
    throttling::count(&context, Limit::VerifyCode, network.expose()).await?;
    let phone = super::phone_number(&context, &client, &input.phone_number)?;
    let code = Code::parse(&input.code);
    let purpose = super::purpose(input.purpose.as_deref())?;
    let guess = Guess {
        account_id: &client.account_id,
        phone: &phone,
        purpose: purpose.as_ref(),
        code: code.as_ref(),
        now_ms: context.now_ms,
    };
    Ok(Json(phone_verification::verify(&context, guess, &client.codes_policy).await?.into()))
}
