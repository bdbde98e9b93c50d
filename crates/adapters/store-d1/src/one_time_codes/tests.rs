//! The statements, run by SQLite in an order in which D1's one writer could run them.

use std::{
    future::Future,
    pin::pin,
    task::{Context, Poll, Waker},
};

use one_time_codes::{
    Code, CodeBook, ExpiryMinutes, Guess, LiveCode, Pepper, Purpose, ReservedAttempt,
    VerifyOutcome, verify,
};
use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng};
use rusqlite::Connection;
use telephony::{Region, Validation};

use super::*;
use crate::tests::{count_rows, execute, row};

mod blocks;
mod conversions;
mod guesses;
mod races;
mod sends;
mod world;

const NOW_MS: UnixMillis = UnixMillis::new(1_700_000_000_000);
const MINUTE_MS: i64 = 60_000;
const HOUR_MS: i64 = one_time_codes::HOUR_MS;
const VERIFIED: VerifyOutcome = VerifyOutcome::Verified;

fn refused(attempts_remaining: u32) -> VerifyOutcome {
    VerifyOutcome::Refused { attempts_remaining }
}

fn account(number: u8) -> AccountId {
    AccountId::from_bytes([number; 8])
}

fn phone(text: &str) -> PhoneNumber {
    PhoneNumber::parse(text, Region::parse("US").unwrap(), Validation::Lenient).unwrap()
}

fn ours() -> PhoneNumber {
    phone("+12025550123")
}

fn purpose(text: &str) -> Purpose {
    Purpose::parse(text).unwrap()
}

/// Returns another code than this one.
fn wrong(code: &Code) -> Code {
    let number: u32 = code.expose().parse().unwrap();
    Code::parse(&format!("{:06}", (number + 1) % 1_000_000)).unwrap()
}

/// Polls a future that never waits.
fn ready<T>(future: impl Future<Output = T>) -> T {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(value) => value,
        Poll::Pending => panic!("a statement waited"),
    }
}

/// The database with accounts 1 and 2, a source of codes, and the calls of [`Store`].
struct Book {
    database: Connection,
    rng: ChaCha8Rng,
    pepper: Pepper,
    /// Outcome of the last send, if it created a code.
    latest: Option<CodeSendOutcome>,
    /// Check of the blocks of numbers.
    guard: BlockGuard,
}

impl Book {
    fn new() -> Self {
        let database = crate::tests::migrated();
        for number in [1, 2] {
            let insert = "INSERT INTO accounts (id, name, created_at_ms) VALUES (?1, ?1, 0)";
            database.execute(insert, [account(number).as_str()]).unwrap();
        }
        let rng = ChaCha8Rng::seed_from_u64(5);
        let pepper = Pepper::new(b"a pepper of 22 bytes..").unwrap();
        Self { database, rng, pepper, latest: None, guard: BlockGuard::Blocks }
    }

    fn create_in(
        &mut self,
        account_id: &AccountId,
        phone: &PhoneNumber,
        purpose: Purpose,
        limits: SendLimits,
        now_ms: UnixMillis,
    ) -> Option<IssuedCode> {
        let expiry = ExpiryMinutes::default();
        let issued = IssuedCode::draw(
            account_id,
            phone,
            purpose,
            expiry,
            &self.pepper,
            now_ms,
            &mut self.rng,
        );
        let guard = self.guard;
        let new = NewCode { account_id, phone, code: &issued, limits, guard, is_test: false };
        let creation = super::create(new, now_ms);
        let created: Option<CreatedRow> = row(&self.database, creation);
        self.latest = created.map(|row| row.outcome(limits, now_ms));
        self.latest.map(|_| issued)
    }

    fn create(&mut self, now_ms: UnixMillis) -> Option<IssuedCode> {
        self.create_for("authentication", now_ms)
    }

    fn create_for(&mut self, text: &str, now_ms: UnixMillis) -> Option<IssuedCode> {
        self.create_in(&account(1), &ours(), purpose(text), SendLimits::default(), now_ms)
    }

    fn withdraw(&self, code: &IssuedCode) -> usize {
        execute(&self.database, super::withdraw(&account(1), &ours(), &code.id))
    }

    fn guess_in(
        &self,
        account_id: &AccountId,
        phone: &PhoneNumber,
        purpose: Option<&Purpose>,
        code: Option<&Code>,
        now_ms: UnixMillis,
    ) -> VerifyOutcome {
        let guess = Guess { account_id, phone, purpose, code, now_ms };
        ready(verify(self, guess, &self.pepper)).unwrap()
    }

    fn guess(&self, code: &Code, now_ms: UnixMillis) -> VerifyOutcome {
        self.guess_in(&account(1), &ours(), None, Some(code), now_ms)
    }

    fn guess_for(&self, text: &str, code: &Code, now_ms: UnixMillis) -> VerifyOutcome {
        self.guess_in(&account(1), &ours(), Some(&purpose(text)), Some(code), now_ms)
    }

    fn sweep(&self, now_ms: UnixMillis, limit: u32) -> usize {
        let [fold, codes, attempts] = sweep::sweeps(now_ms, limit);
        execute(&self.database, fold);
        [codes, attempts].into_iter().map(|sweep| count_rows(&self.database, sweep)).sum()
    }

    fn count(&self, table: &str) -> i64 {
        let sql = format!("SELECT COUNT(*) FROM {table}");
        self.database.query_row(&sql, [], |row| row.get(0)).unwrap()
    }
}

impl CodeBook for Book {
    type Error = StoreError;

    async fn newest_live_code(&self, guess: Guess<'_>) -> Result<Option<LiveCode>, Self::Error> {
        let live: Option<attempts::LiveRow> = row(&self.database, attempts::newest_live(guess));
        live.map(LiveCode::try_from).transpose()
    }

    async fn reserve_attempt(
        &self,
        guess: Guess<'_>,
        purpose: Purpose,
    ) -> Result<Option<ReservedAttempt>, Self::Error> {
        let reservation = attempts::reserve(guess, &purpose);
        let attempt: Option<attempts::AttemptRow> = row(&self.database, reservation);
        Ok(attempt.map(|attempt| attempt.reserved(purpose)))
    }

    async fn consume_code(
        &self,
        guess: Guess<'_>,
        code_id: &CodeId,
        attempt: &ReservedAttempt,
    ) -> Result<bool, Self::Error> {
        let [consume, release] = attempts::consume(guess, code_id, attempt);
        let consumed = count_rows(&self.database, consume);
        execute(&self.database, release);
        Ok(consumed > 0)
    }
}
