//! Ceilings of what requests can make a deployment send.

use request_limits::Ceilings;
use worker::Env;

use super::{Environment, SettingsError, unless_zero};

/// IPv6 networks of one /48 ask for three times as much as a single network may.
const SITE_FACTOR: u32 = 3;
const STRANGERS_PER_SITE_AND_HOUR: u32 = 30;
const STRANGERS_PER_BLOCK_AND_HOUR: u32 = 20;
const STRANGERS_PER_HOUR: u32 = 100;
const STRANGERS_PER_DAY: u32 = 500;
const CODES_PER_HOUR: u32 = 1_000;
const CODES_PER_DAY: u32 = 5_000;

/// The ceilings, of each account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CeilingSettings {
    /// SMS that somebody without a credential causes: `STRANGER_SMS_PER_SITE_PER_HOUR`,
    /// `STRANGER_SMS_PER_BLOCK_PER_HOUR`, `STRANGER_SMS_PER_HOUR`, `STRANGER_SMS_PER_DAY`.
    pub strangers: Ceilings,
    /// One-time codes that a key asks for: `OTP_PER_SITE_PER_HOUR`, `OTP_PER_HOUR`, `OTP_PER_DAY`. Their number
    /// blocks have a limit of their own, `OTP_PREFIX_PER_HOUR`, which is off by default: a country can be one block.
    pub codes: Ceilings,
}

impl CeilingSettings {
    /// In local development nothing is limited but what is set expressly.
    pub(super) fn read(
        env: &Env,
        environment: Environment,
        codes_per_network: Option<u32>,
    ) -> Result<Self, SettingsError> {
        let usual = |quota| (environment == Environment::Production).then_some(quota);
        let read = |name, default| unless_zero(env, name, default);
        // Where networks are not limited, one server asks for everybody's codes, and its /48 is no other's.
        let codes_per_site = codes_per_network.map(|quota| quota.saturating_mul(SITE_FACTOR));
        let strangers_per_site = usual(STRANGERS_PER_SITE_AND_HOUR);
        let strangers_per_block = usual(STRANGERS_PER_BLOCK_AND_HOUR);
        Ok(Self {
            strangers: Ceilings {
                site_per_hour: read("STRANGER_SMS_PER_SITE_PER_HOUR", strangers_per_site)?,
                block_per_hour: read("STRANGER_SMS_PER_BLOCK_PER_HOUR", strangers_per_block)?,
                account_per_hour: read("STRANGER_SMS_PER_HOUR", usual(STRANGERS_PER_HOUR))?,
                account_per_day: read("STRANGER_SMS_PER_DAY", usual(STRANGERS_PER_DAY))?,
            },
            codes: Ceilings {
                site_per_hour: read("OTP_PER_SITE_PER_HOUR", codes_per_site)?,
                block_per_hour: None,
                account_per_hour: read("OTP_PER_HOUR", usual(CODES_PER_HOUR))?,
                account_per_day: read("OTP_PER_DAY", usual(CODES_PER_DAY))?,
            },
        })
    }
}
