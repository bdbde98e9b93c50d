//! The platforms in a user's wallet (contract 2.1).

use ::platforms::{PlatformKind, WalletPlatform, wallet_platform};
use edge_kit::RequestContext;
use http::Uri;
use ids::AccountId;
use platform_grants::GrantStore;
use relay_users::RelayUserId;
use serde::Serialize;

use crate::{error::RelayResult, grants::redirect_urls::logos_url};

/// Platforms for which a user has stored a grant, and those for which they could.
#[derive(Debug, Serialize)]
pub(crate) struct UserPlatforms {
    #[serde(rename = "unsaved_platforms")]
    pub(crate) unsaved: Vec<WalletPlatform>,
    #[serde(rename = "saved_platforms")]
    pub(crate) saved: Vec<WalletPlatform>,
}

/// Returns a user's platforms, in one query. `uri` is the request's own; it gives the origin of this deployment if no
/// setting does. A grant for a platform that is no longer offered is still listed as saved, so that it can be revoked.
pub(crate) async fn of_user(
    context: &RequestContext,
    account_id: &AccountId,
    user_id: &RelayUserId,
    uri: &Uri,
) -> RelayResult<UserPlatforms> {
    let saved = GrantStore::of(&context.env, &context.settings)?
        .granted_platforms(account_id, user_id)
        .await?;
    let offered = PlatformKind::ALL.into_iter();
    let offered = offered.filter(|kind| GrantStore::offers(&context.settings, *kind));
    let unsaved: Vec<PlatformKind> = offered.filter(|kind| !saved.contains(kind)).collect();
    let logos_url = logos_url(context, uri);
    let shown = |kinds: Vec<PlatformKind>| {
        kinds.into_iter().map(|kind| wallet_platform(kind, &logos_url)).collect()
    };
    Ok(UserPlatforms { unsaved: shown(unsaved), saved: shown(saved) })
}
