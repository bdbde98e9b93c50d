//! A service account, and its authentication by a signed assertion (RFC 7523).

use std::fmt;

use base64::{
    Engine,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};
use serde::Deserialize;
use serde_json::json;
use unix_time::UnixMillis;

const DEFAULT_TOKEN_URI: &str = "https://oauth2.googleapis.com/token";
const SCOPE: &str = "https://www.googleapis.com/auth/firebase.messaging";
const GRANT_TYPE: &str = "urn:ietf:params:oauth:grant-type:jwt-bearer";
/// Longest lifetime of an assertion that the token endpoint accepts.
const ASSERTION_SECS: i64 = 3_600;

/// Contents of the file that the cloud console issues for a service account. `Debug` does not show them.
#[derive(Clone, PartialEq, Eq)]
pub struct FcmCredentials {
    project_id: String,
    client_email: String,
    private_key_id: Option<String>,
    /// The private key in PKCS #8.
    private_key_der: Vec<u8>,
    token_uri: String,
}

/// The text is not the JSON of a service account with a private key in PKCS #8.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the text is not the credentials of a Google service account")]
pub struct CredentialsError;

impl FcmCredentials {
    /// Parses the console's JSON. The project id is checked because it goes into a URL.
    pub fn parse(json: &str) -> Result<Self, CredentialsError> {
        #[derive(Deserialize)]
        struct File {
            project_id: String,
            client_email: String,
            private_key: String,
            private_key_id: Option<String>,
            token_uri: Option<String>,
        }
        let file: File = serde_json::from_str(json).map_err(|_| CredentialsError)?;
        let in_url = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.:".contains(&byte);
        if file.project_id.is_empty() || !file.project_id.bytes().all(in_url) {
            return Err(CredentialsError);
        }
        Ok(Self {
            project_id: file.project_id,
            client_email: file.client_email,
            private_key_id: file.private_key_id,
            private_key_der: der(&file.private_key).ok_or(CredentialsError)?,
            token_uri: file.token_uri.unwrap_or_else(|| DEFAULT_TOKEN_URI.to_owned()),
        })
    }

    pub fn project_id(&self) -> &str {
        &self.project_id
    }

    /// Returns the URL at which assertions are exchanged for access tokens.
    pub fn token_uri(&self) -> &str {
        &self.token_uri
    }

    /// Returns the key that signs assertions, by RSASSA-PKCS1-v1_5 with SHA-256.
    pub fn private_key_der(&self) -> &[u8] {
        &self.private_key_der
    }

    /// Returns the text to be signed: the first two parts of a JWT.
    pub fn assertion(&self, now_ms: UnixMillis) -> String {
        let issued_at_secs = now_ms.as_secs();
        let mut header = json!({ "alg": "RS256", "typ": "JWT" });
        if let (Some(header), Some(id)) = (header.as_object_mut(), &self.private_key_id) {
            header.insert("kid".to_owned(), json!(id));
        }
        let claims = json!({
            "iss": self.client_email,
            "scope": SCOPE,
            "aud": self.token_uri,
            "iat": issued_at_secs,
            "exp": issued_at_secs.saturating_add(ASSERTION_SECS),
        });
        let part = |value: &serde_json::Value| URL_SAFE_NO_PAD.encode(value.to_string());
        format!("{}.{}", part(&header), part(&claims))
    }

    /// Returns the form by which a signed assertion is exchanged for an access token.
    pub fn token_request(assertion: &str, signature: &[u8]) -> String {
        let jwt = format!("{assertion}.{}", URL_SAFE_NO_PAD.encode(signature));
        form_urlencoded::Serializer::new(String::new())
            .append_pair("grant_type", GRANT_TYPE)
            .append_pair("assertion", &jwt)
            .finish()
    }
}

impl fmt::Debug for FcmCredentials {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("FcmCredentials")
    }
}

/// Decodes a PEM with one private key. Its line breaks may be escaped, as a shell can leave them.
fn der(pem: &str) -> Option<Vec<u8>> {
    let pem = pem.replace("\\n", "\n");
    let body = pem.trim().strip_prefix("-----BEGIN PRIVATE KEY-----")?;
    let body = body.strip_suffix("-----END PRIVATE KEY-----")?;
    let body: String = body.split_ascii_whitespace().collect();
    STANDARD.decode(body).ok().filter(|der| !der.is_empty())
}
