//! Discovery from a handle to the authorization server (AT Protocol: identity, OAuth).

use serde_json::Value;

use crate::{
    Failure, HttpAnswer, HttpRequest, PlatformSettings,
    answer::text_at,
    http_request::{join, with_query},
};

/// Handle and server of an account, from its identity document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Identity {
    pub(crate) handle: Option<String>,
    pub(crate) pds_url: String,
}

/// Endpoints of an authorization server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ServerMetadata {
    pub(crate) authorize: String,
    pub(crate) token: String,
    pub(crate) push: String,
    pub(crate) revoke: Option<String>,
}

/// Builds the request that resolves a handle to a DID.
pub(crate) fn handle_request(
    handle: &str,
    settings: &PlatformSettings,
) -> Result<HttpRequest, Failure> {
    if !is_handle(handle) {
        return Err(Failure::refused("bad_handle"));
    }
    let base = settings.get("BLUESKY_RESOLVER_URL")?;
    let url = join(base, "/xrpc/com.atproto.identity.resolveHandle");
    Ok(HttpRequest::get(with_query(&url, &[("handle", handle)])))
}

/// Reads the DID of a handle.
pub(crate) fn read_handle(answer: &HttpAnswer) -> Result<String, Failure> {
    let body = answer.json();
    let did = text_at(&body, "/did").filter(|did| answer.is_success() && is_did(did));
    did.ok_or_else(|| match answer.status {
        400 | 404 => Failure::refused("unknown_handle"),
        _ => answer.failure(None),
    })
}

/// Builds the request for the identity document of a DID.
pub(crate) fn identity_request(
    did: &str,
    settings: &PlatformSettings,
) -> Result<HttpRequest, Failure> {
    if !is_did(did) {
        return Err(Failure::refused("bad_did"));
    }
    match did.strip_prefix("did:web:") {
        Some(host) => {
            Ok(HttpRequest::get(format!("https://{host}/.well-known/did.json")).guarded())
        }
        None => {
            Ok(HttpRequest::get(join(settings.get("BLUESKY_DIRECTORY_URL")?, &format!("/{did}"))))
        }
    }
}

pub(crate) fn read_identity(did: &str, answer: &HttpAnswer) -> Result<Identity, Failure> {
    let body = answer.json();
    if !answer.is_success() || text_at(&body, "/id").as_deref() != Some(did) {
        return Err(match answer.status {
            200 | 404 | 410 => Failure::refused("unknown_identity"),
            _ => answer.failure(None),
        });
    }
    let services = body.pointer("/service").and_then(Value::as_array);
    let pds = services
        .into_iter()
        .flatten()
        .find(|service| text_at(service, "/id").is_some_and(|id| id.ends_with("#atproto_pds")));
    let pds_url = pds.and_then(|service| text_at(service, "/serviceEndpoint"));
    let names = body.pointer("/alsoKnownAs").and_then(Value::as_array);
    let handle = names.into_iter().flatten().find_map(|name| {
        let handle = name.as_str()?.strip_prefix("at://")?;
        is_handle(handle).then(|| handle.to_owned())
    });
    let pds_url = pds_url.ok_or_else(|| Failure::refused("unknown_identity"))?;
    Ok(Identity { handle, pds_url: origin(&pds_url)? })
}

/// Builds the request that asks an account's server for its authorization server.
pub(crate) fn resource_request(pds_url: &str) -> HttpRequest {
    HttpRequest::get(join(pds_url, "/.well-known/oauth-protected-resource")).guarded()
}

/// Reads the issuer: the first authorization server that is listed.
pub(crate) fn read_resource(answer: &HttpAnswer) -> Result<String, Failure> {
    let body = answer.json();
    let issuer = text_at(&body, "/authorization_servers/0").filter(|_| answer.is_success());
    origin(&issuer.ok_or_else(|| answer.failure(None))?)
}

pub(crate) fn metadata_request(issuer: &str) -> HttpRequest {
    HttpRequest::get(join(issuer, "/.well-known/oauth-authorization-server")).guarded()
}

pub(crate) fn read_metadata(issuer: &str, answer: &HttpAnswer) -> Result<ServerMetadata, Failure> {
    let body = answer.json();
    if !answer.is_success() {
        return Err(answer.failure(None));
    }
    // Without this check one server could impersonate another.
    if text_at(&body, "/issuer").as_deref() != Some(issuer) {
        return Err(Failure::refused("issuer_mismatch"));
    }
    let url = |name: &str| {
        let url = text_at(&body, name).filter(|url| origin(url).is_ok());
        url.ok_or_else(|| Failure::refused("bad_metadata"))
    };
    Ok(ServerMetadata {
        authorize: url("/authorization_endpoint")?,
        token: url("/token_endpoint")?,
        push: url("/pushed_authorization_request_endpoint")?,
        revoke: url("/revocation_endpoint").ok(),
    })
}

/// Returns the scheme and authority of a URL, refusing user information. The outbound guard decides whether it may be
/// requested.
pub(crate) fn origin(url: &str) -> Result<String, Failure> {
    let (scheme, rest) = url.split_once("://").ok_or(Failure::refused("bad_url"))?;
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b".-:[]".contains(&byte);
    let valid =
        matches!(scheme, "https" | "http") && !authority.is_empty() && authority.bytes().all(plain);
    if valid { Ok(format!("{scheme}://{authority}")) } else { Err(Failure::refused("bad_url")) }
}

/// Whether the text is a domain name of at least two labels.
fn is_handle(text: &str) -> bool {
    let label = |label: &str| {
        let inner = label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
        inner && (1..=63).contains(&label.len()) && !label.starts_with('-') && !label.ends_with('-')
    };
    text.len() <= 253 && text.contains('.') && text.split('.').all(label)
}

/// Whether the text is `did:plc:` with 24 characters, or `did:web:` with a host.
pub(crate) fn is_did(text: &str) -> bool {
    let base32 = |byte: u8| byte.is_ascii_lowercase() || (b'2'..=b'7').contains(&byte);
    match text.strip_prefix("did:plc:") {
        Some(id) => id.len() == 24 && id.bytes().all(base32),
        None => text.strip_prefix("did:web:").is_some_and(is_handle),
    }
}
