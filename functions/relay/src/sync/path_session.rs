//! The session named by a path, and calls to its object.

use axum::extract::{FromRequestParts, Path};
use edge_kit::{ErrorCode, RequestContext, route_table::Argument};
use http::{StatusCode, request::Parts};
use object_commands::{
    Command,
    sync_session::{SyncSessionCommand, SyncSessionKey},
};
use relay_users::RelayUserId;
use runtime::objects::{self, CallError, ObjectClass};
use sync_session::object_name;

use crate::{error::RelayError, route_table::Access};

/// Longest accepted id; real ids of users and sessions are shorter.
const MAX_ID_BYTES: usize = 64;

/// `{user_id}` of the path: any text that is not too long.
pub(crate) struct PathUser(pub(crate) RelayUserId);

/// `{user_id}` and `{session_id}` of the path.
pub(crate) struct PathSession(pub(crate) SyncSessionKey);

impl PathSession {
    /// Calls the session's object. Without an answer, the outcome is unknown.
    pub(crate) async fn call<C>(
        &self,
        context: &RequestContext,
        command: C,
    ) -> Result<C::Outcome, CallError>
    where
        C: Command<Envelope = SyncSessionCommand>,
    {
        objects::call(&context.env, ObjectClass::SyncSession, &self.object_name(), command).await
    }

    pub(crate) fn object_name(&self) -> String {
        object_name(&self.0.user_id, &self.0.session_id)
    }
}

impl Argument<Access> for PathUser {}
impl Argument<Access> for PathSession {}

impl<S: Send + Sync> FromRequestParts<S> for PathUser {
    type Rejection = RelayError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, RelayError> {
        let Path(user_id) =
            Path::<String>::from_request_parts(parts, state).await.map_err(|_| unreadable())?;
        id(user_id).map(RelayUserId::from_text).map(Self)
    }
}

impl<S: Send + Sync> FromRequestParts<S> for PathSession {
    type Rejection = RelayError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, RelayError> {
        let Path((user_id, session_id)) =
            Path::<(String, String)>::from_request_parts(parts, state)
                .await
                .map_err(|_| unreadable())?;
        Ok(Self(SyncSessionKey {
            user_id: RelayUserId::from_text(id(user_id)?),
            session_id: id(session_id)?,
        }))
    }
}

fn id(text: String) -> Result<String, RelayError> {
    let fits = text.len() <= MAX_ID_BYTES;
    fits.then_some(text).ok_or_else(unreadable)
}

/// 400: an id is too long or is not UTF-8.
fn unreadable() -> RelayError {
    RelayError::empty(ErrorCode::MalformedRequest, StatusCode::BAD_REQUEST)
}
