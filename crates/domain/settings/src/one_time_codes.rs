//! One-time codes.

use one_time_codes::{
    AllowedCountries, BlockDefaults, BlockRule, CodeTexts, CodeTextsError, ConversionAlarm, Pepper,
    SendLimits, Template,
};

use crate::{Setting, SettingsError, setting::AcceptedValues, source::Source};

/// Settings of one-time codes.
pub(crate) const SETTINGS: &[Setting] = &[
    Setting::variable("OTP_COUNTRIES")
        .accepts(AcceptedValues::Text("ISO 3166 codes separated by commas"))
        .default_described("all")
        .meaning("countries that one-time codes may be sent to"),
    Setting::variable("OTP_TEMPLATE")
        .accepts(AcceptedValues::Text("text of at most 160 characters with `{code}`"))
        .default("Your verification code is: {code}")
        .meaning(
            "the SMS text of codes that are requested with API keys; `{minutes}` stands for the \
             code's lifetime. It may not name both `RELAY_SERVICE_NAME` and a password, as the SMS \
             of a recovery does",
        ),
    Setting::variable("RELAY_SERVICE_NAME")
        .accepts(AcceptedValues::Text(
            "1 to 24 printable ASCII characters without digits and braces",
        ))
        .default("RelaySMS")
        .meaning(
            "how SMS to relay users begin: their codes, each with its purpose, and the notice of a \
             sync",
        ),
    Setting::variable("OTP_PREFIX_PER_HOUR")
        .accepts(AcceptedValues::Count)
        .default_described("no limit")
        .meaning("codes an hour for all of an account's numbers that share their first six digits"),
    Setting::variable("OTP_ALARM_SENT").accepts(AcceptedValues::Count).default("20").meaning(
        "`conversion_alarm` in the statistics is raised if at least this many codes were sent in a \
         day and fewer than `OTP_ALARM_PERCENT` percent of them were verified",
    ),
    Setting::variable("OTP_ALARM_PERCENT").accepts(AcceptedValues::Percent).default("20").meaning(
        "percentage of verified codes below which the alarm is raised, see `OTP_ALARM_SENT`",
    ),
    Setting::variable("OTP_AUTOMATIC_BLOCKS")
        .accepts(AcceptedValues::YesOrNo)
        .default("false")
        .meaning(
            "whether numbers that share their first six digits get no more codes for a while once \
             too few codes to them were verified, in accounts whose policy does not say",
        ),
    Setting::variable("OTP_BLOCK_SENT").accepts(AcceptedValues::Count).default("20").meaning(
        "codes that must have been sent to such numbers in an hour before they are blocked, in \
         accounts whose policy does not say",
    ),
    Setting::variable("OTP_BLOCK_PERCENT").accepts(AcceptedValues::Percent).default("20").meaning(
        "percentage of verified codes below which such numbers are blocked, in accounts whose \
         policy does not say",
    ),
    Setting::variable("OTP_BLOCK_MINUTES").accepts(AcceptedValues::Count).default("60").meaning(
        "minutes of the first block; each repetition within a week doubles them, up to a week",
    ),
];

/// Operator settings for one-time codes.
#[derive(Debug, Clone)]
pub struct OneTimeCodeSettings {
    /// `OTP_COUNTRIES`.
    pub countries: AllowedCountries,
    /// Made from `OTP_TEMPLATE` and, for relay users, `RELAY_SERVICE_NAME`.
    pub texts: CodeTexts,
    /// Limits of sending. Only the one of `OTP_PREFIX_PER_HOUR` can be set.
    pub limits: SendLimits,
    /// `OTP_ALARM_SENT` and `OTP_ALARM_PERCENT`.
    pub alarm: ConversionAlarm,
    /// `OTP_AUTOMATIC_BLOCKS`, `OTP_BLOCK_SENT`, `OTP_BLOCK_PERCENT` and `OTP_BLOCK_MINUTES`.
    pub block_defaults: BlockDefaults,
    pub pepper: Pepper,
}

impl OneTimeCodeSettings {
    pub(crate) fn read(source: Source<'_>, server_secret: &str) -> Result<Self, SettingsError> {
        let countries = source.text("OTP_COUNTRIES").unwrap_or_default();
        let template = match source.text("OTP_TEMPLATE") {
            Some(text) => Template::parse(&text).map_err(|_| SettingsError("OTP_TEMPLATE"))?,
            None => Template::default(),
        };
        let texts = CodeTexts::new(template, source.text("RELAY_SERVICE_NAME").as_deref());
        let texts = texts.map_err(|error| match error {
            CodeTextsError::Confusable => SettingsError("OTP_TEMPLATE"),
            CodeTextsError::Service | CodeTextsError::Template(_) => {
                SettingsError("RELAY_SERVICE_NAME")
            }
        })?;
        let prefix_per_hour = source.optional_number("OTP_PREFIX_PER_HOUR")?;
        let countries = AllowedCountries::parse(&countries);
        let usual = ConversionAlarm::default();
        let alarm = ConversionAlarm {
            min_sent: source.number("OTP_ALARM_SENT", usual.min_sent)?,
            min_verified_percent: source
                .percent("OTP_ALARM_PERCENT", usual.min_verified_percent)?,
        };
        Ok(Self {
            alarm,
            block_defaults: block_defaults(source)?,
            countries: countries.map_err(|_| SettingsError("OTP_COUNTRIES"))?,
            texts,
            limits: SendLimits { prefix_per_hour, ..SendLimits::default() },
            // Safe to share: the digests are separated from other uses of this secret by their domain.
            pepper: Pepper::new(server_secret.as_bytes())
                .map_err(|_| SettingsError("SERVER_SECRET"))?,
        })
    }
}

fn block_defaults(source: Source<'_>) -> Result<BlockDefaults, SettingsError> {
    let usual = BlockRule::default();
    let minutes = source.optional_number("OTP_BLOCK_MINUTES")?;
    let first_block_ms = minutes.map_or(usual.first_block_ms, |it| i64::from(it) * 60_000);
    Ok(BlockDefaults {
        automatic_blocks: source.yes_or_no("OTP_AUTOMATIC_BLOCKS", false)?,
        rule: BlockRule {
            min_sent: source.number("OTP_BLOCK_SENT", usual.min_sent)?,
            min_verified_percent: source
                .percent("OTP_BLOCK_PERCENT", usual.min_verified_percent)?,
            first_block_ms,
            ..usual
        },
    })
}
