//! Host names that lead into a private network, whatever their DNS records are.

use crate::RefusedUrl;

/// Top-level and other names that the public DNS does not have, or that are reserved for private use (RFC 2606,
/// 6761, 6762, 7686, 8375, 9476, ICANN's `internal`, `corp`, `home` and `mail`), and names of metadata services.
/// Each covers every name beneath it. `example.com` is not covered.
const RESERVED: &[&str] = &[
    "alt",
    "arpa",
    "consul",
    "corp",
    "docker",
    "domain",
    "example",
    "home",
    "instance-data.amazonaws.com",
    "internal",
    "intra",
    "intranet",
    "invalid",
    "kubernetes",
    "lan",
    "local",
    "localdomain",
    "localhost",
    "mail",
    "metadata.goog",
    "metadata.packet.net",
    "metadata.platformequinix.com",
    "metadata.tencentyun.com",
    "onion",
    "priv",
    "private",
    "router",
    "test",
    "workgroup",
];

/// Services whose names embed an address, lead to loopback, or change their answer between two look-ups. No such
/// list is complete; the look-up before each request is what protects. This list only gives a better message,
/// earlier.
const WILDCARD_DNS: &[&str] = &[
    "127-0-0-1.org.uk",
    "1u.ms",
    "backname.io",
    "fuf.me",
    "ip6.name",
    "ipq.co",
    "lacolhost.com",
    "local-ip.co",
    "local-ip.sh",
    "local.gd",
    "localh.st",
    "localho.st",
    "localhost.direct",
    "localtest.me",
    "lvh.me",
    "nip.io",
    "plex.direct",
    "rbndr.us",
    "smackaho.st",
    "spoofed.burpcollaborator.net",
    "sslip.io",
    "traefik.me",
    "ulh.us",
    "vcap.me",
    "xip.io",
    "xip.name",
];

/// Refuses a name (lower case, no trailing dot) that no public receiver can have.
pub(crate) fn check_name(name: &str) -> Result<(), RefusedUrl> {
    if is_under_any(name, RESERVED) {
        Err(RefusedUrl::ReservedName)
    } else if is_under_any(name, WILDCARD_DNS) {
        Err(RefusedUrl::WildcardDns)
    } else if name.contains('.') {
        Ok(())
    } else {
        Err(RefusedUrl::SingleLabel)
    }
}

fn is_under_any(name: &str, parents: &[&str]) -> bool {
    parents.iter().any(|parent| {
        name.strip_suffix(parent).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
    })
}
