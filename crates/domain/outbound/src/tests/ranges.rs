//! The address rules compared with a second notation of the registries (first and last address of each range), and
//! with the standard library.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use proptest::prelude::*;

use crate::is_public;

const RANGES_V4: &[(&str, &str)] = &[
    ("0.0.0.0", "0.255.255.255"),
    ("10.0.0.0", "10.255.255.255"),
    ("100.64.0.0", "100.127.255.255"),
    ("127.0.0.0", "127.255.255.255"),
    ("168.63.129.16", "168.63.129.16"),
    ("169.254.0.0", "169.254.255.255"),
    ("172.16.0.0", "172.31.255.255"),
    ("192.0.0.0", "192.0.0.255"),
    ("192.0.2.0", "192.0.2.255"),
    ("192.88.99.0", "192.88.99.255"),
    ("192.168.0.0", "192.168.255.255"),
    ("198.18.0.0", "198.19.255.255"),
    ("198.51.100.0", "198.51.100.255"),
    ("203.0.113.0", "203.0.113.255"),
    ("224.0.0.0", "255.255.255.255"),
];

const RANGES_V6: &[(&str, &str)] = &[
    ("::", "1fff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"),
    ("2001::", "2001:1ff:ffff:ffff:ffff:ffff:ffff:ffff"),
    ("2001:db8::", "2001:db8:ffff:ffff:ffff:ffff:ffff:ffff"),
    ("2002::", "2002:ffff:ffff:ffff:ffff:ffff:ffff:ffff"),
    ("3fff::", "3fff:fff:ffff:ffff:ffff:ffff:ffff:ffff"),
    ("4000::", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"),
];

fn bits_v4(text: &str) -> u32 {
    text.parse::<Ipv4Addr>().unwrap().to_bits()
}

fn bits_v6(text: &str) -> u128 {
    text.parse::<Ipv6Addr>().unwrap().to_bits()
}

fn public_v4(bits: u32) -> bool {
    is_public(IpAddr::V4(Ipv4Addr::from_bits(bits)))
}

fn public_v6(bits: u128) -> bool {
    is_public(IpAddr::V6(Ipv6Addr::from_bits(bits)))
}

fn in_table_v4(bits: u32) -> bool {
    RANGES_V4.iter().any(|(first, last)| (bits_v4(first)..=bits_v4(last)).contains(&bits))
}

fn in_table_v6(bits: u128) -> bool {
    RANGES_V6.iter().any(|(first, last)| (bits_v6(first)..=bits_v6(last)).contains(&bits))
}

pub(super) fn is_table_v4(address: Ipv4Addr) -> bool {
    in_table_v4(address.to_bits())
}

pub(super) fn is_table_v6(address: Ipv6Addr) -> bool {
    in_table_v6(address.to_bits())
}

/// Whether the standard library knows the address to be special.
fn is_special_in_std(address: Ipv4Addr) -> bool {
    address.is_private()
        || address.is_loopback()
        || address.is_link_local()
        || address.is_broadcast()
        || address.is_documentation()
        || address.is_multicast()
        || address.is_unspecified()
}

#[test]
fn every_ipv4_range_has_the_right_boundaries() {
    for (first, last) in RANGES_V4 {
        let (first, last) = (bits_v4(first), bits_v4(last));
        for bits in [first.wrapping_sub(1), first, last, last.wrapping_add(1)] {
            assert_eq!(public_v4(bits), !in_table_v4(bits), "{}", Ipv4Addr::from_bits(bits));
        }
    }
}

#[test]
fn every_ipv6_range_has_the_right_boundaries() {
    for (first, last) in RANGES_V6 {
        let (first, last) = (bits_v6(first), bits_v6(last));
        for bits in [first.wrapping_sub(1), first, last, last.wrapping_add(1)] {
            assert_eq!(public_v6(bits), !in_table_v6(bits), "{}", Ipv6Addr::from_bits(bits));
        }
    }
}

#[test]
fn both_ends_of_every_16_bit_network_agree_with_the_table_and_the_standard_library() {
    for network in 0..=u16::MAX {
        for bits in [u32::from(network) << 16, (u32::from(network) << 16) | 0xffff] {
            let address = Ipv4Addr::from_bits(bits);
            assert_eq!(public_v4(bits), !in_table_v4(bits), "{address}");
            assert!(!(public_v4(bits) && is_special_in_std(address)), "{address}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(20_000))]

    #[test]
    fn any_ipv4_address_agrees_with_the_table(address: Ipv4Addr) {
        prop_assert_eq!(public_v4(address.to_bits()), !in_table_v4(address.to_bits()));
        prop_assert!(!(is_public(IpAddr::V4(address)) && is_special_in_std(address)));
    }

    #[test]
    fn any_address_in_a_special_ipv4_range_is_refused(
        range in prop::sample::select(RANGES_V4),
        offset: u32,
    ) {
        let (first, last) = (bits_v4(range.0), bits_v4(range.1));
        let bits = first + offset % (last - first + 1);
        prop_assert!(!public_v4(bits), "{}", Ipv4Addr::from_bits(bits));
    }

    #[test]
    fn any_ipv6_address_agrees_with_the_table(head in prop_oneof![
        any::<u16>(), Just(0x2001), Just(0x2002), Just(0x3fff),
    ], tail: u128) {
        let bits = (u128::from(head) << 112) | (tail >> 16);
        prop_assert_eq!(public_v6(bits), !in_table_v6(bits));
    }

    #[test]
    fn ipv4_within_ipv6_is_never_public(address: Ipv4Addr, prefix in prop::sample::select(&[
        0_u128, 0xffff << 32, 0x0064_ff9b << 96, 0x0064_ff9b_0001 << 80,
    ][..])) {
        prop_assert!(!public_v6(prefix | u128::from(address.to_bits())));
    }
}
