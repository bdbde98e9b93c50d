//! `POST /v2/sync/users/{user_id}/sessions/{session_id}` (contract 1.2, step 2).
//!
//! The one-step handshake has the same URL with a trailing slash, and the app's key in the body.

use edge_kit::{ErrorCode, RequestContext, client_network};
use http::{HeaderMap, StatusCode, Uri};
use identity::password::Password;
use ids::AccountId;
use object_commands::sync_session::{
    AttemptVerdict, PasswordAttempt, PasswordAttemptOutcome, SettleAttempt, SettleOutcome,
};
use password_guesses::GuessOrigin;
use relay_crypto::{ClientKey, OaepDigests, ServerKey};
use runtime::{
    OsRng,
    log::{self, events::RelayUserEvent},
};

use super::{
    input::{PasswordIn, StepTwoIn},
    json_body::JsonBody,
    keys, one_step,
    out::{StepTwoOut, SyncedOut},
    path_session::PathSession,
    responses::{Keyed, bad_request, failed, missing_public_key, server_error},
    shared_key::{self, CreatedKey},
    throttle,
};
use crate::{
    account::RelayAccount,
    error::{RelayError, RelayResult},
    grants::platforms::{self, SortedPlatformOut},
    origin,
    users::password::{self, PasswordCheck},
};

/// Checks the password and creates the user's key: the newest key wins. A session is used once, and five wrong
/// passwords end it.
#[worker::send]
pub(crate) async fn step_two(
    context: RequestContext,
    RelayAccount(account_id): RelayAccount,
    uri: Uri,
    headers: HeaderMap,
    session: PathSession,
    body: JsonBody<StepTwoIn>,
) -> RelayResult<Keyed<SyncedOut>> {
    throttle::by_network(&context, &headers).await?;
    let origin = GuessOrigin::of(client_network(&headers));
    let words = if body.has_slash { "poorly formed json" } else { "invalid json" };
    let input = match body.input(ErrorCode::MalformedRequest, words)? {
        StepTwoIn::TwoSteps(input) => input,
        StepTwoIn::OneStep(input) => {
            let user_id = &session.0.user_id;
            return one_step::handshake(&context, &account_id, (&uri, &origin), user_id, &input)
                .await;
        }
    };
    let server_keys = keys::required(&context)?.server;
    let attempt = PasswordAttempt { session: session.0.clone() };
    let (client_key, key_id) = match session.call(&context, attempt).await.map_err(failed)? {
        PasswordAttemptOutcome::Granted { client_key, server_key_id } => {
            (client_key, server_key_id)
        }
        // A path with a slash is that of the one-step handshake, in which the key is missing here.
        PasswordAttemptOutcome::Unknown if body.has_slash => {
            return Err(missing_public_key());
        }
        PasswordAttemptOutcome::Unknown => return Err(no_session()),
    };
    let step = PasswordStep {
        context: &context,
        account_id: &account_id,
        session: &session,
        origin: &origin,
    };
    let client_key = ClientKey::parse(&client_key);
    let (Some(server_key), Ok(client_key)) = (server_keys.find(&key_id), client_key) else {
        // The key that the app got has been removed from the settings since.
        step.report_verdict(AttemptVerdict::Undecided).await;
        return Err(server_error());
    };
    let done = step.run(&uri, &input, server_key, &client_key).await;
    match done {
        Ok(reply) => Ok(Keyed::new(SyncedOut::TwoSteps(reply), server_key)),
        Err(StepFailure { error, verdict }) => {
            if let Some(verdict) = verdict {
                step.report_verdict(verdict).await;
            }
            Err(error)
        }
    }
}

struct PasswordStep<'a> {
    context: &'a RequestContext,
    account_id: &'a AccountId,
    session: &'a PathSession,
    origin: &'a GuessOrigin,
}

/// Answer to the app, and the verdict for the session, if any.
struct StepFailure {
    error: RelayError,
    verdict: Option<AttemptVerdict>,
}

impl PasswordStep<'_> {
    async fn run(
        &self,
        uri: &Uri,
        input: &PasswordIn,
        server_key: &ServerKey,
        client_key: &ClientKey,
    ) -> Result<StepTwoOut, StepFailure> {
        let decryption = OaepDigests::of_two_steps(input.decryption_hash.as_deref());
        let encryption = OaepDigests::of_two_steps(input.encryption_hash.as_deref());
        let decrypted = server_key.decrypt(&input.password, decryption, &mut OsRng);
        // This counts as a try: probing with altered ciphertexts is how one attacks a key.
        let decrypted = decrypted.map_err(|_| wrong(server_error()))?;
        let password = Password::new(decrypted.expose());
        let user_id = &self.session.0.user_id;
        let checking =
            password::check(self.context, self.account_id, user_id, self.origin, &password);
        let user = match checking.await.map_err(|error| undecided(failed(error)))? {
            PasswordCheck::Right(user) => user,
            PasswordCheck::Wrong => return Err(wrong(refused())),
            PasswordCheck::Blocked { retry_after_secs } => {
                return Err(undecided(refused().retry_after(retry_after_secs)));
            }
        };
        let saved = platforms::of_user(self.context, self.account_id, &user.user_id, uri).await;
        let saved = saved.map_err(|error| undecided(failed(error)))?.saved;
        let user_platforms = saved.into_iter().map(SortedPlatformOut::of).collect();
        // The session is ended before the key is made, so that only one of two requests replaces the user's key.
        // Whatever else can fail comes before.
        if !self.end_session().await? {
            return Err(StepFailure { error: no_session(), verdict: None });
        }
        let made = shared_key::create(self.context, self.account_id, &user, client_key, encryption);
        let CreatedKey { encrypted, .. } = made.await.map_err(|error| StepFailure {
            error: error.map_or_else(refused, failed),
            verdict: Some(AttemptVerdict::NotStored),
        })?;
        let seeds_url = format!("{}/seeds", origin::of_handshake(self.context, uri));
        Ok(StepTwoOut { shared_key: encrypted, user_platforms, gateway_clients: [], seeds_url })
    }

    /// Marks the session as used and tells the browser. Returns whether this call was the first.
    async fn end_session(&self) -> Result<bool, StepFailure> {
        let settle =
            SettleAttempt { session: self.session.0.clone(), verdict: AttemptVerdict::Right };
        let settled = self.session.call(self.context, settle).await;
        let settled =
            settled.map_err(|error| StepFailure { error: failed(error), verdict: None })?;
        Ok(settled == SettleOutcome::Done)
    }

    async fn report_verdict(&self, verdict: AttemptVerdict) {
        let settle = SettleAttempt { session: self.session.0.clone(), verdict };
        if let Err(error) = self.session.call(self.context, settle).await {
            log::write(&RelayUserEvent::SyncSessionNotSettled { error: &error });
        }
    }
}

/// 401, the same for a wrong password, an unknown user and a password that is not checked.
fn refused() -> RelayError {
    let text = "failed to authenticate";
    RelayError::text(ErrorCode::WrongPassword, StatusCode::UNAUTHORIZED, text)
}

fn no_session() -> RelayError {
    bad_request(ErrorCode::SyncSessionNotFound, "invalid session requested")
}

fn wrong(error: RelayError) -> StepFailure {
    StepFailure { error, verdict: Some(AttemptVerdict::Wrong) }
}

fn undecided(error: RelayError) -> StepFailure {
    StepFailure { error, verdict: Some(AttemptVerdict::Undecided) }
}
