//! Answers about sessions and passkeys. Fields stand in the alphabetical order in which they are sent, but in the
//! options, which are in the form of the browsers' API.

use axum::response::{IntoResponse, Response};
use edge_kit::TimeSecs;
use http::{HeaderValue, header};
use passkeys::Algorithm;
use serde::Serialize;
use store_d1::people::{passkeys::ListedPasskey, sessions::ListedSession};

use crate::admin::keys::PermissionsOut;

/// Time that a browser waits for an authenticator. It is the lifetime of a challenge.
const TIMEOUT_MS: u32 = 300_000;

/// An answer that also sets the session's cookie.
#[derive(Debug)]
pub(crate) struct WithCookie<T> {
    pub(crate) cookie: HeaderValue,
    pub(crate) answer: T,
}

/// The session of the caller.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct SessionOut {
    /// Accounts that the person administers. For a person of the deployment, the first 100 that are enabled.
    pub(crate) accounts: Vec<SessionAccountOut>,
    pub(crate) created_at: TimeSecs,
    /// Time at which the session ends, unless it ends earlier because it is not used for 12 hours.
    pub(crate) expires_at: TimeSecs,
    pub(crate) id: String,
    /// How it began: `link` or `passkey`.
    pub(crate) method: String,
    /// Permissions with which the role changes things. Every role reads what administrators see.
    pub(crate) permissions: PermissionsOut,
    pub(crate) person: SessionPersonOut,
    /// `owner`, `operator` or `viewer`.
    pub(crate) role: &'static str,
    /// `account`; or `deployment`, whose people name the account by the header `Wireroom-Account`.
    pub(crate) scope: &'static str,
}

/// An account that the person administers.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct SessionAccountOut {
    pub(crate) id: String,
    pub(crate) name: String,
}

/// The person of the session.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct SessionPersonOut {
    pub(crate) id: String,
    pub(crate) name: String,
}

/// Sessions of a person that are alive.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct SessionsOut {
    /// At most 20, sorted by id.
    pub(crate) sessions: Vec<ListedSessionOut>,
}

/// A session of a list.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct ListedSessionOut {
    created_at: TimeSecs,
    /// Whether it is the session of the request.
    current: bool,
    expires_at: TimeSecs,
    id: String,
    /// Time of the last use, exact to some minutes.
    last_used_at: TimeSecs,
    /// How it began: `link` or `passkey`.
    method: String,
}

/// Passkeys of the caller.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct PasskeysOut {
    /// At most 20, sorted by id.
    pub(crate) passkeys: Vec<PasskeyOut>,
}

/// A passkey.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct PasskeyOut {
    /// `ES256`, `EdDSA` or `RS256`.
    pub(crate) algorithm: String,
    /// Whether it is copied to the person's other devices.
    pub(crate) backed_up: bool,
    pub(crate) created_at: TimeSecs,
    pub(crate) id: String,
    pub(crate) last_used_at: Option<TimeSecs>,
    pub(crate) name: String,
}

/// A passkey that was just registered.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct RegisterPasskeyOut {
    pub(crate) passkey: PasskeyOut,
    /// Always `true`.
    pub(crate) success: bool,
}

/// Options for `navigator.credentials.get`, as `PublicKeyCredential.parseRequestOptionsFromJSON` takes them.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct SignInOptionsOut {
    /// To be signed within five minutes, once.
    challenge: String,
    rp_id: String,
    /// Milliseconds.
    timeout: u32,
    /// Always empty: the browser offers all passkeys of the site.
    allow_credentials: [CredentialOut; 0],
    user_verification: &'static str,
}

/// Options for `navigator.credentials.create`, as `PublicKeyCredential.parseCreationOptionsFromJSON` takes them.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct RegistrationOptionsOut {
    rp: PartyOut,
    user: UserOut,
    /// To be answered within five minutes.
    challenge: String,
    pub_key_cred_params: Vec<AlgorithmOut>,
    /// Milliseconds.
    timeout: u32,
    /// Passkeys of the person, of which an authenticator does not make a second one.
    exclude_credentials: Vec<CredentialOut>,
    authenticator_selection: SelectionOut,
    attestation: &'static str,
}

/// The site to which the passkey belongs.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
struct PartyOut {
    id: String,
    name: &'static str,
}

/// The person as the authenticator keeps it.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
struct UserOut {
    id: String,
    name: String,
    display_name: String,
}

/// An algorithm by its number in the registry of COSE.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
struct AlgorithmOut {
    r#type: &'static str,
    alg: i32,
}

/// A passkey by its id in base64url.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
struct CredentialOut {
    r#type: &'static str,
    id: String,
}

/// Requirements on the authenticator.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
struct SelectionOut {
    resident_key: &'static str,
    require_resident_key: bool,
    user_verification: &'static str,
}

const PUBLIC_KEY: &str = "public-key";
const REQUIRED: &str = "required";

impl SignInOptionsOut {
    pub(crate) fn new(challenge: &[u8], rp_id: &str) -> Self {
        Self {
            challenge: passkeys::encode(challenge),
            rp_id: rp_id.to_owned(),
            timeout: TIMEOUT_MS,
            allow_credentials: [],
            user_verification: REQUIRED,
        }
    }
}

impl RegistrationOptionsOut {
    pub(crate) fn new(
        challenge: &[u8],
        rp_id: &str,
        (handle, name): (&str, &str),
        known: &[ListedPasskey],
    ) -> Self {
        let algorithm = |it: Algorithm| AlgorithmOut { r#type: PUBLIC_KEY, alg: it.cose() };
        let credential =
            |it: &ListedPasskey| CredentialOut { r#type: PUBLIC_KEY, id: it.credential_id.clone() };
        Self {
            rp: PartyOut { id: rp_id.to_owned(), name: "Wireroom" },
            user: UserOut {
                id: passkeys::encode(handle),
                name: name.to_owned(),
                display_name: name.to_owned(),
            },
            challenge: passkeys::encode(challenge),
            pub_key_cred_params: Algorithm::ALL.into_iter().map(algorithm).collect(),
            timeout: TIMEOUT_MS,
            exclude_credentials: known.iter().map(credential).collect(),
            authenticator_selection: SelectionOut {
                resident_key: REQUIRED,
                require_resident_key: true,
                user_verification: REQUIRED,
            },
            attestation: "none",
        }
    }
}

impl ListedSessionOut {
    /// `current` is the id of the request's session, if it has one.
    pub(crate) fn of(session: ListedSession, current: Option<&str>) -> Self {
        Self {
            created_at: TimeSecs(session.created_at_ms),
            current: current == Some(session.id.as_str()),
            expires_at: TimeSecs(session.expires_at_ms),
            id: session.id,
            last_used_at: TimeSecs(session.used_at_ms),
            method: session.method,
        }
    }
}

impl From<ListedPasskey> for PasskeyOut {
    fn from(passkey: ListedPasskey) -> Self {
        Self {
            algorithm: passkey.algorithm,
            backed_up: passkey.backed_up != 0,
            created_at: TimeSecs(passkey.created_at_ms),
            id: passkey.id,
            last_used_at: passkey.last_used_at_ms.map(TimeSecs),
            name: passkey.name,
        }
    }
}

impl<T: IntoResponse> IntoResponse for WithCookie<T> {
    fn into_response(self) -> Response {
        ([(header::SET_COOKIE, self.cookie)], self.answer).into_response()
    }
}

#[cfg(feature = "openapi")]
impl<T: edge_kit::openapi::Answer> edge_kit::openapi::Answer for WithCookie<T> {
    fn describe(answers: &mut edge_kit::openapi::Answers<'_>) {
        T::describe(answers);
    }
}
