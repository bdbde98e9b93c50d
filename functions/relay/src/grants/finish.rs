//! `PUT /v2/users/{uid}/platforms/{platform}/protocols/{protocol}[/{action}]` (contract 2.1): next step of a grant.

use axum::Json;
use edge_kit::RequestContext;
use platform_grants::GrantStore;

use super::{
    exchange::{ReturnedCode, exchange},
    failure::already_stored,
    fields::Body,
    input::{FinishGrantIn, TelegramCodeIn, TelegramPasswordIn},
    step_out::FinishOut,
    target::{MaybeGrantTarget, target, unknown},
    telegram::{self, TelegramProof},
};
use crate::{error::RelayResult, users::session::LoggedInUser};

/// Finishes a consent, or Telegram's first step.
#[worker::send]
pub(crate) async fn finish(
    context: RequestContext,
    user: LoggedInUser,
    path: MaybeGrantTarget,
    body: Body<FinishGrantIn>,
) -> RelayResult<Json<FinishOut>> {
    let platform = target(path)?;
    if !GrantStore::offers(&context.settings, platform) {
        return Err(unknown());
    }
    let grants = GrantStore::of(&context.env, &context.settings)?;
    let input = match body.input(platform)? {
        FinishGrantIn::Consent(input) => input,
        FinishGrantIn::Telegram(TelegramCodeIn { phone_number, code }) => {
            let proof = TelegramProof::Code(code);
            return telegram::finish(&context, &grants, &user, &phone_number, proof)
                .await
                .map(Json);
        }
    };
    let returned = ReturnedCode::of(platform, input)?;
    // Checked before the exchange, which uses up the code.
    if grants.granted_platforms(&user.account_id, &user.user_id).await?.contains(&platform) {
        return Err(already_stored());
    }
    exchange(&context, &grants, &user, platform, returned).await?;
    Ok(Json(FinishOut::default()))
}

/// Finishes Telegram's second step, by the password of the account.
#[worker::send]
pub(crate) async fn finish_by_password(
    context: RequestContext,
    user: LoggedInUser,
    path: MaybeGrantTarget,
    body: Body<TelegramPasswordIn>,
) -> RelayResult<Json<FinishOut>> {
    let platform = target(path)?;
    if !GrantStore::offers(&context.settings, platform) {
        return Err(unknown());
    }
    let grants = GrantStore::of(&context.env, &context.settings)?;
    let TelegramPasswordIn { phone_number, password } = body.input(platform)?;
    let proof = TelegramProof::Password(password);
    telegram::finish(&context, &grants, &user, &phone_number, proof).await.map(Json)
}
