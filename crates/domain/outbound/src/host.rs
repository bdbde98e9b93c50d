//! The host of a URL, in the one spelling that is accepted.

use std::{
    fmt,
    net::{IpAddr, Ipv4Addr, Ipv6Addr},
};

use crate::RefusedUrl;

const MAX_NAME_BYTES: usize = 253;
const MAX_LABEL_BYTES: usize = 63;

/// A host name in lower case, or an address. `Display` writes it as in a URL.
#[derive(Clone, PartialEq, Eq)]
pub(crate) enum Host {
    Name(String),
    Address(IpAddr),
}

impl Host {
    /// Parses a host as it stands in a URL, IPv6 in brackets. Numbers that some parsers read as an address and
    /// others as a name (`0x7f.1`, `2130706433`, `127.1`, `0177.0.0.1`) are refused, and so are percent-encoding,
    /// empty labels and a trailing dot.
    pub(crate) fn parse(text: &str) -> Result<Self, RefusedUrl> {
        if text.is_empty() {
            return Err(RefusedUrl::NoHost);
        }
        if !text.is_ascii() {
            return Err(RefusedUrl::HostNotAscii);
        }
        let text = text.to_ascii_lowercase();
        let address = match text.strip_prefix('[') {
            Some(rest) => Some(IpAddr::V6(canonical_ipv6(rest)?)),
            None => text.parse::<Ipv4Addr>().ok().map(IpAddr::V4),
        };
        match address {
            Some(address) => Ok(Self::Address(address)),
            None if is_name(&text) => Ok(Self::Name(text)),
            None => Err(RefusedUrl::HostSpelling),
        }
    }
}

impl fmt::Display for Host {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Name(name) => formatter.write_str(name),
            Self::Address(IpAddr::V4(address)) => write!(formatter, "{address}"),
            Self::Address(IpAddr::V6(address)) => write!(formatter, "[{address}]"),
        }
    }
}

impl fmt::Debug for Host {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, formatter)
    }
}

/// Parses an IPv6 address in its canonical form. IPv4-mapped addresses are refused: their canonical form in URLs
/// differs from the standard library's, and an honest user writes IPv4 as IPv4.
fn canonical_ipv6(rest: &str) -> Result<Ipv6Addr, RefusedUrl> {
    let inner = rest.strip_suffix(']').ok_or(RefusedUrl::HostSpelling)?;
    let address: Ipv6Addr = inner.parse().map_err(|_| RefusedUrl::HostSpelling)?;
    if address.to_ipv4_mapped().is_some() {
        return Err(RefusedUrl::NotPublic);
    }
    if address.to_string() == inner { Ok(address) } else { Err(RefusedUrl::HostSpelling) }
}

/// Whether the text is a host name. The last label must begin with a letter, as in every name of the public DNS;
/// the WHATWG parser reads a host whose last label is a number as an IPv4 address. A label must not end with a
/// hyphen, also because `xn--localhost-` decodes to plain `localhost`.
fn is_name(text: &str) -> bool {
    text.len() <= MAX_NAME_BYTES
        && text.split('.').all(is_label)
        && text
            .rsplit('.')
            .next()
            .is_some_and(|last| last.starts_with(|first: char| first.is_ascii_lowercase()))
}

fn is_label(label: &str) -> bool {
    (1..=MAX_LABEL_BYTES).contains(&label.len())
        && label
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
        && !label.starts_with('-')
        && !label.ends_with('-')
}
