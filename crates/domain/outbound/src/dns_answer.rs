//! The JSON answer of a DNS-over-HTTPS resolver (`application/dns-json`), and the check of its addresses.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use serde::Deserialize;

use crate::is_public;

const NO_ERROR: u32 = 0;
const NO_SUCH_NAME: u32 = 3;
const TYPE_A: u32 = 1;
const TYPE_AAAA: u32 = 28;

/// Reason why an answer yields no addresses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DnsAnswerError {
    /// Not the expected JSON, or an address record without an address: the resolver's fault.
    #[error("the resolver's answer cannot be read")]
    Malformed,
    /// More records exist than were sent, and any of them may be private.
    #[error("the resolver's answer is truncated")]
    Truncated,
    /// The name does not exist. A retry soon does not help.
    #[error("the host name does not exist")]
    NoSuchName,
    /// The look-up failed with this DNS response code. A later retry may succeed.
    #[error("the host name cannot be resolved (DNS status {status})")]
    Failed { status: u32 },
}

/// Reason why a name must not be requested, given its addresses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RefusedAddresses {
    #[error("The URL's host name has no address.")]
    NoAddress,
    /// One address that is not public is enough, because the platform may choose that one.
    #[error("The URL's host name leads to an address that is not public.")]
    NotPublic,
}

/// Parses the addresses in an answer to an A or AAAA question, in order. Aliases and other records are skipped. A
/// name without records of the requested type gives an empty list.
pub fn addresses_of(json: &str) -> Result<Vec<IpAddr>, DnsAnswerError> {
    let answer: ResolverAnswer =
        serde_json::from_str(json).map_err(|_| DnsAnswerError::Malformed)?;
    match answer.status {
        NO_ERROR if answer.is_truncated => Err(DnsAnswerError::Truncated),
        NO_ERROR => answer.records.iter().filter_map(address_of).collect(),
        NO_SUCH_NAME => Err(DnsAnswerError::NoSuchName),
        status => Err(DnsAnswerError::Failed { status }),
    }
}

/// Decides on all addresses of a name, IPv4 and IPv6 together.
pub fn check_addresses(addresses: &[IpAddr]) -> Result<(), RefusedAddresses> {
    if addresses.is_empty() {
        Err(RefusedAddresses::NoAddress)
    } else if addresses.iter().copied().all(is_public) {
        Ok(())
    } else {
        Err(RefusedAddresses::NotPublic)
    }
}

#[derive(Deserialize)]
struct ResolverAnswer {
    #[serde(rename = "Status")]
    status: u32,
    #[serde(rename = "TC", default)]
    is_truncated: bool,
    #[serde(rename = "Answer", default)]
    records: Vec<ResolverRecord>,
}

#[derive(Deserialize)]
struct ResolverRecord {
    #[serde(rename = "type")]
    kind: u32,
    data: String,
}

fn address_of(record: &ResolverRecord) -> Option<Result<IpAddr, DnsAnswerError>> {
    let address = match record.kind {
        TYPE_A => record.data.parse::<Ipv4Addr>().map(IpAddr::V4),
        TYPE_AAAA => record.data.parse::<Ipv6Addr>().map(IpAddr::V6),
        _ => return None,
    };
    Some(address.map_err(|_| DnsAnswerError::Malformed))
}
