//! Request of `POST /session`.

use store_d1::masking::create::Stickiness;

use crate::{
    error::{ProxyError, ProxyResult},
    input::FromBody,
    json_object::JsonObject,
};

/// About two thousand years, in minutes.
const MOST_MINUTES: f64 = 1e9;
const MOST_AREA_DIGITS: usize = 8;

/// Body of `POST /session`.
#[derive(Debug)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct CreateSessionIn {
    /// Phone number of the first participant, with its country code or in the account's country.
    #[cfg_attr(feature = "openapi", schemars(length(min = 1, max = 18), example = "12065550101"))]
    pub(super) participant_a: String,
    /// Phone number of the second participant, which must differ from the first.
    #[cfg_attr(feature = "openapi", schemars(length(min = 1, max = 18), example = "12065550102"))]
    pub(super) participant_b: String,
    /// Number of the pool to use. Without it, any that neither participant has in use.
    #[cfg_attr(feature = "openapi", schemars(length(min = 1, max = 18)))]
    pub(super) number: Option<String>,
    /// Minutes after which the session ends, also fractions of them; without it, or with 0, it does not end by itself.
    #[cfg_attr(feature = "openapi", schemars(range(min = -1e9, max = 1e9)))]
    pub(super) expiry_window: Option<f64>,
    /// Seconds without a relayed SMS after which the session ends; 0 for no such limit.
    #[cfg_attr(feature = "openapi", schemars(range(min = 0.0, max = 1e9)))]
    pub(super) ttl_secs: Option<f64>,
    /// `area-code`: prefer a number with the area code of the first participant, if that is a North American number.
    #[cfg_attr(
        feature = "openapi",
        schemars(with = "Option<String>", extend("enum" = ["area-code", null]))
    )]
    pub(super) geo_match: bool,
    /// Preferred first digits of the number: three digits of a North American area code, or one to eight digits that
    /// begin with a country code. Overrides `geo_match`.
    #[cfg_attr(
        feature = "openapi",
        schemars(regex(pattern = r"^\+?[0-9]{1,8}$"), example = "206")
    )]
    pub(super) area_code: Option<String>,
    /// Whether to prefer or avoid the number on which the participants had their last session.
    #[cfg_attr(
        feature = "openapi",
        schemars(
            with = "Option<String>",
            extend("enum" = ["prefer-sticky", "avoid-sticky", null])
        )
    )]
    pub(super) selection: Stickiness,
}

impl FromBody for CreateSessionIn {
    fn read(body: &JsonObject) -> ProxyResult<Self> {
        let (Some(participant_a), Some(participant_b)) =
            (body.number("participant_a"), body.number("participant_b"))
        else {
            return Err(ProxyError::missing(
                "Required argument: 'participant_a' (str, length <= 18), 'participant_b' (str, length <= 18)",
            ));
        };
        let stickiness =
            [("prefer-sticky", Stickiness::Prefer), ("avoid-sticky", Stickiness::Avoid)];
        Ok(Self {
            participant_a,
            participant_b,
            number: number(body)?,
            expiry_window: decimal(body, "expiry_window", -MOST_MINUTES)?,
            ttl_secs: decimal(body, "ttl_secs", 0.0)?,
            geo_match: body.word("geo_match", &[("area-code", ())])?.is_some(),
            area_code: area_code(body)?,
            selection: body.word("selection", &stickiness)?.unwrap_or_default(),
        })
    }
}

fn number(body: &JsonObject) -> ProxyResult<Option<String>> {
    if !body.has("number") {
        return Ok(None);
    }
    let wrong = || ProxyError::invalid("Argument 'number' must be a number of the pool");
    body.number("number").map(Some).ok_or_else(wrong)
}

/// Returns the area code in digits with the country code.
fn area_code(body: &JsonObject) -> ProxyResult<Option<String>> {
    let Some(code) = body.text("area_code") else { return Ok(None) };
    let digits = code.trim().trim_start_matches('+');
    let plain = digits.bytes().all(|byte| byte.is_ascii_digit());
    if digits.is_empty() || digits.len() > MOST_AREA_DIGITS || !plain {
        let message = "Argument 'area_code' must be three digits, or begin with a country code";
        return Err(ProxyError::invalid(message));
    }
    Ok(Some(if digits.len() == 3 { format!("1{digits}") } else { digits.to_owned() }))
}

fn decimal(body: &JsonObject, name: &str, least: f64) -> ProxyResult<Option<f64>> {
    let wrong = || ProxyError::invalid(format!("Argument '{name}' must be a number"));
    let number = body.decimal(name).map_err(|()| wrong())?;
    let fits = number.is_none_or(|number| (least..=MOST_MINUTES).contains(&number));
    if fits { Ok(number) } else { Err(wrong()) }
}
