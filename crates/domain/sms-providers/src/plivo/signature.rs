//! Checks of Plivo's signatures.

use hmac::Hmac;
use sha2::Sha256;

use crate::{
    Callback, Credentials, Refusal,
    digest::{base64, equal, hmac},
    fields::Fields,
    public_url::PublicUrl,
};

/// Checks the newest version that the request is signed with. Version 3 covers the parameters. Version 2, which signs
/// messages, covers only the URL, so the body is only as trustworthy as the path token.
pub(super) fn verify(callback: &Callback<'_>, credentials: &Credentials) -> Result<(), Refusal> {
    let url = PublicUrl::parse(callback.url).ok_or(Refusal::BadSignature)?;
    let version_3 = callback.header("x-plivo-signature-v3");
    let main_version_3 = callback.header("x-plivo-signature-ma-v3");
    // A wrong signature of version 3 is final: a valid one of version 2 beside it covers less.
    if version_3.or(main_version_3).is_some() {
        let nonce = callback.header("x-plivo-signature-v3-nonce").ok_or(Refusal::Unsigned)?;
        let parameters = parameters(callback)?;
        let signed = |port| format!("{}.{nonce}", base_of_version_3(&url, port, &parameters));
        return check(credentials, &url, version_3, main_version_3, signed);
    }
    let version_2 = callback.header("x-plivo-signature-v2");
    let main_version_2 = callback.header("x-plivo-signature-ma-v2");
    let nonce = callback.header("x-plivo-signature-v2-nonce").ok_or(Refusal::Unsigned)?;
    let signed = |port| format!("{}{nonce}", url.with(port, None));
    check(credentials, &url, version_2, main_version_2, signed)
}

/// Whether one of the given signatures, of which a header may hold several, was made by this account or by its main
/// account.
fn check<'a>(
    credentials: &Credentials,
    url: &PublicUrl<'a>,
    given: Option<&str>,
    given_by_main: Option<&str>,
    signed: impl Fn(Option<&'a str>) -> String,
) -> Result<(), Refusal> {
    if given.or(given_by_main).is_none() {
        return Err(Refusal::Unsigned);
    }
    let own = credentials.get("auth_token");
    // Only subaccounts have this credential; any other account is its own main account.
    let main = credentials.get("main_auth_token").or(own);
    let with_port = url.port.unwrap_or(url.default_port());
    let without = url.port.filter(|port| *port != url.default_port());
    let mut ports = vec![url.port, without, Some(with_port)];
    ports.dedup();
    for (header, token) in [(given, own), (given_by_main, main)] {
        let (Some(header), Some(token)) = (header, token) else { continue };
        for port in &ports {
            let code = hmac::<Hmac<Sha256>>(token, &[signed(*port).as_bytes()]);
            let expected = base64(&code);
            if header.split(',').any(|one| equal(one.trim().as_bytes(), expected.as_bytes())) {
                return Ok(());
            }
        }
    }
    Err(Refusal::BadSignature)
}

/// Returns the body's parameters, sorted by name and value. A GET has none.
fn parameters(callback: &Callback<'_>) -> Result<Vec<(String, String)>, Refusal> {
    if callback.method == "GET" {
        return Ok(Vec::new());
    }
    let mut pairs = Fields::of_body(callback).map_err(|_| Refusal::BadSignature)?.into_pairs();
    pairs.sort();
    Ok(pairs)
}

/// Returns the signed text: the URL with its query sorted, then the parameters without separators.
fn base_of_version_3(
    url: &PublicUrl<'_>,
    port: Option<&str>,
    parameters: &[(String, String)],
) -> String {
    let query = form_urlencoded::parse(url.query.unwrap_or_default().as_bytes());
    let mut query: Vec<_> = query.collect();
    query.sort();
    let query: Vec<_> = query.iter().map(|(name, value)| format!("{name}={value}")).collect();
    let mut base = url.with(port, None);
    if !query.is_empty() || !parameters.is_empty() {
        base.push('?');
    }
    base.push_str(&query.join("&"));
    if !query.is_empty() && !parameters.is_empty() {
        base.push('.');
    }
    for (name, value) in parameters {
        base.push_str(name);
        base.push_str(value);
    }
    base
}
