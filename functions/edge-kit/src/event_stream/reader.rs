//! The credential of a reader of an account's events, which its stream must not outlive.

use http::HeaderMap;
use identity::{Credential, OperatorToken, PersonScope};
use object_commands::event_feed::ReaderName;
use unix_time::UnixMillis;

use crate::{AuthFault, ClientError, RequestContext, auth, operator, people, session_cookie};

/// A reader, by the credential of its request.
pub(super) struct Reader {
    pub(super) name: ReaderName,
    /// Time at which the credential ends by itself.
    ends_at_ms: Option<UnixMillis>,
}

/// How far the look-up of a credential goes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum LookUp {
    /// The cache may answer.
    Cached,
    /// The database answers.
    Now,
}

impl Reader {
    /// Finds the credential of a request that was already admitted to the account.
    ///
    /// # Errors
    /// The credential, or the account that it names, is no longer valid.
    pub(super) async fn find<E: ClientError>(
        context: &RequestContext,
        headers: &HeaderMap,
        look_up: LookUp,
    ) -> Result<Self, E> {
        let presented = E::presented_key(headers);
        if presented.is_none() && session_cookie::is_present(headers) {
            let session = match look_up {
                LookUp::Cached => people::authenticate(context, headers).await,
                LookUp::Now => people::authenticate_now(context, headers).await,
            };
            let session = session.map_err(E::from)?;
            if session.person().scope == PersonScope::Deployment && look_up == LookUp::Now {
                operator::named_account::<E>(context, headers).await?;
            }
            let person_id = session.person().id.as_str();
            return Ok(Self {
                name: ReaderName::session(person_id, session.ticket.id()),
                ends_at_ms: Some(session.stored.times.ends_at_ms()),
            });
        }
        if let Some(token) = presented.filter(|it| OperatorToken::has_form(it)) {
            let secrets = &context.settings.server_secrets;
            let token = OperatorToken::verify(token, secrets, context.now_ms);
            let token = token.ok_or_else(|| E::from(AuthFault::Invalid))?;
            if look_up == LookUp::Now {
                operator::named_account::<E>(context, headers).await?;
            }
            let (name, ends_at_ms) = (ReaderName::operator(), Some(token.expires_at_ms));
            return Ok(Self { name, ends_at_ms });
        }
        let known = match look_up {
            LookUp::Cached => auth::authenticate(context, presented).await,
            LookUp::Now => auth::authenticate_now(context, presented).await,
        };
        let known = known.map_err(E::from)?;
        let Credential::Client { key_id, .. } = known.principal.credential else {
            return Err(E::insufficient_permissions());
        };
        Ok(Self { name: ReaderName::key(&key_id), ends_at_ms: known.expires_at_ms })
    }

    /// Returns the life of a stream that would otherwise live for `life_ms`.
    pub(super) fn life_ms(&self, life_ms: u64, now_ms: UnixMillis) -> u64 {
        let left_ms = self.ends_at_ms.map(|at_ms| at_ms.since(now_ms).max(0));
        left_ms.and_then(|it| u64::try_from(it).ok()).map_or(life_ms, |it| it.min(life_ms))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stream_ends_with_its_credential_or_when_its_own_time_is_up() {
        let now_ms = UnixMillis::new(1_000);
        let life_ms = |ends_at_ms: Option<i64>| {
            let ends_at_ms = ends_at_ms.map(UnixMillis::new);
            Reader { name: ReaderName::operator(), ends_at_ms }.life_ms(500, now_ms)
        };
        assert_eq!(life_ms(None), 500);
        assert_eq!(
            [life_ms(Some(1_499)), life_ms(Some(1_500)), life_ms(Some(9_000))],
            [499, 500, 500]
        );
        assert_eq!(life_ms(Some(900)), 0);
    }
}
