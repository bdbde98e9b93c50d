//! A phone's own data in its requests, at registration and later (contract 6.1, 6.3).

use http::{HeaderMap, header};
use serde::{Deserialize, Serialize};
use store_d1::phones::PhoneChange;

use crate::error::{ApiError, ApiResult};

const APP: &str = "me.capcom.smsgateway/";
/// Largest integer up to which a double holds every one exactly: 2^53 − 1.
const MAX_EXACT_INTEGER: u64 = 9_007_199_254_740_991;
const MAX_NAME_CHARS: usize = 128;
const MAX_PUSH_TOKEN_CHARS: usize = 256;
const MAX_PUBLIC_KEY_CHARS: usize = 4_096;
const MAX_VERSION_CHARS: usize = 32;
const MAX_SIM_CARDS: usize = 16;
const MAX_SIM_TEXT_CHARS: usize = 128;

/// A phone's data in its own words. A member that is absent, null or empty leaves the stored value unchanged.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct DeviceIn {
    /// The phone's own id, which an update must name. Ignored at registration.
    pub(super) id: Option<String>,
    /// Name of the phone. Ignored in an update.
    #[cfg_attr(feature = "openapi", schemars(length(max = MAX_NAME_CHARS)))]
    name: Option<String>,
    /// Token by which the push service knows the phone.
    #[cfg_attr(feature = "openapi", schemars(length(max = MAX_PUSH_TOKEN_CHARS)))]
    push_token: Option<String>,
    #[cfg_attr(feature = "openapi", schemars(length(max = MAX_SIM_CARDS)))]
    sim_cards: Option<Vec<SimCardIn>>,
    /// Public key with which integrators encrypt for the phone, in base64.
    #[cfg_attr(feature = "openapi", schemars(length(max = MAX_PUBLIC_KEY_CHARS)))]
    public_key: Option<String>,
    #[cfg_attr(
        feature = "openapi",
        schemars(range(min = -9_007_199_254_740_991_i64, max = 9_007_199_254_740_991_i64))
    )]
    key_version: Option<i64>,
}

/// A SIM card as the phone describes it, and as it is stored. The phone masks the numbers.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct SimCardIn {
    /// Number of the slot, from 0 on.
    #[serde(default)]
    slot_index: i64,
    /// Number of the SIM, from 1 on.
    #[serde(default)]
    sim_number: i64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schemars(length(max = MAX_SIM_TEXT_CHARS)))]
    phone_number: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schemars(length(max = MAX_SIM_TEXT_CHARS)))]
    carrier_name: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schemars(length(max = MAX_SIM_TEXT_CHARS)))]
    iccid: Option<String>,
}

impl DeviceIn {
    /// Returns the name, possibly empty.
    pub(super) fn name(&self) -> ApiResult<&str> {
        let name = self.name.as_deref().unwrap_or_default();
        at_most("name", name, MAX_NAME_CHARS)?;
        Ok(name)
    }

    /// Returns all other members. An empty push token or key leaves the stored value unchanged.
    pub(super) fn says(&self, headers: &HeaderMap) -> ApiResult<PhoneChange> {
        let given = |text: &Option<String>| text.clone().filter(|text| !text.is_empty());
        let (push_token, public_key) = (given(&self.push_token), given(&self.public_key));
        at_most("pushToken", push_token.as_deref().unwrap_or_default(), MAX_PUSH_TOKEN_CHARS)?;
        at_most("publicKey", public_key.as_deref().unwrap_or_default(), MAX_PUBLIC_KEY_CHARS)?;
        Ok(PhoneChange {
            push_token,
            sim_cards: self.sim_cards.as_deref().map(sim_cards).transpose()?,
            public_key,
            key_version: self.key_version.map(key_version).transpose()?,
            app_version: app_version(headers),
        })
    }
}

/// Refuses a version that the database could not return, because it carries numbers as doubles.
fn key_version(version: i64) -> ApiResult<i64> {
    if version.unsigned_abs() > MAX_EXACT_INTEGER {
        return Err(ApiError::invalid("keyVersion is too large"));
    }
    Ok(version)
}

fn sim_cards(cards: &[SimCardIn]) -> ApiResult<String> {
    if cards.len() > MAX_SIM_CARDS {
        return Err(ApiError::invalid(&format!("simCards must be at most {MAX_SIM_CARDS}")));
    }
    for text in cards.iter().flat_map(|it| [&it.phone_number, &it.carrier_name, &it.iccid]) {
        at_most("simCards", text.as_deref().unwrap_or_default(), MAX_SIM_TEXT_CHARS)?;
    }
    serde_json::to_string(cards).map_err(|_| ApiError::internal())
}

fn at_most(name: &str, text: &str, most: usize) -> ApiResult<()> {
    if text.chars().count() > most {
        return Err(ApiError::invalid(&format!("{name} must have at most {most} characters")));
    }
    Ok(())
}

/// Returns the app's version; `None` for other programs.
fn app_version(headers: &HeaderMap) -> Option<String> {
    let agent = headers.get(header::USER_AGENT)?.to_str().ok()?;
    let version = agent.strip_prefix(APP)?.split_whitespace().next()?;
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b".-+".contains(&byte);
    let fits = version.len() <= MAX_VERSION_CHARS && version.bytes().all(plain);
    fits.then(|| version.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(json: &str) -> DeviceIn {
        serde_json::from_str(json).unwrap()
    }

    #[test]
    fn null_empty_and_absent_say_nothing() {
        let nothing = PhoneChange::default();
        for json in
            ["{}", r#"{"pushToken":null,"simCards":null,"publicKey":""}"#, r#"{"pushToken":""}"#]
        {
            assert_eq!(read(json).says(&HeaderMap::new()), Ok(nothing.clone()), "{json}");
            assert_eq!(read(json).name(), Ok(""));
        }
    }

    #[test]
    fn what_is_said_is_kept_and_what_is_unknown_is_not() {
        let said = r#"{"name":"Pixel","pushToken":"t","simCards":[{"slotIndex":0,"simNumber":1,
            "iccid":"…1234","color":"red"}],"publicKey":"k","keyVersion":2,"more":[1]}"#;
        let mut headers = HeaderMap::new();
        headers.insert(header::USER_AGENT, "me.capcom.smsgateway/1.68.0 okhttp".parse().unwrap());
        let says = read(said).says(&headers).unwrap();
        let cards = r#"[{"slotIndex":0,"simNumber":1,"iccid":"…1234"}]"#;
        assert_eq!(says.sim_cards.as_deref(), Some(cards));
        assert_eq!((says.push_token.as_deref(), says.key_version), (Some("t"), Some(2)));
        assert_eq!(says.app_version.as_deref(), Some("1.68.0"));
    }

    #[test]
    fn what_is_too_long_is_refused() {
        let long = |name: &str, chars: usize| {
            let device = read(&format!(r#"{{"{name}":"{}"}}"#, "x".repeat(chars)));
            device.name().is_err() || device.says(&HeaderMap::new()).is_err()
        };
        assert!(!long("name", 128) && long("name", 129));
        assert!(!long("pushToken", 256) && long("pushToken", 257));
        assert!(!long("publicKey", 4_096) && long("publicKey", 4_097));
        let cards = format!(r#"{{"simCards":[{}]}}"#, vec!["{}"; 17].join(","));
        assert!(read(&cards).says(&HeaderMap::new()).is_err());
    }

    #[test]
    fn another_program_has_no_version() {
        let mut headers = HeaderMap::new();
        for agent in ["curl/8", "me.capcom.smsgateway/", "me.capcom.smsgateway/1;2"] {
            headers.insert(header::USER_AGENT, agent.parse().unwrap());
            assert_eq!(app_version(&headers), None, "{agent}");
        }
    }
}
