//! Verification of a guess. The order of its steps is the protection, so it is written in one place.

use ids::AccountId;
use telephony::PhoneNumber;
use unix_time::UnixMillis;

use crate::{
    Code, CodeId, LiveCode, Pepper, Purpose, VerifyOutcome,
    live_code::{attempt_purpose, is_right},
};

/// A guess at the code of a phone.
#[derive(Clone, Copy, Debug)]
pub struct Guess<'a> {
    pub account_id: &'a AccountId,
    pub phone: &'a PhoneNumber,
    /// `None`: a code of any purpose matches, except those that the product reserves for itself.
    pub purpose: Option<&'a Purpose>,
    /// `None`: the input is no valid code. It is refused and costs an attempt, like a wrong one.
    pub code: Option<&'a Code>,
    pub now_ms: UnixMillis,
}

/// An attempt that counts as a failure unless it consumes a code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReservedAttempt {
    pub purpose: Purpose,
    /// Number of failures in the hour, this one included: 1 to 3.
    pub failures: u32,
    /// Time of the attempt. It is unique for the phone and purpose, so it also identifies the attempt.
    pub at_ms: UnixMillis,
}

/// Storage of codes and attempts. Each method is one atomic step.
#[expect(async_fn_in_trait, reason = "Workers have one thread, so nothing needs to be Send")]
pub trait CodeBook {
    type Error;

    /// Returns the code that a guess may match: the newest of its purpose that is neither consumed nor expired.
    /// Without a purpose, the newest such code of any purpose that is not reserved.
    async fn newest_live_code(&self, guess: Guess<'_>) -> Result<Option<LiveCode>, Self::Error>;

    /// Counts a guess as failed. `None`: there have been too many failures in the hour, and nothing was counted.
    /// The phone need not have a code.
    async fn reserve_attempt(
        &self,
        guess: Guess<'_>,
        purpose: Purpose,
    ) -> Result<Option<ReservedAttempt>, Self::Error>;

    /// Consumes the code that was guessed right, and then no longer counts the attempt as a failure. `false`: the
    /// code was consumed, superseded or expired meanwhile, or is of another purpose.
    async fn consume_code(
        &self,
        guess: Guess<'_>,
        code_id: &CodeId,
        attempt: &ReservedAttempt,
    ) -> Result<bool, Self::Error>;
}

/// Decides a guess. The attempt is counted before anything is compared, so parallel guesses get no more tries than
/// sequential ones, and an error or a crash on the way costs an attempt.
pub async fn verify<B: CodeBook>(
    book: &B,
    guess: Guess<'_>,
    pepper: &Pepper,
) -> Result<VerifyOutcome, B::Error> {
    let live = book.newest_live_code(guess).await?;
    decide(book, guess, live, pepper).await
}

/// Decides a guess like [`verify`], but counts nothing while the phone has no code that could be guessed. For faces
/// where unauthenticated callers may guess: they cannot use up the attempts of a code before it is sent.
pub async fn verify_while_live<B: CodeBook>(
    book: &B,
    guess: Guess<'_>,
    pepper: &Pepper,
) -> Result<VerifyOutcome, B::Error> {
    match book.newest_live_code(guess).await? {
        Some(live) => decide(book, guess, Some(live), pepper).await,
        None => Ok(VerifyOutcome::refused(None)),
    }
}

async fn decide<B: CodeBook>(
    book: &B,
    guess: Guess<'_>,
    live: Option<LiveCode>,
    pepper: &Pepper,
) -> Result<VerifyOutcome, B::Error> {
    let purpose = attempt_purpose(guess.purpose, live.as_ref());
    let Some(attempt) = book.reserve_attempt(guess, purpose).await? else {
        return Ok(VerifyOutcome::refused(None));
    };
    let right = is_right(guess.code, live.as_ref(), guess.account_id, guess.phone, pepper);
    // Of two requests with the right code only one consumes it. The other one is refused and costs an attempt.
    if right
        && let Some(live) = live
        && book.consume_code(guess, &live.id, &attempt).await?
    {
        return Ok(VerifyOutcome::Verified);
    }
    Ok(VerifyOutcome::refused(Some(attempt.failures)))
}
