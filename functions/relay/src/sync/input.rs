//! Requests of sync.

use std::convert::Infallible;

use axum::extract::FromRequestParts;
use edge_kit::{ErrorCode, route_table::Argument};
use http::request::Parts;
use sync_session::Frames;

use super::{
    json_body::{JsonMembers, SyncIn},
    responses::bad_request,
};
use crate::{error::RelayResult, route_table::Access};

/// Query of the browser's WebSocket.
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct SocketIn {
    /// Format of the frames with the handshake's URLs. Anything else selects that of the deployment, usually `json`.
    #[cfg_attr(
        feature = "openapi",
        schemars(with = "Option<String>", extend("enum" = ["url", "json"]))
    )]
    pub(crate) frames: Option<Frames>,
}

/// Body of the first step.
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct StepOneIn {
    /// The app's RSA key of 2048 bits in PEM (`BEGIN PUBLIC KEY`).
    pub(crate) public_key: String,
}

/// Body of the second step, or of the one-step handshake, which has a `public_key`.
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema), schemars(untagged))]
pub(crate) enum StepTwoIn {
    OneStep(OneStepIn),
    TwoSteps(PasswordIn),
}

/// Body of the one-step handshake.
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct OneStepIn {
    /// The user's password, encrypted with RSA-OAEP for the server's newest key, in base64.
    pub(crate) password: String,
    /// The app's RSA key of 2048 bits in PEM (`BEGIN PUBLIC KEY`).
    pub(crate) public_key: String,
    /// Digest of OAEP. Without it, `sha256`.
    #[cfg_attr(feature = "openapi", schemars(rename = "hashingAlgorithm"))]
    pub(crate) digest: Option<String>,
    /// Digest of the mask of `password`. Without it, `sha1`.
    #[cfg_attr(feature = "openapi", schemars(rename = "mgf1ParameterSpec"))]
    pub(crate) mask_digest: Option<String>,
    /// Digest of the mask of the answer's `shared_key`. Without it, `sha1`.
    #[cfg_attr(feature = "openapi", schemars(rename = "mgf1ParameterSpec_dec"))]
    pub(crate) answer_mask_digest: Option<String>,
}

/// Body of the second step.
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct PasswordIn {
    /// The user's password, encrypted with RSA-OAEP for the key that the first step returned, in base64.
    pub(crate) password: String,
    /// Digest of the mask of `password`. Without it, `sha1`; any other text is `sha256`.
    pub(crate) decryption_hash: Option<String>,
    /// Digest of the mask of the answer's `shared_key`. Without it, `sha1`; any other text is `sha256`.
    pub(crate) encryption_hash: Option<String>,
}

/// Body of `POST /v2/sync/users/verification`.
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct VerifySyncIn {
    /// Hash of the number as the one-step handshake returned it, encrypted with RSA-OAEP for the server's newest key,
    /// in base64.
    pub(crate) msisdn: String,
    /// Signature of the hash by the app's key (RSASSA-PSS with SHA-512), in base64.
    pub(crate) msisdn_signature: String,
    /// Digest of OAEP. Without it, `sha256`.
    #[cfg_attr(feature = "openapi", schemars(rename = "hashingAlgorithm"))]
    pub(crate) digest: Option<String>,
    /// Digest of the mask. Without it, `sha1`.
    #[cfg_attr(feature = "openapi", schemars(rename = "mgf1ParameterSpec"))]
    pub(crate) mask_digest: Option<String>,
}

/// Body of `DELETE /v2/sync/users`.
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct DeleteSharedKeyIn {
    /// Hash of the number, sealed for the service key.
    pub(crate) msisdn_hashed: String,
}

impl SyncIn for StepOneIn {
    fn read(members: JsonMembers<'_>) -> RelayResult<Self> {
        Ok(Self { public_key: required(members, "public_key", "missing public key")? })
    }
}

impl SyncIn for StepTwoIn {
    fn read(members: JsonMembers<'_>) -> RelayResult<Self> {
        let password = required(members, "password", "missing password")?;
        // Even an unusable key marks the one-step handshake.
        if members.has("public_key") {
            return Ok(Self::OneStep(OneStepIn {
                password,
                public_key: required(members, "public_key", "missing public key")?,
                digest: optional(members, "hashingAlgorithm"),
                mask_digest: optional(members, "mgf1ParameterSpec"),
                answer_mask_digest: optional(members, "mgf1ParameterSpec_dec"),
            }));
        }
        Ok(Self::TwoSteps(PasswordIn {
            password,
            decryption_hash: optional(members, "decryption_hash"),
            encryption_hash: optional(members, "encryption_hash"),
        }))
    }
}

impl SyncIn for VerifySyncIn {
    fn read(members: JsonMembers<'_>) -> RelayResult<Self> {
        Ok(Self {
            msisdn: required(members, "msisdn", "missing msisdn")?,
            msisdn_signature: required(members, "msisdn_signature", "missing signature")?,
            digest: optional(members, "hashingAlgorithm"),
            mask_digest: optional(members, "mgf1ParameterSpec"),
        })
    }
}

impl SyncIn for DeleteSharedKeyIn {
    fn read(members: JsonMembers<'_>) -> RelayResult<Self> {
        Ok(Self { msisdn_hashed: required(members, "msisdn_hashed", "missing msisdn")? })
    }
}

impl SocketIn {
    /// Reads the requested format of frames; `None` if it is absent or unknown.
    fn read(query: Option<&str>) -> Self {
        let mut pairs = form_urlencoded::parse(query.unwrap_or_default().as_bytes());
        let value = pairs.find(|(name, _)| name == "frames").map(|(_, value)| value);
        let frames = match value.as_deref() {
            Some("url") => Some(Frames::Url),
            Some("json") => Some(Frames::Json),
            _ => None,
        };
        Self { frames }
    }
}

impl Argument<Access> for SocketIn {
    #[cfg(feature = "openapi")]
    fn describe(request: &mut edge_kit::openapi::RequestShape<'_>) {
        request.query::<Self>();
    }
}

impl<S: Send + Sync> FromRequestParts<S> for SocketIn {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Infallible> {
        Ok(Self::read(parts.uri.query()))
    }
}

fn required(members: JsonMembers<'_>, name: &str, missing: &'static str) -> RelayResult<String> {
    optional(members, name).ok_or_else(|| bad_request(ErrorCode::MissingParameter, missing))
}

fn optional(members: JsonMembers<'_>, name: &str) -> Option<String> {
    members.text(name).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn query_selects_urls_json_or_no_format() {
        for (query, expected) in [
            (None, None),
            (Some("frames=url"), Some(Frames::Url)),
            (Some("a=b&frames=json"), Some(Frames::Json)),
            (Some("frames=xml"), None),
            (Some("frames"), None),
        ] {
            assert_eq!(SocketIn::read(query).frames, expected, "{query:?}");
        }
    }
}
