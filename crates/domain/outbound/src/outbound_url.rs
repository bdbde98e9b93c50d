//! A URL that may be requested.

use std::fmt;

use crate::{
    Allowances, RefusedUrl, allowances::host_and_port, host::Host, names::check_name,
    public_address::is_public, request_target::request_target,
};

const MAX_URL_BYTES: usize = 2_048;
const HTTPS_PORT: u16 = 443;
const HTTP_PORT: u16 = 80;
const FIRST_UNPRIVILEGED_PORT: u16 = 1_024;

/// Ports from 1024 up that the Fetch standard blocks, because another protocol's server may answer there.
const PORTS_BLOCKED_BY_FETCH: &[u16] = &[
    1_719, 1_720, 1_723, 2_049, 3_659, 4_045, 4_190, 5_060, 5_061, 6_000, 6_566, 6_665, 6_666,
    6_667, 6_668, 6_669, 6_679, 6_697, 10_080,
];

/// A URL that passed the guard, in the exact spelling to be requested. `Debug` shows only its origin, because paths
/// of webhooks are often secret.
#[derive(Clone, PartialEq, Eq)]
pub struct OutboundUrl {
    text: String,
    origin_length: usize,
    host: Host,
    is_exempt: bool,
}

impl OutboundUrl {
    /// Checks a user-given URL. It must be an https URL of at most 2,048 bytes, in printable ASCII without
    /// userinfo, fragment or dot segments, on port 443 or an unblocked one from 1024, whose host is a complete
    /// public name or a public address in its usual notation. `allowances` lists the hosts that may be private and
    /// plain http, and the service's own hosts.
    pub fn parse(text: &str, allowances: &Allowances) -> Result<Self, RefusedUrl> {
        if text.len() > MAX_URL_BYTES {
            return Err(RefusedUrl::TooLong);
        }
        // The WHATWG parser drops tabs and line ends and reads a backslash as a slash, so it could find another host.
        if text.bytes().any(|byte| byte <= b' ' || byte == 0x7f || byte == b'\\') {
            return Err(RefusedUrl::Character);
        }
        let (scheme, rest) = split_scheme(text).ok_or(RefusedUrl::NotHttps)?;
        let authority_length = rest.find(['/', '?', '#']).unwrap_or(rest.len());
        let (authority, after_host) = rest.split_at_checked(authority_length).unwrap_or((rest, ""));
        if authority.contains('@') {
            return Err(RefusedUrl::Userinfo);
        }
        let (host, explicit_port) = host_and_port(authority)?;
        let target = request_target(after_host)?;
        let port = explicit_port.unwrap_or(scheme.default_port());

        if allowances.is_own(&host, port) {
            return Err(RefusedUrl::OwnHost);
        }
        let is_exempt = allowances.exempts(&host, port);
        if !is_exempt {
            check_public(scheme, &host, port)?;
        }

        // Built anew from the checked parts, so that nothing unchecked is requested.
        let mut text = format!("{}://{host}", scheme.name());
        if port != scheme.default_port() {
            text = format!("{text}:{port}");
        }
        let origin_length = text.len();
        text.push_str(&target);
        // Encoding may have made it longer.
        if text.len() > MAX_URL_BYTES {
            return Err(RefusedUrl::TooLong);
        }
        Ok(Self { text, origin_length, host, is_exempt })
    }

    /// Returns the exact text to request.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Returns scheme, host and port, which may be logged, unlike the rest.
    pub fn origin(&self) -> &str {
        self.text.get(..self.origin_length).unwrap_or_default()
    }

    /// Whether another URL in its exact spelling, such as one that was stored, has the same scheme, host and port.
    pub fn shares_origin_with(&self, text: &str) -> bool {
        let rest = text.strip_prefix(self.origin());
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '?']))
    }

    /// Returns the name whose addresses must be looked up, and accepted by [`crate::check_addresses`], before each
    /// request. `None` when no look-up is needed: for a public address, or an exempt receiver.
    pub fn name_to_resolve(&self) -> Option<&str> {
        match &self.host {
            Host::Name(name) if !self.is_exempt => Some(name),
            _ => None,
        }
    }
}

impl fmt::Debug for OutboundUrl {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "OutboundUrl({}/…)", self.origin())
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Scheme {
    Http,
    Https,
}

impl Scheme {
    fn name(self) -> &'static str {
        match self {
            Self::Http => "http",
            Self::Https => "https",
        }
    }

    fn default_port(self) -> u16 {
        match self {
            Self::Http => HTTP_PORT,
            Self::Https => HTTPS_PORT,
        }
    }
}

fn split_scheme(text: &str) -> Option<(Scheme, &str)> {
    let (name, rest) = text.split_once("://")?;
    match name.to_ascii_lowercase().as_str() {
        "http" => Some((Scheme::Http, rest)),
        "https" => Some((Scheme::Https, rest)),
        _ => None,
    }
}

fn check_public(scheme: Scheme, host: &Host, port: u16) -> Result<(), RefusedUrl> {
    if scheme != Scheme::Https {
        return Err(RefusedUrl::NotHttps);
    }
    match host {
        Host::Address(address) if is_public(*address) => {}
        Host::Address(_) => return Err(RefusedUrl::NotPublic),
        Host::Name(name) => check_name(name)?,
    }
    let is_ordinary_port = port == HTTPS_PORT
        || (port >= FIRST_UNPRIVILEGED_PORT && !PORTS_BLOCKED_BY_FETCH.contains(&port));
    if is_ordinary_port { Ok(()) } else { Err(RefusedUrl::Port) }
}
