//! Sending and verifying one-time codes, whichever face asks (contract A.6).
//!
//! A code is nowhere but in its SMS; here is its digest, and until a phone has it the sealed text.

use ::one_time_codes::{
    ExpiryMinutes, Guess, IssuedCode, Purpose, SendLimit, SendLimits, SendOutcome, VerifyOutcome,
};
use contracts::dispatcher::{Submit, Submitted};
use identity::AccountId;
use messaging::{
    Content, Draft, Options,
    gateway::day_of,
    message::{Metric, URGENT_PRIORITY, UnknownOutcome},
};
use request_limits::{Counted, Network, Policy, Remaining};
use runtime::{OsRng, log, objects::CallError};
use store_d1::{Store, StoreError};
use telephony::{Address, PhoneNumber};

use crate::{
    CountFault, ExactLimit, LimitExceeded, RequestContext, dispatcher, limits,
    spending::{self, Spending, SpendingFault},
};

/// Codes that a key asks for go before everything else that waits, and pacing does not hold them.
const PRIORITY: i8 = i8::MAX;
/// Codes of a deployment's own users go before other messages, and pacing may hold them.
const USER_PRIORITY: i8 = URGENT_PRIORITY - 1;
/// Codes of strangers wait with everything else.
const STRANGER_PRIORITY: i8 = 0;

/// A code that somebody asks for.
#[derive(Clone, Debug)]
pub struct CodeOrder<'a> {
    pub account_id: &'a AccountId,
    pub phone: &'a PhoneNumber,
    pub purpose: Purpose,
    pub expiry: ExpiryMinutes,
    pub limits: SendLimits,
    pub cause: CodeCause,
    /// Where the request came from.
    pub network: &'a Network,
}

/// On whose behalf a code is sent, which decides what it may cost and how it is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CodeCause {
    /// A key of the account asked for it.
    Key,
    /// A caller without a credential, for the number of a user of the deployment who has proven to have it. The
    /// ceilings of strangers do not apply.
    User,
    /// A caller without a credential, for any number.
    Stranger,
}

/// A code that is on its way.
#[derive(Clone, Debug)]
pub struct SentCode {
    pub message_id: String,
    pub expires_at_ms: i64,
}

/// Why no code is on its way.
#[derive(Debug)]
pub enum SendCodeFault {
    LimitReached {
        limit: SendLimit,
        retry_after_secs: u32,
    },
    /// The network or the account has had too many, or the code could not leave in time.
    Exceeded(LimitExceeded),
    /// There is nothing to seal its text with.
    NoSealingKey,
    /// The Dispatcher cannot take it now.
    Refused,
    Store(StoreError),
    /// Nobody knows: its SMS may be on its way.
    Call(CallError),
}

/// Draws a code and sends it through the account's own routes. A code whose message was certainly refused is taken
/// back, and so is what was counted for it; where that is not known both stay.
pub async fn send(
    context: &RequestContext,
    order: CodeOrder<'_>,
) -> Result<SentCode, SendCodeFault> {
    let (account_id, network) = (order.account_id, order.network);
    let counted =
        limits::count_exactly(context, ExactLimit::SendCode, Some(account_id), network).await;
    counted.map_err(|fault| match fault {
        CountFault::Exceeded(exceeded) => SendCodeFault::Exceeded(exceeded),
        CountFault::Store(error) => SendCodeFault::Store(error),
    })?;
    let counted = spending::count(context, order.spending(context)).await;
    let counted = counted.map_err(|fault| match fault {
        SpendingFault::Stopped(exceeded) => SendCodeFault::Exceeded(exceeded),
        SpendingFault::Store(error) => SendCodeFault::Store(error),
    })?;
    let sent = send_counted(context, &order).await;
    if sent.as_ref().is_err_and(|fault| !matches!(fault, SendCodeFault::Call(_))) {
        spending::release(context, account_id, &counted).await;
    }
    if let Err(SendCodeFault::LimitReached { limit: SendLimit::Guesses, .. }) = &sent {
        // No code would have helped whoever asks, so the network is not charged for it either.
        limits::uncount(context, ExactLimit::SendCode, Some(account_id), network).await;
    }
    sent
}

async fn send_counted(
    context: &RequestContext,
    order: &CodeOrder<'_>,
) -> Result<SentCode, SendCodeFault> {
    let CodeOrder { account_id, phone, ref purpose, expiry, limits, cause, .. } = *order;
    let purpose = purpose.clone();
    let settings = &context.settings.one_time_codes;
    let now_ms = context.now_ms;
    let code =
        IssuedCode::draw(account_id, phone, purpose, expiry, &settings.pepper, now_ms, &mut OsRng);
    let store = Store::open(&context.env).map_err(SendCodeFault::Store)?;
    let created = store.create_code(account_id, phone, &code, limits, now_ms).await;
    let outcome = created.map_err(SendCodeFault::Store)?;
    note_limits(context, limits, outcome);
    if let SendOutcome::LimitReached { limit, retry_after_secs } = outcome {
        return Err(SendCodeFault::LimitReached { limit, retry_after_secs });
    }
    let submission = Submit {
        leave_within_ms: cause.leave_within_ms(expiry),
        ..Submit::of(draft(context, phone, &code, expiry, cause))
    };
    let message_id = submit(context, account_id, &store, (phone, &code), submission).await?;
    count(context, account_id, Metric::CodesSent);
    Ok(SentCode { message_id, expires_at_ms: code.expires_at_ms })
}

/// Consumes the code if the guess is right.
pub async fn verify(
    context: &RequestContext,
    guess: Guess<'_>,
) -> Result<VerifyOutcome, StoreError> {
    let store = Store::open(&context.env)?;
    let pepper = &context.settings.one_time_codes.pepper;
    let outcome = ::one_time_codes::verify(&store, guess, pepper).await?;
    Ok(noted(context, guess, outcome))
}

/// Consumes the code if the guess is right. While no code is under way, guesses are wrong and not counted.
pub async fn verify_while_live(
    context: &RequestContext,
    guess: Guess<'_>,
) -> Result<VerifyOutcome, StoreError> {
    let store = Store::open(&context.env)?;
    let pepper = &context.settings.one_time_codes.pepper;
    let outcome = ::one_time_codes::verify_while_live(&store, guess, pepper).await?;
    Ok(noted(context, guess, outcome))
}

fn noted(context: &RequestContext, guess: Guess<'_>, outcome: VerifyOutcome) -> VerifyOutcome {
    if outcome == VerifyOutcome::Verified {
        count(context, guess.account_id, Metric::CodesVerified);
    }
    outcome
}

/// Has the answer tell of the number's limit, and of the prefix's where there is one. Which of the two
/// stands how is known of the one that refused, and of the number's otherwise.
fn note_limits(context: &RequestContext, limits: SendLimits, outcome: SendOutcome) {
    let policy = |name, quota| Policy { name, quota, window_secs: 3_600 };
    let left = |requests, reset_secs| Some(Remaining { requests, reset_secs });
    let (of_number, of_prefix) = match outcome {
        SendOutcome::Created { remaining, reset_secs } => (left(remaining, reset_secs), None),
        SendOutcome::LimitReached { limit: SendLimit::Phone, retry_after_secs } => {
            (left(0, retry_after_secs), None)
        }
        SendOutcome::LimitReached { limit: SendLimit::Prefix, retry_after_secs } => {
            (None, left(0, retry_after_secs))
        }
        SendOutcome::LimitReached { limit: SendLimit::Guesses, .. } => (None, None),
    };
    let number = policy("otp-number", limits.phone_per_hour);
    context.ledger.note(Counted { policy: number, remaining: of_number });
    if let Some(quota) = limits.prefix_per_hour {
        let prefix = policy("otp-prefix", quota);
        context.ledger.note(Counted { policy: prefix, remaining: of_prefix });
    }
}

fn draft(
    context: &RequestContext,
    phone: &PhoneNumber,
    code: &IssuedCode,
    expiry: ExpiryMinutes,
    cause: CodeCause,
) -> Draft {
    let texts = &context.settings.one_time_codes.texts;
    let text = texts.of(&code.purpose).render(&code.code, expiry);
    Draft {
        recipients: vec![Address::E164(phone.clone())],
        content: Content::Text(text),
        options: Options {
            priority: cause.priority(),
            expires_at_ms: Some(code.expires_at_ms),
            delivery_report: true,
            // A second SMS with the same code harms nobody, one that never comes locks somebody out.
            unknown_outcome: UnknownOutcome::Resend,
            confidential: true,
            ..Options::default()
        },
        client_id: None,
    }
}

async fn submit(
    context: &RequestContext,
    account_id: &AccountId,
    store: &Store,
    (phone, code): (&PhoneNumber, &IssuedCode),
    submission: Submit,
) -> Result<String, SendCodeFault> {
    let submitted = dispatcher::call(context, account_id, submission).await;
    let fault = match submitted.map_err(SendCodeFault::Call)? {
        Submitted::Accepted { receipt, .. } => return Ok(receipt.message_id),
        Submitted::NoSealingKey => SendCodeFault::NoSealingKey,
        Submitted::TooSlow { retry_after_ms } => {
            let retry_after_secs = u32::try_from(retry_after_ms.saturating_add(999) / 1_000);
            let retry_after_secs = retry_after_secs.unwrap_or(u32::MAX).max(1);
            SendCodeFault::Exceeded(LimitExceeded { retry_after_secs })
        }
        Submitted::QueueFull
        | Submitted::Admissible
        | Submitted::OverQueueLimit { .. }
        | Submitted::NoGateway
        | Submitted::KeyReused
        | Submitted::DuplicateClientId
        | Submitted::UnknownGateway => SendCodeFault::Refused,
    };
    store.withdraw_code(account_id, phone, &code.id).await.map_err(SendCodeFault::Store)?;
    Err(fault)
}

impl CodeOrder<'_> {
    /// Returns the ceilings that the code counts against.
    fn spending<'a>(&'a self, context: &RequestContext) -> Spending<'a> {
        let ceilings = context.settings.ceilings;
        let (purpose, ceilings) = match self.cause {
            CodeCause::Key => ("codes", ceilings.codes),
            CodeCause::User => {
                ("recovery_codes", ceilings.strangers.to_proven_numbers(ceilings.codes))
            }
            CodeCause::Stranger => ("sign_up_codes", ceilings.strangers),
        };
        Spending {
            account_id: self.account_id,
            purpose,
            ceilings,
            network: self.network,
            phone: self.phone,
            watched: (self.cause == CodeCause::Stranger).then_some(&self.purpose),
        }
    }
}

impl CodeCause {
    fn priority(self) -> i8 {
        match self {
            Self::Key => PRIORITY,
            Self::User => USER_PRIORITY,
            Self::Stranger => STRANGER_PRIORITY,
        }
    }

    /// Half of the code's life: what leaves later is hardly entered in time. A key's codes are not held at all.
    fn leave_within_ms(self, expiry: ExpiryMinutes) -> Option<i64> {
        (self != Self::Key).then(|| expiry.expires_at_ms(0) / 2)
    }
}

/// Counts for the statistics, once the answer is on its way.
fn count(context: &RequestContext, account_id: &AccountId, metric: Metric) {
    let (env, account_id, day) = (context.env.clone(), account_id.clone(), day_of(context.now_ms));
    context.background.spawn(async move {
        let counted = match Store::open(&env) {
            Ok(store) => store.count(&account_id, metric.as_str(), day).await,
            Err(error) => Err(error),
        };
        if let Err(error) = counted {
            let fields = [("metric", metric.as_str()), ("error", &error.to_string())];
            log::warn("something was not counted", &fields);
        }
    });
}
