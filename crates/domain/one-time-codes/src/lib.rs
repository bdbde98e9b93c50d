//! One-time codes: their form, their storage, and the limits of sending and guessing (contract A.6; NIST SP
//! 800-63B-4 section 3.1.3).
//!
//! A code is drawn once, sent in one SMS and stored only as a keyed digest. Everything here is a pure rule. Races
//! are decided by single statements in `store-d1`, which take their numbers from here.

mod block_rule;
mod code;
mod code_id;
mod countries;
mod digest;
mod expiry;
mod final_line;
mod limits;
mod live_code;
mod number_block;
mod outcome;
mod policy;
mod pumping;
mod purpose;
mod template;
mod texts;
mod verify;

pub use block_rule::{BlockCounts, BlockRule, LIFTED_GRACE_MS, REPEATS_WITHIN_MS};
pub use code::Code;
pub use code_id::CodeId;
pub use countries::{AllowedCountries, CountriesError};
pub use digest::{CodeContext, CodeDigest, Pepper, PepperError};
pub use expiry::{ExpiryError, ExpiryMinutes};
pub use final_line::{AppHash, AppHashError, CodeDomain, CodeDomainError, FinalLine};
pub use limits::{FAILURES_PER_HOUR, HOUR_MS, SendLimits, attempts_remaining, hour_before_ms};
pub use live_code::{IssuedCode, LiveCode};
pub use number_block::NumberBlock;
pub use outcome::{Blocked, CodeSendOutcome, SendLimit, VerifyOutcome, retry_after_secs};
pub use policy::{
    BlockDefaults, BlockGuard, CodesPolicy, MAX_COUNTRIES, MAX_EXEMPT, MAX_TEST_NUMBERS,
};
pub use pumping::{CONVERSION_GRACE_MS, ConversionAlarm, prefix_of};
pub use purpose::{Purpose, PurposeError};
pub use template::{Template, TemplateError};
pub use texts::{CodeTexts, CodeTextsError};
pub use verify::{CodeBook, Guess, ReservedAttempt, verify, verify_while_live};
