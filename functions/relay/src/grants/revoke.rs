//! `DELETE /v2/users/{uid}/platforms/{platform}/protocols/{protocol}` (contract 2.1): revocation of a grant.

use edge_kit::{ErrorCode, RequestContext};
use http::{HeaderMap, StatusCode};
use identity::password::Password;
use platform_grants::GrantStore;

use super::{
    fields::Body,
    input::RevokeGrantIn,
    target::{MaybeGrantTarget, target},
};
use crate::{
    answers::Empty,
    error::{RelayError, RelayResult},
    users::{
        password::{self, PasswordCheck},
        session::{self, LoggedInUser},
    },
};

/// Revokes a grant; requires the user's password. The grant is deleted here whatever its platform answers; if needed,
/// the platform is asked again for a day.
#[worker::send]
pub(crate) async fn revoke(
    context: RequestContext,
    user: LoggedInUser,
    path: MaybeGrantTarget,
    headers: HeaderMap,
    body: Body<RevokeGrantIn>,
) -> RelayResult<Empty> {
    let platform = target(path)?;
    let password = Password::new(body.input(platform)?.password);
    let origin = session::origin(&headers);
    let (account_id, user_id) = (&user.account_id, &user.user_id);
    match password::check(&context, account_id, user_id, &origin, &password).await? {
        PasswordCheck::Right(_) => {}
        PasswordCheck::Wrong => {
            let (code, status) = (ErrorCode::WrongPassword, StatusCode::FORBIDDEN);
            return Err(RelayError::text(code, status, "wrong password"));
        }
        PasswordCheck::Blocked { retry_after_secs } => {
            let (code, status) = (ErrorCode::TooManyAttempts, StatusCode::TOO_MANY_REQUESTS);
            let error = RelayError::text(code, status, "too many attempts");
            return Err(error.retry_after(retry_after_secs));
        }
    }
    let grants = GrantStore::of(&context.env, &context.settings)?;
    let revoked = grants.revoke(account_id, user_id, platform, context.now_ms).await?;
    let (code, status) = (ErrorCode::GrantNotFound, StatusCode::NOT_FOUND);
    let nothing = || RelayError::text(code, status, "nothing is stored");
    revoked.map(|_| Empty).ok_or_else(nothing)
}
