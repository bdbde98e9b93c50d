//! The table's lines, held to the readers.

mod documents;

use std::{
    cell::RefCell,
    collections::{BTreeMap, BTreeSet},
};

use sms_providers::ProviderKind;

use super::SECTIONS;
use crate::{AcceptedValues, DefaultValue, Setting, SettingKind, Settings, SettingsError};

const SERVER_SECRET: (&str, &str) = ("SERVER_SECRET", "a secret that only tests use");
const JWT_SECRET: (&str, &str) = ("JWT_SECRET", "32 bytes or more that only tests use");
const FCM_CREDENTIALS: (&str, &str) = (
    "FCM_CREDENTIALS_JSON",
    r#"{"project_id":"p","client_email":"a@b","private_key":"-----BEGIN PRIVATE KEY-----\nYSBrZXk=\n-----END PRIVATE KEY-----"}"#,
);
const CAPTCHA_URL: (&str, &str) = ("RELAY_CAPTCHA_URL", "https://captcha.example");
const CAPTCHA_SECRET: (&str, &str) = ("RELAY_CAPTCHA_SECRET", "hush");

/// The section whose table is the `platforms` crate's own, from which its reader takes names and defaults.
const PLATFORMS: &str = "platforms";

type Values<'a> = BTreeMap<&'a str, &'a str>;

/// Returns the settings without which this one is not read or has no effect, with the required secret.
fn companions(name: &str) -> Values<'static> {
    let other = match name {
        "JWT_ISSUER" | "JWT_ACCESS_TTL" | "JWT_REFRESH_TTL" => Some(JWT_SECRET),
        "FCM_BASE_URL" | "FCM_TOKEN_URL" => Some(FCM_CREDENTIALS),
        "PACING_WINDOW_SECS" => Some(("PACING_SEGMENTS", "7")),
        "RELAY_CAPTCHA_URL" => Some(CAPTCHA_SECRET),
        "RELAY_CAPTCHA_SECRET" => Some(CAPTCHA_URL),
        _ => None,
    };
    [SERVER_SECRET].into_iter().chain(other).collect()
}

fn read(values: &Values<'_>) -> Result<Settings, SettingsError> {
    Settings::read(&|name| values.get(name).map(|value| (*value).to_owned()))
}

fn read_with(values: &Values<'_>, name: &str, value: &str) -> Result<Settings, SettingsError> {
    let mut values = values.clone();
    values.insert(name, value);
    read(&values)
}

/// Returns everything that settings show: their `Debug`, and the providers' URLs, which it leaves out.
fn shown(settings: &Settings) -> String {
    let url = |kind| settings.providers.base_url(kind).to_owned();
    let urls: Vec<String> = ProviderKind::ALL.into_iter().map(url).collect();
    format!("{settings:?} {urls:?}")
}

/// Returns the lines that stand beside readers or are made of the providers' codecs.
fn lines() -> Vec<Setting> {
    let sections = SECTIONS.iter().filter(|section| section.name != PLATFORMS);
    sections.flat_map(super::Section::settings).collect()
}

/// Returns values that the setting accepts, and values that it refuses.
fn samples(setting: &Setting) -> (Vec<&'static str>, Vec<&'static str>) {
    match setting.values {
        AcceptedValues::Text(_) => (vec![sample_text(setting.name)], vec![]),
        AcceptedValues::Words(words) => (words.to_vec(), vec!["neither"]),
        AcceptedValues::YesOrNo => (vec!["true", "1", "false", "0"], vec!["yes", "2"]),
        AcceptedValues::Count => (vec!["1", "4294967295"], vec!["0", "-1", "1.5", "many"]),
        AcceptedValues::Percent => (vec!["1", "100"], vec!["0", "101", "half"]),
        AcceptedValues::CountOrNoLimit | AcceptedValues::DaysOrForever => {
            (vec!["0", "7"], vec!["-1", "1.5", "many"])
        }
        AcceptedValues::Seconds => (vec!["0.5", "7"], vec!["0", "-1", "1e10", "soon"]),
        AcceptedValues::SecondsOrNever => (vec!["0", "0.5", "7"], vec!["-1", "soon"]),
        AcceptedValues::WholeSeconds => (vec!["0", "7"], vec!["0.5", "-1", "soon"]),
        AcceptedValues::Duration => (vec!["7", "90s", "1h30m"], vec!["0", "1.5h", "15 m", "soon"]),
        AcceptedValues::DurationOrOff => (vec!["0", "7", "1h30m"], vec!["1.5h", "15 m", "soon"]),
        AcceptedValues::Url => (vec!["https://sample.example"], vec!["sample.example"]),
        AcceptedValues::PublicUrl => (
            vec!["https://sample.example/path"],
            vec!["sample.example", "https://sample.example/?query"],
        ),
    }
}

fn sample_text(name: &str) -> &'static str {
    match name {
        "SERVER_SECRET" | "SERVER_SECRET_PREVIOUS" | "JWT_SECRET" | "RELAY_SERVICE_KEY" => {
            "another secret that only tests use"
        }
        "SEALING_KEYS" => "k1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
        "FCM_CREDENTIALS_JSON" => FCM_CREDENTIALS.1,
        "ENVIRONMENT" => "local",
        "DEFAULT_COUNTRY_CODE" => "GB",
        "OTP_COUNTRIES" => "US, GB",
        "TEST_NUMBERS" => "+14155550*",
        "OTP_TEMPLATE" => "Code {code}",
        "RELAY_SERVICE_NAME" => "Shop",
        "OUTBOUND_ALLOW_HOSTS" => "localhost:9",
        "PUBLIC_HOSTS" => "sms.example",
        "RELAY_CODE_WAITS_SECS" => "1,2,3,4",
        _ => "https://sample.example",
    }
}

/// Whether no text of these tests is a value of the setting.
fn needs_codec(setting: &Setting) -> bool {
    let is_credential = setting.values == AcceptedValues::Text("see [providers](providers.md)");
    is_credential || ["RELAY_SERVER_KEYS", "RELAY_ACCOUNT"].contains(&setting.name)
}

#[test]
fn table_has_exactly_the_names_that_the_readers_ask_for() {
    let asked = RefCell::new(BTreeSet::new());
    for other in [None, Some(JWT_SECRET), Some(FCM_CREDENTIALS)] {
        let values: Values<'_> = [SERVER_SECRET].into_iter().chain(other).collect();
        let settings = Settings::read(&|name| {
            asked.borrow_mut().insert(name.to_owned());
            values.get(name).map(|value| (*value).to_owned())
        });
        assert!(settings.is_ok(), "{settings:?}");
    }
    let mut listed = BTreeSet::new();
    for setting in SECTIONS.iter().flat_map(super::Section::settings) {
        assert!(listed.insert(setting.name.to_owned()), "{} is listed twice", setting.name);
    }
    assert_eq!(asked.into_inner(), listed);
}

#[test]
fn listed_default_reads_like_the_absent_setting() {
    /// Settings that are no part of any `Debug`. Their lines take the default from the reader's constant.
    const HIDDEN: [&str; 1] = ["JWT_ISSUER"];
    for environment in ["production", "local"] {
        for setting in lines() {
            let local = setting.local_default.filter(|_| environment == "local");
            let DefaultValue::Value(default) = local.unwrap_or(setting.default) else { continue };
            let mut values = companions(setting.name);
            if setting.name != "ENVIRONMENT" {
                values.insert("ENVIRONMENT", environment);
            }
            let absent = shown(&read(&values).unwrap());
            let explicit = read_with(&values, setting.name, default);
            assert_eq!(explicit.as_ref().map(shown), Ok(absent.clone()), "{}", setting.name);
            // Otherwise the comparison would not see a wrong default.
            let (accepted, _) = samples(&setting);
            let other = |value: &&str| {
                read_with(&values, setting.name, value).is_ok_and(|it| shown(&it) != absent)
            };
            let differs = accepted.iter().any(other);
            assert_eq!(differs, !HIDDEN.contains(&setting.name), "{}", setting.name);
        }
    }
}

#[test]
fn listed_values_are_accepted_and_others_are_errors_that_name_the_setting() {
    for setting in lines() {
        let values = companions(setting.name);
        let (accepted, refused) = samples(&setting);
        // The accepted texts of credentials and keys are the codecs' to test.
        let accepted = if needs_codec(&setting) { vec![] } else { accepted };
        for value in accepted {
            let settings = read_with(&values, setting.name, value);
            assert!(settings.is_ok(), "{}={value}: {settings:?}", setting.name);
        }
        for value in refused {
            let error = read_with(&values, setting.name, value).unwrap_err();
            assert_eq!(error, SettingsError(setting.name), "{value}");
        }
    }
}

#[test]
fn required_secret_is_the_only_setting_that_must_be_set() {
    for setting in lines() {
        let is_required = setting.kind == SettingKind::RequiredSecret;
        assert_eq!(is_required, setting.name == SERVER_SECRET.0, "{}", setting.name);
    }
    assert_eq!(read(&Values::new()).unwrap_err(), SettingsError(SERVER_SECRET.0));
    assert!(read(&[SERVER_SECRET].into()).is_ok());
}

#[test]
fn empty_text_counts_as_absent() {
    let values: Values<'_> = [SERVER_SECRET].into();
    let absent = shown(&read(&values).unwrap());
    for setting in SECTIONS.iter().flat_map(super::Section::settings) {
        let empty = read_with(&values, setting.name, "");
        let expected = match setting.kind {
            SettingKind::RequiredSecret => Err(&SettingsError(setting.name)),
            SettingKind::Variable | SettingKind::Secret => Ok(absent.clone()),
        };
        assert_eq!(empty.as_ref().map(shown), expected, "{}", setting.name);
    }
}
