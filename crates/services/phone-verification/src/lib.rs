//! Verification of phone numbers by one-time codes: sends a code by SMS, and checks guesses (contract A.6).
//!
//! A code exists in plaintext only in its SMS; stored are its digest and, until a phone has it, the sealed text.

mod sms_ceilings;

use ids::AccountId;
use messaging::{
    Content, Draft, MessageId, OptOutRule, Options,
    message::{Metric, URGENT_PRIORITY, UnknownOutcome},
};
use object_commands::dispatcher::{Submit, SubmitOutcome};
use one_time_codes::{
    BlockGuard, Blocked, Code, CodeSendOutcome, CodesPolicy, ExpiryMinutes, FinalLine, Guess,
    IssuedCode, NumberBlock, Purpose, SendLimit, SendLimits, VerifyOutcome,
};
use request_limits::{Counted, Network, RateLimitPolicy, Remaining};
use runtime::{
    OsRng, ServiceContext,
    log::{self, events::CodeEvent},
    objects::{self, CallError, ObjectClass},
};
use store_d1::{Store, StoreError, one_time_codes::NewCode};
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
    /// Policy of the account.
    pub policy: &'a CodesPolicy,
    /// Last line of the SMS. It has to fit ([`Template::check_line`](one_time_codes::Template::check_line)).
    pub final_line: Option<&'a FinalLine>,
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
    /// The number's block gets no codes. Without a time, until an administrator lifts it.
    Blocked {
        retry_after_secs: Option<u32>,
    },
    /// The network or the account exceeded a limit, or the code could not leave in time.
    Exceeded(LimitExceeded),
    /// There is no key to seal its text with.
    NoSealingKey,
    /// The number has opted out of the account's SMS, and the account's policy does not exempt codes.
    OptedOut,
    /// The Dispatcher cannot accept it now.
    Refused,
    Store(StoreError),
    /// Outcome unknown: its SMS may be on its way.
    Call(CallError),
}

/// Whether codes are sent to the number's country, by the deployment's settings and the account's policy.
pub fn serves(context: &ServiceContext, policy: &CodesPolicy, phone: &PhoneNumber) -> bool {
    let countries = &context.settings.one_time_codes.countries;
    countries.allows_number(phone) && policy.admits_number(phone)
}

/// Generates a code and sends it through the account's own routes. The code of a test number is the one in the policy,
/// counts like any other, and is not sent. If the message was certainly refused, the code and
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
    // A stranger's codes are also watched all together. Their own block is judged first, so that it is what stops them.
    if let (CodeCause::Stranger, BlockGuard::Rule(rule)) = (order.cause, order.guard(context)) {
        let store = Store::open(&context.env).map_err(SendCodeFault::Store)?;
        let block = NumberBlock::of(order.phone);
        let judged = store.judge_number_block(account_id, &block, Some(rule), context.now_ms).await;
        if let Some(blocked) = judged.map_err(SendCodeFault::Store)? {
            throttling::uncount(context, ExactLimit::SendCode, Some(account_id), network).await;
            return Err(refused_by_block(context, &order, blocked));
        }
    }
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
    if let Err(
        SendCodeFault::LimitReached { limit: SendLimit::Guesses, .. }
        | SendCodeFault::Blocked { .. },
    ) = &sent
    {
        // Another code would not have helped the caller, so the network is not charged for it. An attack on some
        // numbers through an integrator's server must not use up the codes of all others.
        throttling::uncount(context, ExactLimit::SendCode, Some(account_id), network).await;
    }
    sent
}

async fn send_counted(
    context: &ServiceContext,
    order: &CodeOrder<'_>,
) -> Result<SentCode, SendCodeFault> {
    let CodeOrder { account_id, phone, ref purpose, expiry, limits, cause, .. } = *order;
    let settings = &context.settings.one_time_codes;
    let now_ms = context.now_ms;
    let test_code = order.test_code();
    let is_test = test_code.is_some();
    let code = IssuedCode::of(
        test_code.unwrap_or_else(|| Code::random(&mut OsRng)),
        account_id,
        phone,
        purpose.clone(),
        expiry,
        &settings.pepper,
        now_ms,
        &mut OsRng,
    );
    let store = Store::open(&context.env).map_err(SendCodeFault::Store)?;
    let guard = order.guard(context);
    let new = NewCode { account_id, phone, code: &code, limits, guard, is_test };
    let created = store.create_code(new, now_ms).await;
    let outcome = created.map_err(SendCodeFault::Store)?;
    announce_number_limits(context, limits, outcome);
    match outcome {
        CodeSendOutcome::Created { .. } => {}
        CodeSendOutcome::LimitReached { limit, retry_after_secs } => {
            return Err(SendCodeFault::LimitReached { limit, retry_after_secs });
        }
        CodeSendOutcome::Blocked(blocked) => {
            return Err(refused_by_block(context, order, blocked));
        }
    }
    let expires_at_ms = code.expires_at_ms;
    if is_test {
        let message_id = MessageId::generate(now_ms, &mut OsRng).as_str().to_owned();
        return Ok(SentCode { message_id, expires_at_ms });
    }
    let submission = Submit {
        leave_within_ms: cause.leave_within_ms(expiry),
        ..Submit::of(draft(context, order, &code))
    };
    let message_id = submit(context, account_id, &store, (phone, &code), submission).await?;
    count(context, account_id, Metric::CodesSent);
    Ok(SentCode { message_id, expires_at_ms })
}

/// Returns the refusal, and tells the account's owner if the block began with it.
fn refused_by_block(
    context: &ServiceContext,
    order: &CodeOrder<'_>,
    blocked: Blocked,
) -> SendCodeFault {
    if let Blocked { until_ms: Some(until_ms), began: Some(_) } = blocked {
        let sms = order.planned_sms(context);
        sms_ceilings::notify_number_block(context, sms, until_ms);
    }
    SendCodeFault::Blocked { retry_after_secs: blocked.retry_after_secs(context.now_ms) }
}

/// Verifies a guess, and consumes the code if it is right. Codes of the policy's test numbers do not count in the
/// statistics.
pub async fn verify(
    context: &ServiceContext,
    guess: Guess<'_>,
    policy: &CodesPolicy,
) -> Result<VerifyOutcome, StoreError> {
    let store = Store::open(&context.env)?;
    let pepper = &context.settings.one_time_codes.pepper;
    let outcome = one_time_codes::verify(&store, guess, pepper).await?;
    if policy.test_code(guess.phone).is_some() {
        return Ok(outcome);
    }
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
        CodeSendOutcome::LimitReached { limit: SendLimit::Guesses, .. }
        | CodeSendOutcome::Blocked(_) => (None, None),
    };
    let number = policy("otp-number", limits.phone_per_hour);
    context.ledger.note(Counted { policy: number, remaining: of_number });
    if let Some(quota) = limits.prefix_per_hour {
        let prefix = policy("otp-prefix", quota);
        context.ledger.note(Counted { policy: prefix, remaining: of_prefix });
    }
}

fn draft(context: &ServiceContext, order: &CodeOrder<'_>, code: &IssuedCode) -> Draft {
    let CodeOrder { phone, expiry, cause, final_line, .. } = *order;
    let template = context.settings.one_time_codes.texts.of(&code.purpose);
    let text = match final_line {
        Some(line) => template.render_with_line(&code.code, expiry, line),
        None => template.render(&code.code, expiry),
    };
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
            opt_out_rule: cause.opt_out_rule(),
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
        SubmitOutcome::RecipientsOptedOut { .. } => SendCodeFault::OptedOut,
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
    /// Returns the code of a test number. Only a key's codes have one: who knows it could else take over the account
    /// of the relay user with that number.
    fn test_code(&self) -> Option<Code> {
        (self.cause == CodeCause::Key).then(|| self.policy.test_code(self.phone)).flatten()
    }

    /// Returns the check of the number's block. Nothing is sent to a test number, so it needs none.
    fn guard(&self, context: &ServiceContext) -> BlockGuard {
        if self.test_code().is_some() {
            return BlockGuard::Exempt;
        }
        self.policy.guard(self.phone, context.settings.one_time_codes.block_defaults)
    }

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

    /// Returns the treatment of numbers that have opted out. Codes that a person requests without a key are answers to
    /// that person.
    fn opt_out_rule(self) -> OptOutRule {
        match self {
            Self::Key => OptOutRule::Code,
            Self::User | Self::Stranger => OptOutRule::Exempt,
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
