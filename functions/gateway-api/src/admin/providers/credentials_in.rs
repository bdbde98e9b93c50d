//! Credentials of each provider as the document of the API shows them. The handler itself reads the names that the
//! provider's codec lists; a test compares the two.
#![expect(dead_code, reason = "only the schemas of these types are used")]

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

use super::input::SetProviderIn;

#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct FlowrouteCredentials {
    /// Access key, without a colon.
    access_key: String,
    secret_key: String,
    /// `2.1` selects that version of Flowroute's API, in which each message can ask for delivery reports.
    api_version: Option<String>,
}

#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct TwilioCredentials {
    account_sid: String,
    /// Token that authenticates requests without an API key, and with which Twilio signs callbacks.
    auth_token: String,
    /// API key that authenticates requests instead of the token.
    api_key_sid: Option<String>,
    /// Secret of the API key.
    api_key_secret: Option<String>,
}

#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct TelnyxCredentials {
    api_key: String,
    /// Ed25519 public key of the account: 32 bytes in base64. With it, callbacks are verified.
    public_key: Option<String>,
    messaging_profile_id: Option<String>,
}

#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct VonageCredentials {
    api_key: String,
    api_secret: String,
    /// Secret with which Vonage signs callbacks. With it, they are verified.
    signature_secret: Option<String>,
    /// Method by which callbacks are signed. Without it, any of them is accepted.
    #[schemars(extend("enum" = ["md5hash", "md5", "sha1", "sha256", "sha512", null]))]
    signature_method: Option<String>,
}

#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct PlivoCredentials {
    auth_id: String,
    auth_token: String,
    /// Token of the main account, if `auth_id` is a subaccount. It signs callbacks too.
    main_auth_token: Option<String>,
}

#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct BandwidthCredentials {
    account_id: String,
    application_id: String,
    /// User name in HTTP Basic, without a colon.
    username: String,
    /// Password in HTTP Basic.
    password: String,
    /// User name that Bandwidth's application sends with each callback, without a colon.
    callback_username: Option<String>,
    /// Password that Bandwidth's application sends with each callback. With both, callbacks are verified.
    callback_password: Option<String>,
}

#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct SinchCredentials {
    service_plan_id: String,
    api_token: String,
    /// Region of the account, such as `eu`.
    #[schemars(regex(pattern = "^[A-Za-z]{2,4}$"))]
    region: Option<String>,
    /// Secret with which Sinch signs callbacks. With it, they are verified.
    webhook_secret: Option<String>,
}

#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct MessageBirdCredentials {
    access_key: String,
    /// Key with which MessageBird signs callbacks. With it, they are verified.
    signing_key: Option<String>,
}

impl JsonSchema for SetProviderIn {
    fn schema_name() -> Cow<'static, str> {
        "SetProviderIn".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "Body of `PUT /api/v1/admin/providers/{provider}`: the credentials of that provider.",
            "oneOf": [
                generator.subschema_for::<FlowrouteCredentials>(),
                generator.subschema_for::<TwilioCredentials>(),
                generator.subschema_for::<TelnyxCredentials>(),
                generator.subschema_for::<VonageCredentials>(),
                generator.subschema_for::<PlivoCredentials>(),
                generator.subschema_for::<BandwidthCredentials>(),
                generator.subschema_for::<SinchCredentials>(),
                generator.subschema_for::<MessageBirdCredentials>(),
            ],
        })
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use serde_json::Value;
    use sms_providers::ProviderKind;

    use super::*;

    fn described<T: JsonSchema>() -> (BTreeSet<String>, BTreeSet<String>) {
        let schema = schemars::schema_for!(T).to_value();
        let names = schema["properties"].as_object().unwrap().keys().cloned().collect();
        let required = schema["required"].as_array().unwrap();
        (names, required.iter().filter_map(Value::as_str).map(str::to_owned).collect())
    }

    #[test]
    fn described_credentials_are_those_that_the_codecs_read() {
        for provider in ProviderKind::ALL {
            let described = match provider {
                ProviderKind::Flowroute => described::<FlowrouteCredentials>(),
                ProviderKind::Twilio => described::<TwilioCredentials>(),
                ProviderKind::Telnyx => described::<TelnyxCredentials>(),
                ProviderKind::Vonage => described::<VonageCredentials>(),
                ProviderKind::Plivo => described::<PlivoCredentials>(),
                ProviderKind::Bandwidth => described::<BandwidthCredentials>(),
                ProviderKind::Sinch => described::<SinchCredentials>(),
                ProviderKind::MessageBird => described::<MessageBirdCredentials>(),
            };
            let names = sms_providers::of(provider).credentials().iter();
            let all = names.clone().map(|it| it.name.to_owned()).collect();
            let required = names.filter(|it| it.required).map(|it| it.name.to_owned()).collect();
            assert_eq!(described, (all, required), "{}", provider.as_str());
        }
    }
}
