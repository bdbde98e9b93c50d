//! The addresses of the public internet.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Network and prefix length of IPv4 ranges that are not globally reachable (IANA's special-purpose registry), or
/// that no receiver of ours can have: 6to4 relays, multicast, and Azure's host agent, which is a public address
/// that only machines in Azure can reach.
const REFUSED_V4: &[(Ipv4Addr, u32)] = &[
    (Ipv4Addr::UNSPECIFIED, 8),
    (Ipv4Addr::new(10, 0, 0, 0), 8),
    (Ipv4Addr::new(100, 64, 0, 0), 10),
    (Ipv4Addr::new(127, 0, 0, 0), 8),
    (Ipv4Addr::new(168, 63, 129, 16), 32),
    (Ipv4Addr::new(169, 254, 0, 0), 16),
    (Ipv4Addr::new(172, 16, 0, 0), 12),
    (Ipv4Addr::new(192, 0, 0, 0), 24),
    (Ipv4Addr::new(192, 0, 2, 0), 24),
    (Ipv4Addr::new(192, 88, 99, 0), 24),
    (Ipv4Addr::new(192, 168, 0, 0), 16),
    (Ipv4Addr::new(198, 18, 0, 0), 15),
    (Ipv4Addr::new(198, 51, 100, 0), 24),
    (Ipv4Addr::new(203, 0, 113, 0), 24),
    (Ipv4Addr::new(224, 0, 0, 0), 4),
    (Ipv4Addr::new(240, 0, 0, 0), 4),
];

/// IPv6 unicast is allocated from here only. Loopback, mapped and compatible IPv4, NAT64, unique-local, link-local,
/// site-local and multicast addresses all lie outside.
const GLOBAL_UNICAST: (Ipv6Addr, u32) = (Ipv6Addr::new(0x2000, 0, 0, 0, 0, 0, 0, 0), 3);

/// Ranges within it that are not public: protocol assignments (Teredo, benchmarks, ORCHID), documentation, 6to4,
/// and the documentation block of RFC 9637.
const REFUSED_V6: &[(Ipv6Addr, u32)] = &[
    (Ipv6Addr::new(0x2001, 0, 0, 0, 0, 0, 0, 0), 23),
    (Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, 0), 32),
    (Ipv6Addr::new(0x2002, 0, 0, 0, 0, 0, 0, 0), 16),
    (Ipv6Addr::new(0x3fff, 0, 0, 0, 0, 0, 0, 0), 20),
];

/// Whether a request to `address` goes to the public internet and nowhere else.
pub fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => !REFUSED_V4.iter().any(|(network, prefix_bits)| {
            // An IPv4 address is the last 32 of the 128 bits that are compared.
            same_prefix(widened(*network), widened(address), prefix_bits + 96)
        }),
        IpAddr::V6(address) => {
            let within = |(network, prefix_bits): &(Ipv6Addr, u32)| {
                same_prefix(network.to_bits(), address.to_bits(), *prefix_bits)
            };
            within(&GLOBAL_UNICAST) && !REFUSED_V6.iter().any(within)
        }
    }
}

fn widened(address: Ipv4Addr) -> u128 {
    u128::from(address.to_bits())
}

fn same_prefix(left: u128, right: u128, prefix_bits: u32) -> bool {
    (left ^ right).leading_zeros() >= prefix_bits
}
