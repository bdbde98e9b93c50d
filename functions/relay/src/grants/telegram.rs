//! Telegram's grants (contract 2.1, `twofactor`): a number, its code, and the password if the account has one, all
//! through the adapter.

use edge_kit::RequestContext;
use ids::nanoid21;
use platform_grants::{ClaimedConsent, GrantStore, SignInState, TelegramStep};
use platforms::{
    CodeAnswer, Context, Failure, HttpAnswer, HttpRequest, PlatformKind, Secret, TelegramAdapter,
};
use runtime::OsRng;
use telephony::{PhoneNumber, Validation};

use super::{
    exchange::{failed_exchange, store},
    failure::{already_stored, is_transient, not_begun, refusal},
    fields::{PHONE_NUMBER, invalid},
    input::StartTelegramIn,
    step_out::{FinishOut, StartOut, StepStatus},
};
use crate::{
    account,
    error::{RelayError, RelayResult},
    users::session::LoggedInUser,
};

const SIGNED_IN: u16 = 200;
const CODE_SENT: u16 = 201;
const PASSWORD_NEEDED: u16 = 202;
/// Number of wrong codes or passwords after which the sign-in must be restarted.
const MAX_FAILURES: u32 = 5;

/// Proof that the owner of a Telegram account gives in a step.
pub(crate) enum TelegramProof {
    /// The code that Telegram sent.
    Code(Secret),
    /// The password of an account that has one.
    Password(Secret),
}

/// `POST {phone_number}`: asks for a code.
pub(crate) async fn start(
    context: &RequestContext,
    grants: &GrantStore,
    user: &LoggedInUser,
    input: &StartTelegramIn,
) -> RelayResult<StartOut> {
    let number = phone_number(context, &input.phone_number).await?;
    let id = step_id();
    let read = ask(grants, |context| TelegramAdapter::send_code(number.as_str(), &id, context));
    let answer = read.await.map_err(|failure| refusal(&failure))?;
    let body = match answer {
        CodeAnswer::SignedIn(tokens) => {
            // An existing sign-in of a number says nothing about the caller, unless the number is their own.
            if number != user.user.phone_number {
                return Err(already_stored());
            }
            let (account_id, user_id) = (&user.account_id, &user.user_id);
            let key_id = grants.data_key_id(account_id, user_id, context.now_ms).await?;
            store(context, grants, user, PlatformKind::Telegram, &tokens, &key_id).await?;
            SIGNED_IN
        }
        CodeAnswer::Sent | CodeAnswer::PasswordRequired => {
            let phone_number = Secret::new(number.as_str());
            let step = TelegramStep { phone_number, needs_password: false, failures: 0 };
            begin(context, grants, user, step).await?;
            CODE_SENT
        }
    };
    let platform = PlatformKind::Telegram.as_str();
    Ok(StartOut { body: StepStatus::Code(body), platform, ..StartOut::default() })
}

/// `PUT {phone_number, code}`, or with the action `password` `{phone_number, password}`.
pub(crate) async fn finish(
    context: &RequestContext,
    grants: &GrantStore,
    user: &LoggedInUser,
    number: &str,
    proof: TelegramProof,
) -> RelayResult<FinishOut> {
    let number = phone_number(context, number).await?;
    let is_password = matches!(proof, TelegramProof::Password(_));
    let (account_id, user_id) = (&user.account_id, &user.user_id);
    let platform = PlatformKind::Telegram;
    let taken = grants.claim_consent(account_id, user_id, platform, None, context.now_ms).await?;
    let begun = taken.ok_or_else(not_begun)?;
    let SignInState::Telegram(step) = begun.pending.clone() else { return Err(not_begun()) };
    if step.phone_number.expose() != number.as_str() || step.needs_password != is_password {
        grants.restore_consent(account_id, user_id, &begun).await?;
        return Err(not_begun());
    }
    let (number, id) = (number.as_str(), step_id());
    let asked = ask(grants, |context| match &proof {
        TelegramProof::Password(password) => {
            TelegramAdapter::validate_password(number, password, &id, context)
        }
        TelegramProof::Code(code) => TelegramAdapter::validate_code(number, code, &id, context),
    });
    match asked.await {
        Ok(CodeAnswer::SignedIn(tokens)) => {
            store(context, grants, user, platform, &tokens, &begun.data_key_id).await?;
            Ok(FinishOut::default())
        }
        Ok(CodeAnswer::PasswordRequired) if !is_password => {
            begin(context, grants, user, TelegramStep { needs_password: true, ..step }).await?;
            let initialization_url = "/platforms/telegram/protocols/twofactor/password".to_owned();
            Ok(FinishOut { body: StepStatus::Code(PASSWORD_NEEDED), initialization_url })
        }
        Ok(_) => Err(failed_exchange(grants, user, &begun, &Failure::no_answer()).await),
        Err(failure) => Err(count_failure(context, grants, user, (&begun, step), &failure).await),
    }
}

/// Counts a failure: a wrong code may be entered again, a few times.
async fn count_failure(
    context: &RequestContext,
    grants: &GrantStore,
    user: &LoggedInUser,
    (begun, step): (&ClaimedConsent, TelegramStep),
    failure: &Failure,
) -> RelayError {
    let failures = step.failures.saturating_add(1);
    // A transient failure does not count against the user: `failed_exchange` puts the claimed step back unchanged.
    if !is_transient(failure) && failures < MAX_FAILURES {
        let again = begin(context, grants, user, TelegramStep { failures, ..step }).await;
        if let Err(error) = again {
            return error;
        }
    }
    failed_exchange(grants, user, begun, failure).await
}

async fn begin(
    context: &RequestContext,
    grants: &GrantStore,
    user: &LoggedInUser,
    step: TelegramStep,
) -> RelayResult<()> {
    let pending = SignInState::Telegram(step);
    Ok(grants.begin_consent(&user.account_id, &user.user_id, pending, context.now_ms).await?)
}

async fn ask(
    grants: &GrantStore,
    make: impl Fn(&mut Context<'_>) -> Result<HttpRequest, Failure>,
) -> Result<CodeAnswer, Failure> {
    let make = |(): &mut (), context: &mut Context<'_>| make(context);
    let read = |(): &mut (), answer: &HttpAnswer| TelegramAdapter::read(answer);
    grants.client().settle(&mut (), make, read).await
}

async fn phone_number(context: &RequestContext, text: &str) -> RelayResult<PhoneNumber> {
    let region = account::default_region(context).await?;
    PhoneNumber::parse(text, region, Validation::Lenient).map_err(|_| invalid(PHONE_NUMBER))
}

/// Returns a new id for a step: the adapter deduplicates by id, and every step is a new request.
fn step_id() -> String {
    format!("signin_{}", nanoid21(&mut OsRng))
}
