//! `PUT /v2/users/{uid}/platforms/{platform}/protocols/{protocol}[/{action}]` (contract 2.1): next step of a grant.

use axum::Json;
use edge_kit::RequestContext;
use platform_grants::GrantStore;
use platforms::PlatformKind;

use super::{
    exchange::{ReturnedCode, exchange},
    failure::already_stored,
    fields::Fields,
    step_out::FinishOut,
    target::{MaybeGrantTarget, target, unknown},
    telegram,
};
use crate::{error::RelayResult, users::session::LoggedInUser};

#[worker::send]
pub(crate) async fn finish(
    context: RequestContext,
    user: LoggedInUser,
    path: MaybeGrantTarget,
    fields: Fields,
) -> RelayResult<Json<FinishOut>> {
    let target = target(path)?;
    if !GrantStore::offers(&context.settings, target.platform) {
        return Err(unknown());
    }
    let grants = GrantStore::of(&context.env, &context.settings)?;
    if target.platform == PlatformKind::Telegram {
        let (context, is_password) = (&context, target.is_password);
        return telegram::finish(context, &grants, &user, is_password, &fields).await.map(Json);
    }
    let returned = ReturnedCode::read(target.platform, &fields)?;
    // Checked before the exchange, which uses up the code.
    if grants.granted_platforms(&user.account_id, &user.user_id).await?.contains(&target.platform) {
        return Err(already_stored());
    }
    exchange(&context, &grants, &user, target.platform, returned).await?;
    Ok(Json(FinishOut::default()))
}
