//! The network that counts as one caller when only an address is known.

use std::{
    fmt::{self, Write},
    net::{IpAddr, Ipv6Addr},
};

use hmac::{Hmac, Mac};
use sha2::Sha256;

/// Separates these digests from other uses of the same secret.
const DOMAIN: &[u8] = b"wireroom network 1\0";
const DIGEST_BYTES: usize = 16;
/// Maximum length of an address; more than any address has. Longer text is cut.
const MAX_CHARS: usize = 64;

/// An IPv4 address, or the /64 of an IPv6 address: the addresses of one household or machine. `Debug` does not show
/// it.
#[derive(Clone, PartialEq, Eq)]
pub struct Network {
    shown: String,
    /// The /48 of an IPv6 address.
    site: Option<String>,
}

/// Key of the digests of networks. It keeps stored digests from being reversed by trying all four billion
/// addresses.
#[derive(Clone)]
pub struct NetworkKey(Hmac<Sha256>);

impl Network {
    /// Returns the network of an address as the platform states it. Text that is no address is a network of its
    /// own.
    pub fn of(address: &str) -> Self {
        let address = address.trim();
        // `to_canonical`, so that an IPv4 address written as IPv6 (`::ffff:…`) is no network of its own.
        match address.parse::<IpAddr>().map(|address| address.to_canonical()) {
            Ok(IpAddr::V4(address)) => Self { shown: address.to_string(), site: None },
            Ok(IpAddr::V6(address)) => {
                let [a, b, c, d, ..] = address.segments();
                let prefix = |d, bits| format!("{}/{bits}", Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0));
                Self { shown: prefix(d, 64), site: Some(prefix(0, 48)) }
            }
            Err(_) => Self { shown: address.chars().take(MAX_CHARS).collect(), site: None },
        }
    }

    /// Returns the /48 of an IPv6 network, which is what one customer of a provider usually has. It contains 65,536
    /// networks. `None` for anything else.
    pub fn site(&self) -> Option<Self> {
        self.site.clone().map(|shown| Self { shown, site: None })
    }

    /// Returns the network's text, for a limiter that forgets it within minutes.
    pub fn expose(&self) -> &str {
        &self.shown
    }
}

impl fmt::Debug for Network {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Network")
    }
}

impl NetworkKey {
    /// Makes a key. `None` when the secret is empty.
    pub fn new(secret: &[u8]) -> Option<Self> {
        if secret.is_empty() {
            return None;
        }
        Hmac::new_from_slice(secret).ok().map(Self)
    }

    /// Returns the subject under which the network's requests are counted for a policy: 32 lowercase hex
    /// characters. The subjects of two policies do not show that they belong to the same network.
    pub fn subject(&self, policy: &str, network: &Network) -> String {
        self.subject_of(policy, &network.shown)
    }

    /// Returns a subject that a few networks share: one of 16^`digits` for the policy. Used where unauthenticated
    /// callers could otherwise cause a row for each of their networks.
    pub fn shared_subject(&self, policy: &str, network: &Network, digits: usize) -> String {
        let own = self.subject(policy, network);
        let bucket = own.get(..digits).unwrap_or(&own);
        self.subject_of(policy, &format!("bucket {bucket}"))
    }

    /// Returns the same digest of something else that is counted, such as a block of numbers.
    pub fn subject_of(&self, policy: &str, counted: &str) -> String {
        let mut mac = self.0.clone();
        // The zero byte ends the policy's name, which contains none, so different pairs give different bytes.
        for part in [DOMAIN, policy.as_bytes(), b"\0", counted.as_bytes()] {
            mac.update(part);
        }
        let digest = mac.finalize().into_bytes();
        digest.iter().take(DIGEST_BYTES).fold(String::new(), |mut text, byte| {
            // Writing to a string does not fail.
            let _ = write!(text, "{byte:02x}");
            text
        })
    }
}

impl fmt::Debug for NetworkKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("NetworkKey")
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn key() -> NetworkKey {
        NetworkKey::new(b"a secret that only tests use").unwrap()
    }

    #[test]
    fn shared_subjects_are_bounded_and_few_networks_share_one() {
        let subjects = |digits, count: u32| {
            let of = |number| Network::of(&std::net::Ipv4Addr::from_bits(number).to_string());
            let all = (0..count).map(|it| key().shared_subject("hour", &of(it), digits));
            all.collect::<std::collections::BTreeSet<String>>().len()
        };
        assert_eq!(subjects(1, 1_000), 16);
        assert!(subjects(5, 1_000) > 990);
    }

    fn subject(address: &str) -> String {
        key().subject("hour", &Network::of(address))
    }

    #[test]
    fn ipv6_network_is_its_first_64_bits_in_any_spelling() {
        let one = subject("2001:db8:1:2::1");
        for same in
            ["2001:db8:1:2:ffff:ffff:ffff:ffff", "2001:0DB8:0001:0002::", " 2001:db8:1:2::9 "]
        {
            assert_eq!(subject(same), one, "{same}");
        }
        for other in ["2001:db8:1:3::1", "2001:db8::1", "2002:db8:1:2::1"] {
            assert_ne!(subject(other), one, "{other}");
        }
    }

    #[test]
    fn ipv4_address_is_the_same_network_inside_ipv6() {
        assert_eq!(subject("::ffff:192.0.2.1"), subject("192.0.2.1"));
        assert_ne!(subject("192.0.2.2"), subject("192.0.2.1"));
    }

    #[test]
    fn site_of_an_ipv6_network_is_its_first_48_bits_and_ipv4_has_none() {
        let site = |address: &str| Network::of(address).site();
        assert_eq!(site("2001:db8:1:2::1"), site("2001:db8:1:ffff::9"));
        assert_ne!(site("2001:db8:1:2::1"), site("2001:db8:2:2::1"));
        assert_ne!(site("2001:db8:1::1"), Some(Network::of("2001:db8:1::1")));
        assert_eq!(
            [site("192.0.2.1"), site("::ffff:192.0.2.1"), site("somebody")],
            [None, None, None]
        );
    }

    #[test]
    fn subject_is_32_hex_and_depends_on_policy_and_key() {
        let network = Network::of("192.0.2.1");
        let subject = key().subject("hour", &network);
        assert!(subject.len() == 32 && subject.bytes().all(|it| it.is_ascii_hexdigit()));
        assert_ne!(key().subject("day", &network), subject);
        assert_ne!(NetworkKey::new(b"another").unwrap().subject("hour", &network), subject);
        assert!(NetworkKey::new(b"").is_none());
    }

    #[test]
    fn debug_output_hides_the_address() {
        let shown = format!("{:?} {:?}", Network::of("192.0.2.1"), key());
        assert_eq!(shown, "Network NetworkKey");
    }

    proptest! {
        #[test]
        fn any_text_has_a_network_of_bounded_length(text in "\\PC{0,200}") {
            prop_assert!(Network::of(&text).expose().chars().count() <= MAX_CHARS);
        }

        #[test]
        fn different_ipv4_addresses_are_different_networks(left: u32, right: u32) {
            let network = |bits: u32| Network::of(&std::net::Ipv4Addr::from(bits).to_string());
            prop_assert_eq!(network(left) == network(right), left == right);
        }
    }
}
