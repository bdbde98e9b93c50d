//! Answers of sync.

use relay_crypto::ServerKey;
use serde::Serialize;

use crate::grants::platforms::{SortedPlatformOut, UserPlatforms};

/// Answer to the first step.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct StepOneOut {
    /// The server's RSA key in PEM (`BEGIN PUBLIC KEY`).
    pub(crate) public_key: String,
    /// Path of the second step.
    pub(crate) verification_url: String,
}

/// Answer to the second step, or to the one-step handshake.
#[derive(Debug, Serialize)]
#[serde(untagged)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) enum SyncedOut {
    OneStep(OneStepOut),
    TwoSteps(StepTwoOut),
}

/// Answer to the one-step handshake.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct OneStepOut {
    /// Name by which the user identifies themselves later, of 128 hexadecimal digits. It is random.
    pub(crate) msisdn_hash: String,
    /// The key that app and server share, encrypted with RSA-OAEP for the app's key, in base64.
    pub(crate) shared_key: String,
    pub(crate) user_platforms: UserPlatforms,
}

/// Answer to the second step.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct StepTwoOut {
    /// The key that app and server share, encrypted with RSA-OAEP for the app's key, in base64.
    pub(crate) shared_key: String,
    /// Platforms for which the user has stored a grant.
    #[cfg_attr(
        feature = "openapi",
        schemars(with = "Vec<crate::grants::platforms::WalletPlatformOut>")
    )]
    pub(crate) user_platforms: Vec<SortedPlatformOut>,
    /// Always empty: apps of early 2022 look for it instead of `seeds_url`.
    pub(crate) gateway_clients: [String; 0],
    /// URL of the list of nodes.
    pub(crate) seeds_url: String,
}

/// Answer of `POST /v2/sync/users/verification`.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct VerifySyncOut {
    /// The key that app and server share, encrypted with RSA-OAEP for the app's key, in base64.
    pub(crate) shared_key: String,
}

/// Answer of `GET /v2/sync/keys`.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct ServerKeysOut {
    /// The key that apps get now.
    pub(crate) keys: [ServerKeyOut; 1],
}

/// One of the server's keys.
// Fields stand in the alphabetical order in which they are sent.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct ServerKeyOut {
    /// SHA-256 of the key in hexadecimal.
    fingerprint: String,
    id: String,
    /// The RSA key in PEM (`BEGIN PUBLIC KEY`).
    public_key: String,
}

impl ServerKeyOut {
    pub(crate) fn of(key: &ServerKey) -> Self {
        Self {
            fingerprint: key.fingerprint().to_owned(),
            id: key.id().to_owned(),
            public_key: key.public_pem().to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use ::platforms::{PlatformKind, wallet_platform};

    use super::*;

    fn text(of: &impl Serialize) -> String {
        serde_json::to_string(of).unwrap()
    }

    #[test]
    fn answers_have_the_members_of_the_original_in_their_order() {
        let key = ServerKeyOut {
            fingerprint: "f".to_owned(),
            id: "i".to_owned(),
            public_key: "p".to_owned(),
        };
        assert_eq!(
            text(&ServerKeysOut { keys: [key] }),
            r#"{"keys":[{"fingerprint":"f","id":"i","public_key":"p"}]}"#
        );
        assert_eq!(text(&VerifySyncOut { shared_key: "k".to_owned() }), r#"{"shared_key":"k"}"#);
    }

    #[test]
    fn platforms_are_sorted_in_two_steps_and_not_in_one() {
        let platform = || wallet_platform(PlatformKind::Gmail, "/logos").into();
        let synced = SyncedOut::TwoSteps(StepTwoOut {
            shared_key: "k".to_owned(),
            user_platforms: vec![SortedPlatformOut::of(platform())],
            gateway_clients: [],
            seeds_url: "s".to_owned(),
        });
        let description = wallet_platform(PlatformKind::Gmail, "").description;
        let expected = [
            r#"{"shared_key":"k","user_platforms":[{"description":""#,
            description,
            r#"","initialization_url":"/platforms/gmail/protocols/oauth2","letter":"g","#,
            r#""logo":"/logos/gmail.png","name":"gmail","type":"email"}],"#,
            r#""gateway_clients":[],"seeds_url":"s"}"#,
        ];
        assert_eq!(text(&synced), expected.concat());
        let synced = SyncedOut::OneStep(OneStepOut {
            msisdn_hash: "h".to_owned(),
            shared_key: "k".to_owned(),
            user_platforms: UserPlatforms { unsaved: vec![], saved: vec![platform()] },
        });
        let expected = [
            r#"{"msisdn_hash":"h","shared_key":"k","user_platforms":{"unsaved_platforms":[],"#,
            r#""saved_platforms":[{"name":"gmail","description":""#,
            description,
            r#"","logo":"/logos/gmail.png","#,
            r#""initialization_url":"/platforms/gmail/protocols/oauth2","type":"email","letter":"g"}]}}"#,
        ];
        assert_eq!(text(&synced), expected.concat());
    }
}
