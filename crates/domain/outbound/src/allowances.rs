//! Exemptions from the guard that the operator sets, and the service's own hosts.

use crate::{RefusedUrl, host::Host};

/// Receivers named by the operator, and the service's own hosts. The default exempts nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Allowances {
    receivers: Vec<(Host, u16)>,
    /// Own hosts; without a port, all ports are the service's own.
    own_hosts: Vec<(Host, Option<u16>)>,
}

/// A setting is malformed. The text names the entry and is meant for the operator.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadSetting {
    #[error("`{entry}` (entry {position} of the list) is not a host and a port, as in host:9000")]
    Receiver {
        /// The entry as it stands in the setting.
        entry: String,
        /// Position of the entry in the list, from 1.
        position: usize,
    },
    #[error("`{entry}` (entry {position} of the list) is not a host, or a host and a port")]
    OwnHost {
        /// The entry as it stands in the setting.
        entry: String,
        /// Position of the entry in the list, from 1.
        position: usize,
    },
}

impl Allowances {
    /// Parses the setting `OUTBOUND_ALLOW_HOSTS`: `host:port` entries between commas, IPv6 in brackets, empty for
    /// none. A URL to exactly such a host and port may be plain http, use any port, and resolve to a private
    /// address. Every other rule applies to it too.
    pub fn parse(text: &str) -> Result<Self, BadSetting> {
        let receivers = entries(text)
            .map(|(position, entry)| match host_and_port(entry) {
                Ok((host, Some(port))) => Ok((host, port)),
                _ => Err(BadSetting::Receiver { entry: entry.to_owned(), position }),
            })
            .collect::<Result<_, _>>()?;
        Ok(Self { receivers, own_hosts: Vec::new() })
    }

    /// Adds the service's own hosts, `host` (on every port) or `host:port` entries between commas. URLs to them are
    /// refused even if they are exempt, because the service would call itself forever.
    pub fn with_own_hosts(mut self, text: &str) -> Result<Self, BadSetting> {
        for (position, entry) in entries(text) {
            let own = host_and_port(entry)
                .map_err(|_| BadSetting::OwnHost { entry: entry.to_owned(), position })?;
            self.own_hosts.push(own);
        }
        Ok(self)
    }

    pub(crate) fn exempts(&self, host: &Host, port: u16) -> bool {
        self.receivers.iter().any(|(listed, listed_port)| listed == host && *listed_port == port)
    }

    pub(crate) fn is_own(&self, host: &Host, port: u16) -> bool {
        self.own_hosts
            .iter()
            .any(|(own, own_port)| own == host && own_port.is_none_or(|own_port| own_port == port))
    }
}

/// Splits `host` or `host:port`, where the port is a plain number from 1 to 65535.
pub(crate) fn host_and_port(text: &str) -> Result<(Host, Option<u16>), RefusedUrl> {
    // The colons of an IPv6 address stand before its bracket.
    let after_address = text.rfind(']').map_or(0, |bracket| bracket + 1);
    let colon = text.bytes().enumerate().skip(after_address).find(|(_, byte)| *byte == b':');
    match colon.and_then(|(at, _)| Some((text.get(..at)?, text.get(at + 1..)?))) {
        Some((host, port)) => {
            let host = Host::parse(host)?;
            Ok((host, Some(parse_port(port).ok_or(RefusedUrl::Port)?)))
        }
        None => Ok((Host::parse(text)?, None)),
    }
}

fn entries(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let text = text.trim();
    let list = if text.is_empty() { None } else { Some(text.split(',')) };
    list.into_iter().flatten().enumerate().map(|(index, entry)| (index + 1, entry.trim()))
}

/// Parses a port without sign and leading zero, so that a port has one spelling.
fn parse_port(text: &str) -> Option<u16> {
    let is_plain = text.starts_with(|first: char| matches!(first, '1'..='9'));
    if is_plain { text.parse().ok() } else { None }
}
