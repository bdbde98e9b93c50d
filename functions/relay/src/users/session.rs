//! Logged-in sessions by the `SWOB` cookie (contract 2.1): bound to the User-Agent; they end after 15 minutes without a
//! request, after 45 in total, and with a logout or a changed password. Each request renews the cookie.

use std::sync::{Arc, Mutex};

use axum::{
    extract::{FromRequestParts, RawPathParams, Request},
    middleware::Next,
    response::Response,
};
use edge_kit::{ErrorCode, RequestContext, client_network};
use http::{HeaderMap, HeaderValue, StatusCode, Uri, header, request::Parts};
use ids::{AccountId, nanoid21};
use password_guesses::GuessOrigin;
use relay_crypto::{RelaySession, SessionStage};
use relay_users::RelayUserId;
use runtime::{
    OsRng,
    log::{self, events::RelayUserEvent},
};
use sealing::Keyring;
use store_d1::{Store, relay::users::RelayUser};
use unix_time::UnixMillis;

use super::fields;
use crate::{
    account,
    error::{RelayError, RelayResult},
};

/// Path parameter with the user's id.
const USER_PARAMETER: &str = "uid";

/// A logged-in user. If the path names a user, it must be this one.
#[derive(Clone, Debug)]
pub(crate) struct LoggedInUser {
    pub(crate) account_id: AccountId,
    pub(crate) user_id: RelayUserId,
    pub(crate) user: RelayUser,
}

/// A user who is signing up or recovering, and may do nothing else.
#[derive(Clone, Debug)]
pub(crate) struct VerifyingUser {
    pub(crate) account_id: AccountId,
    pub(crate) user: RelayUser,
    pub(crate) session: RelaySession,
}

/// Renewed cookie for the answer.
#[derive(Clone, Debug, Default)]
struct RenewedCookie(Arc<Mutex<Option<HeaderValue>>>);

/// Begins a session and returns the value of `Set-Cookie`.
pub(crate) fn begin(
    context: &RequestContext,
    (headers, uri): (&HeaderMap, &Uri),
    user: (&RelayUserId, SessionStage),
    since_ms: UnixMillis,
) -> RelayResult<HeaderValue> {
    let session = RelaySession {
        user_id: user.0.as_str().to_owned(),
        session_id: nanoid21(&mut OsRng),
        stage: user.1,
        // The start must be later than the moment at which earlier sessions were ended; otherwise this session would
        // count as ended.
        started_at_ms: context.now_ms.max(since_ms.saturating_add(1)),
    };
    cookie(context, headers, uri, &session)
}

/// Returns the origin of a guess made within a session; the session authenticates the caller.
pub(crate) fn origin(headers: &HeaderMap) -> GuessOrigin {
    GuessOrigin { network: client_network(headers), is_known: true }
}

/// Adds the renewed cookie to the answer, unless the answer sets its own. Wraps all routes of this face.
pub(crate) async fn renew(mut request: Request, next: Next) -> Response {
    let renewal = RenewedCookie::default();
    request.extensions_mut().insert(renewal.clone());
    let mut response = next.run(request).await;
    let renewed = renewal.0.lock().ok().and_then(|mut renewed| renewed.take());
    if let Some(value) = renewed
        && !response.headers().contains_key(header::SET_COOKIE)
    {
        response.headers_mut().insert(header::SET_COOKIE, value);
    }
    response
}

impl<S: Send + Sync> FromRequestParts<S> for LoggedInUser {
    type Rejection = RelayError;

    #[worker::send]
    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, RelayError> {
        let (account_id, user, session) = open(parts).await?;
        if session.stage != SessionStage::Login || !user.is_active() {
            return Err(no_session());
        }
        Ok(Self { account_id, user_id: user.user_id.clone(), user })
    }
}

impl<S: Send + Sync> FromRequestParts<S> for VerifyingUser {
    type Rejection = RelayError;

    #[worker::send]
    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, RelayError> {
        let (account_id, user, session) = open(parts).await?;
        let may = match session.stage {
            SessionStage::SignUp => true,
            SessionStage::Recovery => user.is_active(),
            SessionStage::Login => false,
        };
        if may { Ok(Self { account_id, user, session }) } else { Err(no_session()) }
    }
}

/// 401: there is no session, it has ended, or it does not permit this.
pub(crate) fn no_session() -> RelayError {
    RelayError::text(ErrorCode::InvalidSession, StatusCode::UNAUTHORIZED, "unauthorized")
}

/// Opens the request's session, and has the answer renew it. One D1 read.
async fn open(parts: &mut Parts) -> RelayResult<(AccountId, RelayUser, RelaySession)> {
    let context: RequestContext =
        parts.extensions.get().cloned().ok_or_else(RelayError::unavailable)?;
    let keyring = keyring(&context)?;
    let cookies = parts.headers.get_all(header::COOKIE).iter();
    let mut cookies = cookies.filter_map(|value| value.to_str().ok());
    let cookie = cookies.find_map(relay_crypto::find_cookie).ok_or_else(no_session)?;
    let agent = user_agent(&parts.headers);
    let session = RelaySession::open(cookie, &agent, keyring, context.now_ms);
    let session = session.map_err(|_| no_session())?;
    if !is_of_path(parts, &session.user_id).await? {
        return Err(no_session());
    }
    let account_id = account::of(&context).await?;
    let store = Store::open(&context.env)?;
    let user = store
        .find_relay_user(&account_id, &RelayUserId::from_text(session.user_id.as_str()))
        .await?;
    let user = user.filter(|user| session.started_at_ms > user.sessions_since_ms);
    let user = user.ok_or_else(no_session)?;
    if let Some(RenewedCookie(renewal)) = parts.extensions.get::<RenewedCookie>()
        && let Ok(mut renewal) = renewal.lock()
    {
        // Set only for a session that is valid: an ended one must not be renewed.
        *renewal = Some(self::cookie(&context, &parts.headers, &parts.uri, &session)?);
    }
    Ok((account_id, user, session))
}

/// Whether the path names the user, or no user.
async fn is_of_path(parts: &mut Parts, user_id: &str) -> RelayResult<bool> {
    let params = RawPathParams::from_request_parts(parts, &()).await;
    let params = params.map_err(|_| fields::bad_path())?;
    Ok(params
        .iter()
        .filter(|(name, _)| *name == USER_PARAMETER)
        .all(|(_, named)| identity::constant_time_equal(named, user_id)))
}

fn cookie(
    context: &RequestContext,
    headers: &HeaderMap,
    uri: &Uri,
    session: &RelaySession,
) -> RelayResult<HeaderValue> {
    let agent = user_agent(headers);
    let sealed = session.seal(&agent, keyring(context)?, context.now_ms, &mut OsRng);
    let sealed = sealed.map_err(|error| {
        log::write(&RelayUserEvent::SessionNotSealed { error: &error });
        RelayError::unavailable()
    })?;
    let cookie = relay_crypto::set_cookie(&sealed, is_secure(context, uri));
    HeaderValue::try_from(cookie).map_err(|_| RelayError::unavailable())
}

/// Returns `SEALING_KEYS`; sessions are sealed under them and need them.
fn keyring(context: &RequestContext) -> RelayResult<&Keyring> {
    context.settings.keyring.as_ref().ok_or_else(|| {
        log::write(&RelayUserEvent::SealingKeysMissing);
        RelayError::unavailable()
    })
}

fn is_secure(context: &RequestContext, uri: &Uri) -> bool {
    let https = uri.scheme_str().is_some_and(|scheme| scheme.eq_ignore_ascii_case("https"));
    context.settings.public_url.as_ref().map_or(https, |url| url.starts_with("https://"))
}

/// Returns the raw User-Agent, byte by byte; empty if it is missing.
fn user_agent(headers: &HeaderMap) -> String {
    let agent = headers.get(header::USER_AGENT).map_or(&b""[..], HeaderValue::as_bytes);
    agent.iter().map(|byte| char::from(*byte)).collect()
}
