//! Verification of phone numbers by one-time codes: sends a code by SMS, and checks guesses (contract A.6).
//!
//! A code exists in plaintext only in its SMS; stored are its digest and, until a phone has it, the sealed text.

mod sms_ceilings;

use ids::AccountId;
use messaging::{
    Content, Draft, Options,
    message::{Metric, URGENT_PRIORITY, UnknownOutcome},
};
use object_commands::dispatcher::{Submit, SubmitOutcome};
use one_time_codes::{
    CodeSendOutcome, ExpiryMinutes, Guess, IssuedCode, Purpose, SendLimit, SendLimits,
    VerifyOutcome,
};
use request_limits::{Counted, Network, RateLimitPolicy, Remaining};
use runtime::{
    OsRng, ServiceContext,
    log::{self, events::CodeEvent},
    objects::{self, CallError, ObjectClass},
};
use store_d1::{Store, StoreError};
use telephony::{Address, PhoneNumber};
use throttling::{CountFault, ExactLimit, LimitExceeded};
use unix_time::UnixMillis;

use sms_ceilings::{CeilingFault, PlannedSms};

/// Codes requested by a key precede everything else in the queue, and pacing does not delay them.
const PRIORITY: i8 = i8::MAX;
/// Codes for the deployment's own users precede other messages, but pacing may delay them.
const USER_PRIORITY: i8 = URGENT_PRIORITY - 1;
/// Codes requested by strangers wait with everything else.
const STRANGER_PRIORITY: i8 = 0;

/// A requested code.
#[derive(Clone, Debug)]
pub struct CodeOrder<'a> {
    pub account_id: &'a AccountId,
    pub phone: &'a PhoneNumber,
    pub purpose: Purpose,
    pub expiry: ExpiryMinutes,
    pub limits: SendLimits,
    pub cause: CodeCause,
    /// Network of the request.
    pub network: &'a Network,
}

/// Cause of a code, which decides its limits and its priority.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CodeCause {
    /// A key of the account requested it.
    Key,
    /// A caller without a credential requested it, for the verified number of a user of the deployment. The ceilings
    /// for strangers do not apply.
    User,
    /// A caller without a credential requested it, for any number.
    Stranger,
}

/// A code that is being sent.
#[derive(Clone, Debug)]
pub struct SentCode {
    pub message_id: String,
    pub expires_at_ms: UnixMillis,
}

/// Reason why no code is being sent.
#[derive(Debug)]
pub enum SendCodeFault {
    LimitReached {
        limit: SendLimit,
        retry_after_secs: u32,
    },
    /// The network or the account exceeded a limit, or the code could not leave in time.
    Exceeded(LimitExceeded),
    /// There is no key to seal its text with.
    NoSealingKey,
    /// The Dispatcher cannot accept it now.
    Refused,
    Store(StoreError),
    /// Outcome unknown: its SMS may be on its way.
    Call(CallError),
}

/// Generates a code and sends it through the account's own routes. If the message was certainly refused, the code and
/// its counts are taken back; if the outcome is unknown, both stay.
pub async fn send(
    context: &ServiceContext,
    order: CodeOrder<'_>,
) -> Result<SentCode, SendCodeFault> {
    let (account_id, network) = (order.account_id, order.network);
    let counted =
        throttling::count_exactly(context, ExactLimit::SendCode, Some(account_id), network).await;
    counted.map_err(|fault| match fault {
        CountFault::Exceeded(exceeded) => SendCodeFault::Exceeded(exceeded),
        CountFault::Store(error) => SendCodeFault::Store(error),
    })?;
    // Counted before the code exists, so that concurrent requests cannot exceed a ceiling together.
    let counted = sms_ceilings::count(context, order.planned_sms(context)).await;
    let counted = counted.map_err(|fault| match fault {
        CeilingFault::Stopped(exceeded) => SendCodeFault::Exceeded(exceeded),
        CeilingFault::Store(error) => SendCodeFault::Store(error),
    })?;
    let sent = send_counted(context, &order).await;
    if sent.as_ref().is_err_and(|fault| !matches!(fault, SendCodeFault::Call(_))) {
        sms_ceilings::release(context, account_id, &counted).await;
    }
    if let Err(SendCodeFault::LimitReached { limit: SendLimit::Guesses, .. }) = &sent {
        // Another code would not have helped the caller, so the network is not charged for it.
        throttling::uncount(context, ExactLimit::SendCode, Some(account_id), network).await;
    }
    sent
}

async fn send_counted(
    context: &ServiceContext,
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
    announce_number_limits(context, limits, outcome);
    if let CodeSendOutcome::LimitReached { limit, retry_after_secs } = outcome {
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

/// Verifies a guess, and consumes the code if it is right.
pub async fn verify(
    context: &ServiceContext,
    guess: Guess<'_>,
) -> Result<VerifyOutcome, StoreError> {
    let store = Store::open(&context.env)?;
    let pepper = &context.settings.one_time_codes.pepper;
    let outcome = one_time_codes::verify(&store, guess, pepper).await?;
    Ok(recorded(context, guess, outcome))
}

/// Like [`verify`], but guesses while no code is live are wrong and not counted.
pub async fn verify_while_live(
    context: &ServiceContext,
    guess: Guess<'_>,
) -> Result<VerifyOutcome, StoreError> {
    let store = Store::open(&context.env)?;
    let pepper = &context.settings.one_time_codes.pepper;
    let outcome = one_time_codes::verify_while_live(&store, guess, pepper).await?;
    Ok(recorded(context, guess, outcome))
}

fn recorded(context: &ServiceContext, guess: Guess<'_>, outcome: VerifyOutcome) -> VerifyOutcome {
    if outcome == VerifyOutcome::Verified {
        count(context, guess.account_id, Metric::CodesVerified);
    }
    outcome
}

/// Adds the number's limit to the answer's headers, and the prefix's if there is one. The remaining quota is known for
/// the limit that refused, otherwise for the number's.
fn announce_number_limits(context: &ServiceContext, limits: SendLimits, outcome: CodeSendOutcome) {
    let policy = |name, quota| RateLimitPolicy { name, quota, window_secs: 3_600 };
    let left = |requests, reset_secs| Some(Remaining { requests, reset_secs });
    let (of_number, of_prefix) = match outcome {
        CodeSendOutcome::Created { remaining, reset_secs } => (left(remaining, reset_secs), None),
        CodeSendOutcome::LimitReached { limit: SendLimit::Phone, retry_after_secs } => {
            (left(0, retry_after_secs), None)
        }
        CodeSendOutcome::LimitReached { limit: SendLimit::Prefix, retry_after_secs } => {
            (None, left(0, retry_after_secs))
        }
        CodeSendOutcome::LimitReached { limit: SendLimit::Guesses, .. } => (None, None),
    };
    let number = policy("otp-number", limits.phone_per_hour);
    context.ledger.note(Counted { policy: number, remaining: of_number });
    if let Some(quota) = limits.prefix_per_hour {
        let prefix = policy("otp-prefix", quota);
        context.ledger.note(Counted { policy: prefix, remaining: of_prefix });
    }
}

fn draft(
    context: &ServiceContext,
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
            // A duplicate SMS with the same code is harmless; a missing one locks its user out.
            unknown_outcome: UnknownOutcome::Resend,
            confidential: true,
            ..Options::default()
        },
        client_id: None,
    }
}

async fn submit(
    context: &ServiceContext,
    account_id: &AccountId,
    store: &Store,
    (phone, code): (&PhoneNumber, &IssuedCode),
    submission: Submit,
) -> Result<String, SendCodeFault> {
    let (class, name) = (ObjectClass::Dispatcher, account_id.as_str());
    let submitted = objects::call(&context.env, class, name, submission).await;
    let fault = match submitted.map_err(SendCodeFault::Call)? {
        SubmitOutcome::Accepted { receipt, .. } => return Ok(receipt.message_id),
        SubmitOutcome::NoSealingKey => SendCodeFault::NoSealingKey,
        SubmitOutcome::TooSlow { retry_after_ms } => {
            let retry_after_secs = u32::try_from(retry_after_ms.saturating_add(999) / 1_000);
            let retry_after_secs = retry_after_secs.unwrap_or(u32::MAX).max(1);
            SendCodeFault::Exceeded(LimitExceeded { retry_after_secs })
        }
        SubmitOutcome::QueueFull
        | SubmitOutcome::TooManyLabels
        | SubmitOutcome::Admissible
        | SubmitOutcome::OverQueueLimit { .. }
        | SubmitOutcome::NoGateway
        | SubmitOutcome::KeyReused
        | SubmitOutcome::DuplicateClientId
        | SubmitOutcome::UnknownGateway => SendCodeFault::Refused,
    };
    store.withdraw_code(account_id, phone, &code.id).await.map_err(SendCodeFault::Store)?;
    Err(fault)
}

impl CodeOrder<'_> {
    /// Returns the ceilings that the code counts against.
    fn planned_sms<'a>(&'a self, context: &ServiceContext) -> PlannedSms<'a> {
        let ceilings = context.settings.ceilings;
        let (purpose, ceilings) = match self.cause {
            CodeCause::Key => ("codes", ceilings.codes),
            CodeCause::User => {
                ("recovery_codes", ceilings.strangers.to_proven_numbers(ceilings.codes))
            }
            CodeCause::Stranger => ("sign_up_codes", ceilings.strangers),
        };
        PlannedSms {
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

    /// Returns half of the code's lifetime: a code that leaves later can hardly be entered in time. A key's codes are
    /// never delayed.
    fn leave_within_ms(self, expiry: ExpiryMinutes) -> Option<i64> {
        (self != Self::Key).then(|| expiry.as_ms() / 2)
    }
}

/// Counts a metric for the statistics, after the answer.
fn count(context: &ServiceContext, account_id: &AccountId, metric: Metric) {
    let (env, account_id, day) = (context.env.clone(), account_id.clone(), context.now_ms.day());
    context.background.spawn(async move {
        let counted = match Store::open(&env) {
            Ok(store) => store.count(&account_id, metric.as_str(), day).await,
            Err(error) => Err(error),
        };
        if let Err(error) = counted {
            log::write(&CodeEvent::MetricNotCounted { metric: &metric.as_str(), error: &error });
        }
    });
}
