//! `/api/v1/admin/otp/policy`: the account's policy of one-time codes.

use std::collections::{BTreeMap, BTreeSet};

use axum::Json;
use edge_kit::{RequestContext, auth};
use identity::Permission;
use one_time_codes::{
    Code, CodeDomain, CodesPolicy, FinalLine, MAX_COUNTRIES, MAX_EXEMPT, MAX_TEST_NUMBERS,
    NumberBlock, Purpose,
};
use serde_json::Value;
use store_d1::Store;
use telephony::{PhoneNumber, Region};

use super::{
    input::UpdateCodesPolicyIn,
    out::{CodesPolicyOut, ShowCodesPolicyOut, UpdateCodesPolicyOut},
};
use crate::{
    access::{Client, MayManageAccount},
    error::{ApiError, ApiResult},
    input::In,
};

/// Changes that are tried again because another one came first.
const MAX_TRIES: u32 = 4;
/// Minimum number of codes for a rule; a share of fewer means nothing.
pub(super) const MIN_SENT: i64 = 3;

/// `GET /api/v1/admin/otp/policy`: the policy, with the deployment's defaults where it leaves something open.
#[worker::send]
pub(crate) async fn show(
    context: RequestContext,
    client: Client<MayManageAccount>,
) -> ApiResult<Json<ShowCodesPolicyOut>> {
    let stored = Store::open(&context.env)?.codes_policy(&client.account_id).await?;
    let defaults = context.settings.one_time_codes.block_defaults;
    let policy = CodesPolicyOut::of(&stored.policy, defaults);
    // Roles that change nothing may read this, and who knows such a code can verify its number.
    let may_change = client.permissions.allows(Permission::ManageAccount);
    let policy = if may_change { policy } else { policy.without_codes() };
    Ok(Json(ShowCodesPolicyOut { policy }))
}

/// `PATCH /api/v1/admin/otp/policy`: changes the members that are given. It applies within ten seconds.
#[worker::send]
pub(crate) async fn update(
    context: RequestContext,
    client: Client<MayManageAccount>,
    In { input, .. }: In<UpdateCodesPolicyIn>,
) -> ApiResult<Json<UpdateCodesPolicyOut>> {
    let change = PolicyChange::read(&context, client.default_region, input)?;
    let store = Store::open(&context.env)?;
    for _ in 0..MAX_TRIES {
        let before = store.codes_policy(&client.account_id).await?;
        let policy = change.apply(&before.policy);
        if store.change_codes_policy(&client.account_id, &before, &policy).await? {
            auth::forget_all();
            let defaults = context.settings.one_time_codes.block_defaults;
            let policy = CodesPolicyOut::of(&policy, defaults);
            return Ok(Json(UpdateCodesPolicyOut { policy, success: true }));
        }
    }
    Err(ApiError::unavailable())
}

/// Members to be changed, checked.
struct PolicyChange {
    reset: bool,
    automatic_blocks: Option<bool>,
    min_sent: Option<u32>,
    min_verified_percent: Option<u32>,
    grace_secs: Option<u32>,
    block_minutes: Option<u32>,
    allowed_countries: Option<BTreeSet<String>>,
    denied_countries: Option<BTreeSet<String>>,
    exempt: Option<BTreeSet<String>>,
    web_otp_domain: Option<DomainChange>,
    test_numbers: Option<BTreeMap<String, String>>,
}

/// Change of the domain in the last line.
enum DomainChange {
    Remove,
    Set(CodeDomain),
}

impl PolicyChange {
    fn read(
        context: &RequestContext,
        region: Region,
        input: UpdateCodesPolicyIn,
    ) -> ApiResult<Self> {
        let number = |given: Option<i64>| given.and_then(|number| u32::try_from(number).ok());
        let countries = |given: Option<Vec<String>>, name: &str| {
            given.map(|texts| countries(&texts, name)).transpose()
        };
        let validation = context.settings.phone_validation;
        let phone = |text: &str| PhoneNumber::parse(text, region, validation).ok();
        Ok(Self {
            reset: input.reset.unwrap_or(false),
            automatic_blocks: input.automatic_blocks,
            min_sent: number(input.min_sent),
            min_verified_percent: number(input.min_verified_percent),
            grace_secs: number(input.grace_seconds),
            block_minutes: number(input.block_minutes),
            allowed_countries: countries(input.allowed_countries, "allowed_countries")?,
            denied_countries: countries(input.denied_countries, "denied_countries")?,
            exempt: input.exempt.map(|texts| exempt(&texts, &phone)).transpose()?,
            web_otp_domain: input
                .web_otp_domain
                .map(|text| web_otp_domain(context, &text))
                .transpose()?,
            test_numbers: input.test_numbers.map(|it| test_numbers(&it, &phone)).transpose()?,
        })
    }

    fn apply(&self, before: &CodesPolicy) -> CodesPolicy {
        let mut policy = if self.reset { CodesPolicy::default() } else { before.clone() };
        policy.automatic_blocks = self.automatic_blocks.or(policy.automatic_blocks);
        policy.min_sent = self.min_sent.or(policy.min_sent);
        policy.min_verified_percent = self.min_verified_percent.or(policy.min_verified_percent);
        policy.grace_secs = self.grace_secs.or(policy.grace_secs);
        policy.block_minutes = self.block_minutes.or(policy.block_minutes);
        replace(&mut policy.allowed_countries, self.allowed_countries.as_ref());
        replace(&mut policy.denied_countries, self.denied_countries.as_ref());
        replace(&mut policy.exempt, self.exempt.as_ref());
        match &self.web_otp_domain {
            None => {}
            Some(DomainChange::Remove) => policy.web_otp_domain = None,
            Some(DomainChange::Set(domain)) => policy.web_otp_domain = Some(domain.clone()),
        }
        replace(&mut policy.test_numbers, self.test_numbers.as_ref());
        policy
    }
}

fn replace<T: Clone>(member: &mut T, given: Option<&T>) {
    if let Some(given) = given {
        member.clone_from(given);
    }
}

fn countries(texts: &[String], name: &str) -> ApiResult<BTreeSet<String>> {
    if texts.len() > MAX_COUNTRIES {
        let text = format!("{name} must have at most {MAX_COUNTRIES} countries");
        return Err(ApiError::invalid(name, text));
    }
    let parsed = texts.iter().map(|text| {
        let wrong = || ApiError::invalid(name, format!("{name} must be ISO 3166 countries"));
        Region::parse(text.trim()).map(|region| region.as_str().to_owned()).ok_or_else(wrong)
    });
    parsed.collect()
}

fn exempt(
    texts: &[String],
    phone: &impl Fn(&str) -> Option<PhoneNumber>,
) -> ApiResult<BTreeSet<String>> {
    if texts.len() > MAX_EXEMPT {
        let text = format!("exempt must have at most {MAX_EXEMPT} entries");
        return Err(ApiError::invalid("exempt", text));
    }
    let parsed = texts.iter().map(|text| {
        if let Some(block) = NumberBlock::parse(text).filter(|_| text.trim().starts_with('+')) {
            return Ok(block.as_str().to_owned());
        }
        let wrong = "exempt must be phone numbers, or plus signs with six digits";
        let number = phone(text).ok_or_else(|| ApiError::invalid("exempt", wrong))?;
        Ok(number.as_str().to_owned())
    });
    parsed.collect()
}

/// Reads the domain, which has to fit into the text of codes. A blank one removes it.
fn web_otp_domain(context: &RequestContext, text: &str) -> ApiResult<DomainChange> {
    const NAME: &str = "web_otp_domain";
    if text.trim().is_empty() {
        return Ok(DomainChange::Remove);
    }
    let domain = CodeDomain::parse(text)
        .map_err(|error| ApiError::invalid(NAME, format!("{NAME} {error}")))?;
    let line = FinalLine::WebOtp { domain: domain.clone(), embedded: None };
    let template = context.settings.one_time_codes.texts.of(&Purpose::default());
    template.check_line(&line).map_err(|error| ApiError::invalid(NAME, error.to_string()))?;
    Ok(DomainChange::Set(domain))
}

/// Reads a list of objects with a number and its code.
fn test_numbers(
    given: &Value,
    phone: &impl Fn(&str) -> Option<PhoneNumber>,
) -> ApiResult<BTreeMap<String, String>> {
    const NAME: &str = "test_numbers";
    let wrong = |text: &str| ApiError::invalid(NAME, format!("{NAME} {text}"));
    let entries = given.as_array().ok_or_else(|| wrong("must be a list"))?;
    if entries.len() > MAX_TEST_NUMBERS {
        return Err(wrong(&format!("must have at most {MAX_TEST_NUMBERS} entries")));
    }
    let text = |entry: &Value, name: &str| {
        let member = entry.get(name).and_then(Value::as_str).map(str::to_owned);
        member.ok_or_else(|| wrong("must have a phone_number and a code each, as texts"))
    };
    let mut numbers = BTreeMap::new();
    for entry in entries {
        let (number, code) = (text(entry, "phone_number")?, text(entry, "code")?);
        let number = phone(&number).ok_or_else(|| wrong("must be valid phone numbers"))?;
        let code = Code::parse(&code).ok_or_else(|| wrong("must have codes of six digits"))?;
        if numbers.insert(number.as_str().to_owned(), code.expose()).is_some() {
            return Err(wrong("must name each number once"));
        }
    }
    Ok(numbers)
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use telephony::Validation;

    use super::*;

    fn phone(text: &str) -> Option<PhoneNumber> {
        PhoneNumber::parse(text, Region::parse("US")?, Validation::Lenient).ok()
    }

    fn texts(texts: &[&str]) -> Vec<String> {
        texts.iter().map(|text| (*text).to_owned()).collect()
    }

    #[test]
    fn countries_are_iso_codes_in_either_case() {
        let read = countries(&texts(&["us", " GB "]), "denied_countries").unwrap();
        assert_eq!(read, ["GB".to_owned(), "US".to_owned()].into());
        assert!(countries(&texts(&["UK"]), "denied_countries").is_err());
        assert!(countries(&texts(&["US"; MAX_COUNTRIES + 1]), "denied_countries").is_err());
    }

    #[test]
    fn exempt_entries_are_numbers_or_blocks() {
        let read = exempt(&texts(&["+120255", "(202) 555-0123"]), &phone).unwrap();
        assert_eq!(read, ["+120255".to_owned(), "+12025550123".to_owned()].into());
        assert!(exempt(&texts(&["+12"]), &phone).is_err());
        assert!(exempt(&texts(&["+120255"; MAX_EXEMPT + 1]), &phone).is_err());
    }

    #[test]
    fn test_numbers_have_one_code_of_six_digits_each() {
        let read = |value: Value| test_numbers(&value, &phone);
        let entry = |number: &str, code: &str| json!({ "phone_number": number, "code": code });
        let numbers = read(json!([entry("2025550100", "12 34 56")])).unwrap();
        assert_eq!(numbers, [("+12025550100".to_owned(), "123456".to_owned())].into());
        assert!(read(json!([])).unwrap().is_empty());
        for value in [
            json!({}),
            json!("+12025550100"),
            json!([{ "phone_number": "+12025550100" }]),
            json!([{ "phone_number": "+12025550100", "code": 123_456 }]),
            json!([entry("+12025550100", "12345")]),
            json!([entry("x", "123456")]),
            json!([entry("+12025550100", "123456"), entry("2025550100", "654321")]),
            json!(vec![entry("+12025550100", "123456"); MAX_TEST_NUMBERS + 1]),
        ] {
            assert!(read(value.clone()).is_err(), "{value}");
        }
    }
}
