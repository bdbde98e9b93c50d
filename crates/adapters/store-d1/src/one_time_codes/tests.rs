//! The statements, run by SQLite in an order in which D1's one writer could run them.

use std::{
    future::Future,
    pin::pin,
    task::{Context, Poll, Waker},
};

use one_time_codes::{
    Code, CodeBook, CodeDigest, ExpiryMinutes, Guess, LiveCode, Pepper, Purpose, ReservedAttempt,
    VerifyOutcome, verify,
};
use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng};
use rusqlite::{Connection, OptionalExtension, params};
use telephony::{Region, Validation};

use super::*;

mod guesses;
mod races;
mod sends;
mod world;

const NOW_MS: i64 = 1_700_000_000_000;
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

/// Converts to a double, as D1 takes every number.
#[expect(clippy::cast_precision_loss, reason = "as in the code under test")]
fn real(number: i64) -> f64 {
    number as f64
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
    latest: Option<SendOutcome>,
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
        Self { database, rng, pepper, latest: None }
    }

    fn create_in(
        &mut self,
        account_id: &AccountId,
        phone: &PhoneNumber,
        purpose: Purpose,
        limits: SendLimits,
        now_ms: i64,
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
        let (prefix, prefix_end) = prefix_range(phone);
        let parameters = params![
            account_id.as_str(),
            phone.as_str(),
            real(now_ms),
            issued.id.as_str(),
            issued.purpose.as_str(),
            issued.digest.to_hex(),
            real(issued.expires_at_ms),
            real(hour_before_ms(now_ms)),
            real(limits.phone_per_hour.into()),
            limits.prefix_per_hour.map(|limit| real(limit.into())),
            prefix,
            prefix_end,
            real(FAILURES_PER_HOUR.into()),
        ];
        let row = |row: &rusqlite::Row<'_>| {
            let (created_at_ms, others) = (row.get(0)?, row.get(1)?);
            Ok(CreatedRow { created_at_ms, others, oldest_at_ms: row.get(2)? })
        };
        let created = self.database.query_row(CREATE, parameters, row).optional().unwrap();
        self.latest = created.map(|row| row.outcome(limits, now_ms));
        self.latest.map(|_| issued)
    }

    fn create(&mut self, now_ms: i64) -> Option<IssuedCode> {
        self.create_for("authentication", now_ms)
    }

    fn create_for(&mut self, text: &str, now_ms: i64) -> Option<IssuedCode> {
        self.create_in(&account(1), &ours(), purpose(text), SendLimits::default(), now_ms)
    }

    fn withdraw(&self, code: &IssuedCode) -> usize {
        let (account, phone) = (account(1), ours());
        let parameters = params![account.as_str(), phone.as_str(), code.id.as_str()];
        self.database.execute(WITHDRAW, parameters).unwrap()
    }

    fn guess_in(
        &self,
        account_id: &AccountId,
        phone: &PhoneNumber,
        purpose: Option<&Purpose>,
        code: Option<&Code>,
        now_ms: i64,
    ) -> VerifyOutcome {
        let guess = Guess { account_id, phone, purpose, code, now_ms };
        ready(verify(self, guess, &self.pepper)).unwrap()
    }

    fn guess(&self, code: &Code, now_ms: i64) -> VerifyOutcome {
        self.guess_in(&account(1), &ours(), None, Some(code), now_ms)
    }

    fn guess_for(&self, text: &str, code: &Code, now_ms: i64) -> VerifyOutcome {
        self.guess_in(&account(1), &ours(), Some(&purpose(text)), Some(code), now_ms)
    }

    fn sweep(&self, now_ms: i64, limit: u32) -> usize {
        let deleted = |sql| {
            let mut statement = self.database.prepare(sql).unwrap();
            let parameters = params![real(hour_before_ms(now_ms)), real(limit.into())];
            statement.query(parameters).unwrap().mapped(|_| Ok(())).count()
        };
        deleted(sweep::CODES) + deleted(sweep::ATTEMPTS)
    }

    fn count(&self, table: &str) -> i64 {
        let sql = format!("SELECT COUNT(*) FROM {table}");
        self.database.query_row(&sql, [], |row| row.get(0)).unwrap()
    }
}

impl CodeBook for Book {
    type Error = rusqlite::Error;

    async fn newest_live_code(&self, guess: Guess<'_>) -> Result<Option<LiveCode>, Self::Error> {
        let parameters = params![
            guess.account_id.as_str(),
            guess.phone.as_str(),
            real(guess.now_ms),
            guess.purpose.map(Purpose::as_str),
            Purpose::RELAY_SIGN_UP,
            Purpose::RELAY_RECOVERY,
        ];
        let live = |row: &rusqlite::Row<'_>| {
            let (id, text): (String, String) = (row.get("id")?, row.get("purpose")?);
            let digest: String = row.get("digest")?;
            Ok(LiveCode {
                id: CodeId::parse(&id).unwrap(),
                purpose: purpose(&text),
                digest: CodeDigest::parse(&digest).unwrap(),
            })
        };
        self.database.query_row(attempts::NEWEST_LIVE, parameters, live).optional()
    }

    async fn reserve_attempt(
        &self,
        guess: Guess<'_>,
        purpose: Purpose,
    ) -> Result<Option<ReservedAttempt>, Self::Error> {
        let parameters = params![
            guess.account_id.as_str(),
            guess.phone.as_str(),
            purpose.as_str(),
            real(guess.now_ms),
            real(hour_before_ms(guess.now_ms)),
            real(one_time_codes::FAILURES_PER_HOUR.into()),
        ];
        let attempt = |row: &rusqlite::Row<'_>| {
            let (failures, at_ms) = (row.get("failures")?, row.get("at_ms")?);
            Ok(ReservedAttempt { purpose: purpose.clone(), failures, at_ms })
        };
        self.database.query_row(attempts::RESERVE, parameters, attempt).optional()
    }

    async fn consume_code(
        &self,
        guess: Guess<'_>,
        code_id: &CodeId,
        attempt: &ReservedAttempt,
    ) -> Result<bool, Self::Error> {
        let parameters = params![
            guess.account_id.as_str(),
            guess.phone.as_str(),
            attempt.purpose.as_str(),
            real(attempt.at_ms),
            code_id.as_str(),
        ];
        let consumed: Option<String> =
            self.database.query_row(attempts::CONSUME, parameters, |row| row.get(0)).optional()?;
        self.database.execute(attempts::RELEASE, parameters)?;
        Ok(consumed.is_some())
    }
}
