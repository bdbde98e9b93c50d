//! Checks of Twilio's signatures.

use std::collections::BTreeMap;

use hmac::Hmac;
use sha1::Sha1;

use crate::{
    Callback, Refusal,
    digest::{base64, equal, hmac, sha256_hex},
    fields::Fields,
    old_query,
    public_url::PublicUrl,
};

/// Checks `X-Twilio-Signature`: base64 of HMAC-SHA1 over the URL and, for a form, every name and value. Other bodies
/// are covered by a digest in the URL.
pub(super) fn verify(callback: &Callback<'_>, auth_token: &str) -> Result<(), Refusal> {
    let given = callback.header("x-twilio-signature").ok_or(Refusal::Unsigned)?;
    let url = PublicUrl::parse(callback.url).ok_or(Refusal::BadSignature)?;
    let parameters = match body_digest(&url) {
        Some(digest) => {
            let expected = sha256_hex(callback.body);
            if !equal(digest.to_ascii_lowercase().as_bytes(), expected.as_bytes()) {
                return Err(Refusal::BadSignature);
            }
            String::new()
        }
        // The parameters of a GET are in its URL.
        None if callback.method == "GET" => String::new(),
        None => parameters(callback).map_err(|_| Refusal::BadSignature)?,
    };
    let signed = |url: &String| {
        let code = hmac::<Hmac<Sha1>>(auth_token, &[url.as_bytes(), parameters.as_bytes()]);
        equal(given.as_bytes(), base64(&code).as_bytes())
    };
    if spellings(&url, callback.url).iter().any(signed) {
        Ok(())
    } else {
        Err(Refusal::BadSignature)
    }
}

/// Returns the parameters sorted by name, each followed by its value. Repeated equal parameters count once.
fn parameters(callback: &Callback<'_>) -> Result<String, Refusal> {
    let mut sorted: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (name, value) in Fields::of_body(callback)?.into_pairs() {
        sorted.entry(name).or_default().push(value);
    }
    let mut signed = String::new();
    for (name, mut values) in sorted {
        values.sort();
        values.dedup();
        for value in values {
            signed.push_str(&name);
            signed.push_str(&value);
        }
    }
    Ok(signed)
}

fn body_digest(url: &PublicUrl<'_>) -> Option<String> {
    let pairs = form_urlencoded::parse(url.query?.as_bytes());
    pairs.into_iter().find(|(name, _)| name == "bodySHA256").map(|(_, digest)| digest.into_owned())
}

/// Returns the URL in each spelling that may have been signed: unchanged, without a port, with the default port, and
/// each of these with its query escaped in the old way.
fn spellings(url: &PublicUrl<'_>, as_it_is: &str) -> Vec<String> {
    let with_port = url.port.unwrap_or(url.default_port());
    let escaped = url.query.filter(|query| !query.is_empty()).map(|query| {
        let pairs = form_urlencoded::parse(query.as_bytes());
        old_query::write(pairs.map(|(name, value)| (name.into_owned(), value.into_owned())))
    });
    let mut spellings = vec![as_it_is.to_owned()];
    for query in [url.query, escaped.as_deref()] {
        for port in [None, Some(with_port)] {
            spellings.push(url.with(port, query));
        }
    }
    // Only neighbors are compared: a spelling that stays twice costs no more than another digest.
    spellings.dedup();
    spellings
}
