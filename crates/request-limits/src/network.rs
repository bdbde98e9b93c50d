//! What counts as one caller, where all that is known of a caller is an address.

use std::{
    fmt::{self, Write},
    net::{IpAddr, Ipv6Addr},
};

use hmac::{Hmac, Mac};
use sha2::Sha256;

/// Separates these digests from everything else that is keyed with the same secret.
const DOMAIN: &[u8] = b"wireroom network 1\0";
const DIGEST_BYTES: usize = 16;
/// Longer than any address; what is longer is cut.
const MAX_CHARS: usize = 64;

/// An IPv4 address, or the /64 of an IPv6 address: what one household or machine has. It says nothing of
/// itself in a log.
#[derive(Clone, PartialEq, Eq)]
pub struct Network {
    shown: String,
    /// The /48 of an IPv6 address.
    site: Option<String>,
}

/// The key under which networks are digested, so that what is stored of them can be neither read nor
/// guessed from all four billion addresses.
#[derive(Clone)]
pub struct NetworkKey(Hmac<Sha256>);

impl Network {
    /// The network of an address as the platform states it. What is no address is a network of its own.
    pub fn of(address: &str) -> Self {
        let address = address.trim();
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

    /// The /48 that an IPv6 network is part of, which is what one customer of a provider usually has: whoever
    /// has it has 65,536 networks. `None` for anything else.
    pub fn site(&self) -> Option<Self> {
        self.site.clone().map(|shown| Self { shown, site: None })
    }

    /// The network's name towards a limiter that forgets it within minutes.
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
    /// `None` for an empty secret.
    pub fn new(secret: &[u8]) -> Option<Self> {
        if secret.is_empty() {
            return None;
        }
        Hmac::new_from_slice(secret).ok().map(Self)
    }

    /// What the network's requests under a policy are counted under: 32 lowercase hex. Nothing shows that
    /// two policies count the same network.
    pub fn subject(&self, policy: &str, network: &Network) -> String {
        self.subject_of(policy, &network.shown)
    }

    /// Key that the network's requests are counted under where strangers could otherwise cause a row for each network that
    /// they have: one of 16 to the power of `digits` subjects of the policy, which a few networks share.
    pub fn shared_subject(&self, policy: &str, network: &Network, digits: usize) -> String {
        let own = self.subject(policy, network);
        let bucket = own.get(..digits).unwrap_or(&own);
        self.subject_of(policy, &format!("bucket {bucket}"))
    }

    /// The same digest of something else that is counted, such as a block of numbers.
    pub fn subject_of(&self, policy: &str, counted: &str) -> String {
        let mut mac = self.0.clone();
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
    fn networks_that_share_a_subject_are_few_and_subjects_are_bounded() {
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
    fn an_ipv6_network_is_its_first_64_bits_however_it_is_written() {
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
    fn an_ipv4_address_is_a_network_also_where_ipv6_carries_it() {
        assert_eq!(subject("::ffff:192.0.2.1"), subject("192.0.2.1"));
        assert_ne!(subject("192.0.2.2"), subject("192.0.2.1"));
    }

    #[test]
    fn the_site_of_an_ipv6_network_is_its_first_48_bits_and_ipv4_has_none() {
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
    fn a_subject_is_32_hex_and_tells_neither_policy_nor_key() {
        let network = Network::of("192.0.2.1");
        let subject = key().subject("hour", &network);
        assert!(subject.len() == 32 && subject.bytes().all(|it| it.is_ascii_hexdigit()));
        assert_ne!(key().subject("day", &network), subject);
        assert_ne!(NetworkKey::new(b"another").unwrap().subject("hour", &network), subject);
        assert!(NetworkKey::new(b"").is_none());
    }

    #[test]
    fn debugging_shows_no_address() {
        let shown = format!("{:?} {:?}", Network::of("192.0.2.1"), key());
        assert_eq!(shown, "Network NetworkKey");
    }

    proptest! {
        #[test]
        fn anything_has_a_network(text in "\\PC{0,200}") {
            prop_assert!(Network::of(&text).expose().chars().count() <= MAX_CHARS);
        }

        #[test]
        fn every_ipv4_address_is_alone(left: u32, right: u32) {
            let network = |bits: u32| Network::of(&std::net::Ipv4Addr::from(bits).to_string());
            prop_assert_eq!(network(left) == network(right), left == right);
        }
    }
}
