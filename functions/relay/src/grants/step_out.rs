//! Answers to the steps of a grant, in the original's format (contract 2.1).

use serde::Serialize;

/// Next step of the client. Parts that a platform does not have are empty texts.
#[derive(Default, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "openapi", schemars(rename = "StartGrantOut"))]
pub(crate) struct StartOut {
    /// URL of the consent page.
    pub(crate) url: String,
    /// For Twitter: the verifier, which the client sends back with the code.
    pub(crate) code_verifier: String,
    /// For Telegram: 201 if a code was sent, 200 if none is needed.
    pub(crate) body: StepStatus,
    pub(crate) platform: &'static str,
}

/// Status of a Telegram step, in the original's format: a number, or an empty text.
#[derive(Debug, Default, Serialize)]
#[serde(untagged)]
pub(crate) enum StepStatus {
    Code(u16),
    #[default]
    #[serde(serialize_with = "empty")]
    None,
}

/// Result of the step. If it is empty, the grant is stored.
#[derive(Debug, Default, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "openapi", schemars(rename = "FinishGrantOut"))]
pub(crate) struct FinishOut {
    /// For Telegram: 202 if a password is needed in addition to the code.
    pub(crate) body: StepStatus,
    /// URL for the password.
    pub(crate) initialization_url: String,
}

fn empty<S: serde::Serializer>(serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str("")
}

#[cfg(feature = "openapi")]
impl schemars::JsonSchema for StepStatus {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        "StepStatus".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "oneOf": [
                { "type": "integer", "enum": [200, 201, 202] },
                { "type": "string", "const": "" },
            ],
        })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn missing_parts_are_empty_texts() {
        let started = StartOut { platform: "gmail", ..StartOut::default() };
        let expected = json!({"url": "", "code_verifier": "", "body": "", "platform": "gmail"});
        assert_eq!(json!(started), expected);
        assert_eq!(json!(StepStatus::Code(201)), json!(201));
    }
}
