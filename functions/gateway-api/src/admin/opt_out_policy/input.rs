//! Request that changes the policy on opt-outs.

use edge_kit::params::read;
use opt_outs::{Keyword, PolicyChange};
use serde::Deserialize;
use serde_json::{Map, Value};

use crate::error::{ApiError, ApiResult};

/// Body of `PATCH /api/v1/admin/opt-out`. A member that is absent does not change.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct UpdateOptOutPolicyIn {
    /// Whether keywords are obeyed and messages to opted-out numbers are refused.
    #[serde(deserialize_with = "read::boolean")]
    enabled: Option<bool>,
    /// Whether one-time codes go to opted-out numbers, too.
    #[serde(deserialize_with = "read::boolean")]
    codes_exempt: Option<bool>,
    /// Keywords of the account beside the default ones. A list that is given replaces the earlier one.
    #[cfg_attr(feature = "openapi", schemars(with = "Option<KeywordsIn>"))]
    keywords: Option<Value>,
    /// Automatic answers to keywords. An empty text or `null` switches an answer off.
    #[cfg_attr(feature = "openapi", schemars(with = "Option<ConfirmationIn>"))]
    confirmation: Option<Value>,
}

/// Additional keywords, compared without regard to case and surrounding punctuation.
#[cfg(feature = "openapi")]
#[derive(schemars::JsonSchema)]
#[schemars(deny_unknown_fields)]
#[expect(dead_code, reason = "the type exists for its schema; the handler reads the object")]
#[schemars(rename = "OptOutKeywordsIn")]
struct KeywordsIn {
    /// Words that opt out.
    #[schemars(length(max = 20), inner(length(min = 1, max = 40)))]
    stop: Option<Vec<String>>,
    /// Words that opt in again.
    #[schemars(length(max = 20), inner(length(min = 1, max = 40)))]
    start: Option<Vec<String>>,
    /// Words that ask for help.
    #[schemars(length(max = 20), inner(length(min = 1, max = 40)))]
    help: Option<Vec<String>>,
}

/// Texts of the automatic answers.
#[cfg(feature = "openapi")]
#[derive(schemars::JsonSchema)]
#[schemars(deny_unknown_fields)]
#[expect(dead_code, reason = "the type exists for its schema; the handler reads the object")]
#[schemars(rename = "OptOutConfirmationIn")]
struct ConfirmationIn {
    /// Sent once when a person has opted out.
    #[schemars(length(max = 480))]
    stop: Option<String>,
    /// Sent once when a person has opted in again.
    #[schemars(length(max = 480))]
    start: Option<String>,
    /// Sent when a person asks for help.
    #[schemars(length(max = 480))]
    help: Option<String>,
}

impl UpdateOptOutPolicyIn {
    /// Returns the requested change.
    pub(crate) fn change(&self) -> ApiResult<PolicyChange> {
        let mut change = PolicyChange {
            enabled: self.enabled,
            codes_exempt: self.codes_exempt,
            ..PolicyChange::default()
        };
        for (keyword, value) in members("keywords", self.keywords.as_ref())? {
            if !value.is_null() {
                change.words.push((keyword, words(value)?));
            }
        }
        for (keyword, value) in members("confirmation", self.confirmation.as_ref())? {
            change.replies.push((keyword, text(value)?));
        }
        Ok(change)
    }
}

/// Returns the members of an object by keyword. Unknown members are refused, so that no caller relies on one.
fn members<'a>(name: &str, given: Option<&'a Value>) -> ApiResult<Vec<(Keyword, &'a Value)>> {
    let wrong = |text: &str| ApiError::invalid(name, format!("{name} {text}"));
    let Some(given) = given else { return Ok(Vec::new()) };
    let object: &Map<String, Value> =
        given.as_object().ok_or_else(|| wrong("must be an object"))?;
    let keyword = |member: &str| Keyword::ALL.into_iter().find(|it| it.as_str() == member);
    let read = |(member, value)| {
        let keyword = keyword(member).ok_or_else(|| wrong("may have stop, start and help"))?;
        Ok((keyword, value))
    };
    object.iter().map(|(member, value)| (member.as_str(), value)).map(read).collect()
}

fn words(value: &Value) -> ApiResult<Vec<String>> {
    let wrong = || ApiError::invalid("keywords", "keywords must be lists of words");
    let list = value.as_array().ok_or_else(wrong)?;
    list.iter().map(|word| word.as_str().map(str::to_owned).ok_or_else(wrong)).collect()
}

fn text(value: &Value) -> ApiResult<String> {
    match value {
        Value::Null => Ok(String::new()),
        Value::String(text) => Ok(text.clone()),
        _ => Err(ApiError::invalid("confirmation", "confirmation must have texts")),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn change(keywords: &Value, confirmation: &Value) -> ApiResult<PolicyChange> {
        let input = UpdateOptOutPolicyIn {
            enabled: None,
            codes_exempt: None,
            keywords: Some(keywords.clone()),
            confirmation: Some(confirmation.clone()),
        };
        input.change()
    }

    #[test]
    fn lists_and_texts_are_read_by_keyword() {
        let read =
            change(&json!({"stop": ["halt"], "help": null}), &json!({"start": null})).unwrap();
        assert_eq!(read.words, [(Keyword::Stop, vec!["halt".to_owned()])]);
        assert_eq!(read.replies, [(Keyword::Start, String::new())]);
    }

    #[test]
    fn unknown_members_and_other_types_are_refused() {
        let none = json!({});
        for wrong in [
            json!([]),
            json!("x"),
            json!({"end": ["x"]}),
            json!({"stop": "x"}),
            json!({"stop": [1]}),
        ] {
            assert!(change(&wrong, &none).is_err(), "{wrong}");
        }
        for wrong in [json!(1), json!({"end": "x"}), json!({"stop": 1}), json!({"stop": ["x"]})] {
            assert!(change(&none, &wrong).is_err(), "{wrong}");
        }
    }
}
