//! Requests to platforms.

use std::fmt;

use serde_json::Value;

/// A request to a platform. It carries tokens and texts, so its debug output shows neither.
#[derive(Clone, PartialEq, Eq)]
pub struct HttpRequest {
    pub method: &'static str,
    pub url: String,
    /// Names in lowercase.
    pub headers: Vec<(&'static str, String)>,
    pub body: Vec<u8>,
    /// Whether the URL came from another party's answer, so that it must pass the guard for outbound URLs first.
    pub is_guarded: bool,
}

impl HttpRequest {
    pub(crate) fn get(url: String) -> Self {
        let headers = vec![("accept", "application/json".to_owned())];
        Self { method: "GET", url, headers, body: Vec::new(), is_guarded: false }
    }

    pub(crate) fn post_form(url: String, fields: &[(&str, &str)]) -> Self {
        let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        Self::post(url, "application/x-www-form-urlencoded", body.into_bytes())
    }

    pub(crate) fn post_json(url: String, body: &Value) -> Self {
        Self::post(url, "application/json", body.to_string().into_bytes())
    }

    fn post(url: String, content_type: &str, body: Vec<u8>) -> Self {
        let headers = vec![
            ("accept", "application/json".to_owned()),
            ("content-type", content_type.to_owned()),
        ];
        Self { method: "POST", url, headers, body, is_guarded: false }
    }

    pub(crate) fn with(mut self, name: &'static str, value: String) -> Self {
        self.headers.push((name, value));
        self
    }

    pub(crate) fn bearer(self, token: &str) -> Self {
        self.with("authorization", format!("Bearer {token}"))
    }

    pub(crate) fn guarded(mut self) -> Self {
        self.is_guarded = true;
        self
    }
}

impl fmt::Debug for HttpRequest {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "HttpRequest({}, {} bytes)", self.method, self.body.len())
    }
}

/// Joins a base URL, without its trailing slash, and a path.
pub(crate) fn join(base_url: &str, path: &str) -> String {
    format!("{}{path}", base_url.trim_end_matches('/'))
}

/// Returns the URL with parameters appended to its query.
pub(crate) fn with_query(url: &str, fields: &[(&str, &str)]) -> String {
    let query = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
    let separator = if url.contains('?') { '&' } else { '?' };
    format!("{url}{separator}{query}")
}
