//! Ceilings on the SMS that requests can make a deployment send.

use request_limits::Ceilings;

use crate::{Environment, Setting, SettingsError, setting::AcceptedValues, source::Source};

/// Quota of an IPv6 /48 as a multiple of a single network's quota.
const SITE_FACTOR: u32 = 3;
const STRANGERS_PER_SITE_AND_HOUR: u32 = 30;
const STRANGERS_PER_BLOCK_AND_HOUR: u32 = 20;
const STRANGERS_PER_HOUR: u32 = 100;
const STRANGERS_PER_DAY: u32 = 500;
const CODES_PER_HOUR: u32 = 1_000;
const CODES_PER_DAY: u32 = 5_000;

/// Settings of the ceilings.
pub(crate) const SETTINGS: &[Setting] = &[
    Setting::variable("OTP_PER_HOUR")
        .accepts(AcceptedValues::CountOrNoLimit)
        .default("1000")
        .local_default("0")
        .meaning("one-time codes that an account's keys may ask for in an hour of the clock"),
    Setting::variable("OTP_PER_DAY")
        .accepts(AcceptedValues::CountOrNoLimit)
        .default("5000")
        .local_default("0")
        .meaning("one-time codes that an account's keys may ask for in a day (UTC)"),
    Setting::variable("OTP_PER_SITE_PER_HOUR")
        .accepts(AcceptedValues::CountOrNoLimit)
        .default_described("three times `OTP_PER_NETWORK_PER_HOUR`")
        .meaning(
            "one-time codes that an account's keys may ask for from one IPv6 /48 in an hour of the \
             clock",
        ),
    Setting::variable("STRANGER_SMS_PER_BLOCK_PER_HOUR")
        .accepts(AcceptedValues::CountOrNoLimit)
        .default("20")
        .local_default("0")
        .meaning(
            "SMS that unauthenticated callers may cause in an hour of the clock to numbers that \
             share their first six digits, for each account and purpose",
        ),
    Setting::variable("STRANGER_SMS_PER_SITE_PER_HOUR")
        .accepts(AcceptedValues::CountOrNoLimit)
        .default("30")
        .local_default("0")
        .meaning(
            "SMS that unauthenticated callers from one IPv6 /48 may cause in an hour of the clock, \
             for each account and purpose",
        ),
    Setting::variable("STRANGER_SMS_PER_HOUR")
        .accepts(AcceptedValues::CountOrNoLimit)
        .default("100")
        .local_default("0")
        .meaning(
            "SMS that unauthenticated callers may cause in an hour of the clock, for each account \
             and purpose",
        ),
    Setting::variable("STRANGER_SMS_PER_DAY")
        .accepts(AcceptedValues::CountOrNoLimit)
        .default("500")
        .local_default("0")
        .meaning(
            "SMS that unauthenticated callers may cause in a day of the clock, for each account \
             and purpose",
        ),
];

/// Ceilings of each account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CeilingSettings {
    /// SMS caused by callers without a credential: `STRANGER_SMS_PER_SITE_PER_HOUR`,
    /// `STRANGER_SMS_PER_BLOCK_PER_HOUR`, `STRANGER_SMS_PER_HOUR`, `STRANGER_SMS_PER_DAY`.
    pub strangers: Ceilings,
    /// One-time codes requested with an API key: `OTP_PER_SITE_PER_HOUR`, `OTP_PER_HOUR`, `OTP_PER_DAY`. Their
    /// number blocks have a separate limit, `OTP_PREFIX_PER_HOUR`, which is off by default because a whole country
    /// can be one block.
    pub codes: Ceilings,
}

impl CeilingSettings {
    /// Reads the ceilings. In local development only those that are set explicitly apply.
    pub(super) fn read(
        source: Source<'_>,
        environment: Environment,
        codes_per_network: Option<u32>,
    ) -> Result<Self, SettingsError> {
        let limit = |name, default| source.production_limit(name, environment, default);
        // Without a limit per network there is none per /48 either: the operator then expects one server to request
        // all the codes.
        let codes_per_site = codes_per_network.map(|quota| quota.saturating_mul(SITE_FACTOR));
        Ok(Self {
            strangers: Ceilings {
                site_per_hour: limit(
                    "STRANGER_SMS_PER_SITE_PER_HOUR",
                    STRANGERS_PER_SITE_AND_HOUR,
                )?,
                block_per_hour: limit(
                    "STRANGER_SMS_PER_BLOCK_PER_HOUR",
                    STRANGERS_PER_BLOCK_AND_HOUR,
                )?,
                account_per_hour: limit("STRANGER_SMS_PER_HOUR", STRANGERS_PER_HOUR)?,
                account_per_day: limit("STRANGER_SMS_PER_DAY", STRANGERS_PER_DAY)?,
            },
            codes: Ceilings {
                site_per_hour: source.unless_zero("OTP_PER_SITE_PER_HOUR", codes_per_site)?,
                block_per_hour: None,
                account_per_hour: limit("OTP_PER_HOUR", CODES_PER_HOUR)?,
                account_per_day: limit("OTP_PER_DAY", CODES_PER_DAY)?,
            },
        })
    }
}
