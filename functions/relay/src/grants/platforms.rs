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
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct UserPlatforms {
    /// Platforms for which the user could store a grant.
    #[serde(rename = "unsaved_platforms")]
    pub(crate) unsaved: Vec<WalletPlatformOut>,
    /// Platforms for which the user has stored a grant.
    #[serde(rename = "saved_platforms")]
    pub(crate) saved: Vec<WalletPlatformOut>,
}

/// A platform in a user's wallet.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct WalletPlatformOut {
    name: &'static str,
    description: &'static str,
    /// URL of the logo.
    logo: String,
    /// Path of the platform's grants, below the user's: `/platforms/{name}/protocols/{protocol}`.
    initialization_url: String,
    /// Kind of the messages that it publishes.
    #[serde(rename = "type")]
    #[cfg_attr(
        feature = "openapi",
        schemars(extend("enum" = ["email", "text", "messaging"]))
    )]
    service: &'static str,
    /// Letter by which requests by SMS name the platform.
    letter: char,
}

/// The same with its fields in alphabetical order, in which the second step of sync sends them.
#[derive(Debug, Serialize)]
pub(crate) struct SortedPlatformOut {
    description: &'static str,
    initialization_url: String,
    letter: char,
    logo: String,
    name: &'static str,
    #[serde(rename = "type")]
    service: &'static str,
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
        kinds.into_iter().map(|kind| wallet_platform(kind, &logos_url).into()).collect()
    };
    Ok(UserPlatforms { unsaved: shown(unsaved), saved: shown(saved) })
}

impl From<WalletPlatform> for WalletPlatformOut {
    fn from(platform: WalletPlatform) -> Self {
        let WalletPlatform { name, description, logo, initialization_url, service, letter } =
            platform;
        Self { name, description, logo, initialization_url, service, letter }
    }
}

impl SortedPlatformOut {
    pub(crate) fn of(platform: WalletPlatformOut) -> Self {
        let WalletPlatformOut { name, description, logo, initialization_url, service, letter } =
            platform;
        Self { description, initialization_url, letter, logo, name, service }
    }
}
