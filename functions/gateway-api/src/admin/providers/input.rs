//! Request that sets a provider's credentials.

use std::collections::BTreeMap;

use edge_kit::{ErrorCode, Params};
use serde::Deserialize;
use sms_providers::{CredentialName, Credentials};

use crate::error::{ApiError, ApiResult};

/// Body of `PUT /api/v1/admin/providers/{provider}`. Its members depend on the provider, which only the path names, so
/// they are read by [`credentials`]; its schema lists the credentials of every provider.
#[derive(Debug, Deserialize)]
pub(crate) struct SetProviderIn {}

/// Parses the provider's credentials. An unknown name, a missing one and a malformed value are errors, because they
/// would otherwise be noticed only when the first SMS fails or the first callback is refused.
pub(super) fn credentials(
    params: &Params,
    names: &'static [CredentialName],
) -> ApiResult<Credentials> {
    let is_known = |name: &str| names.iter().any(|it| it.name == name);
    let unknown: Vec<&str> = params.names().filter(|name| !is_known(name)).collect();
    if !unknown.is_empty() {
        let known: Vec<&str> = names.iter().map(|it| it.name).collect();
        let (unknown, known) = (listed(&unknown), known.join(", "));
        return Err(ApiError::refused(
            ErrorCode::InvalidParameter,
            format!("Unknown credentials: {unknown} (there are {known})"),
        ));
    }
    let mut values = BTreeMap::new();
    for name in names {
        let text = params.text(name.name).map_err(|_| ApiError::bad_parameter(name.name))?;
        let text = text.map(|text| text.trim().to_owned());
        let Some(value) = text.filter(|text| !text.is_empty()) else { continue };
        if !name.shape.fits(&value) {
            let expected = name.shape.expected();
            return Err(ApiError::invalid(
                name.name,
                format!("{} has to be {expected}", name.name),
            ));
        }
        values.insert(name.name.to_owned(), value);
    }
    let is_missing = |it: &&CredentialName| it.required && !values.contains_key(it.name);
    let missing: Vec<&str> = names.iter().filter(is_missing).map(|it| it.name).collect();
    if !missing.is_empty() {
        let text = format!("Missing credentials: {}", missing.join(", "));
        let error = ApiError::refused(ErrorCode::MissingParameter, text);
        return Err(if let [single] = missing.as_slice() { error.about(single) } else { error });
    }
    Ok(Credentials::new(values))
}

/// Renders names as the caller wrote them, up to a maximum length.
fn listed(names: &[&str]) -> String {
    let short: Vec<String> =
        names.iter().take(10).map(|name| name.chars().take(40).collect()).collect();
    short.join(", ")
}
