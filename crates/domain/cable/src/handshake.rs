//! The handshake: subprotocol, origin, ping interval (contract B.1, B.8).

/// Subprotocols that the server knows.
const KNOWN: [&str; 2] = ["actioncable-v1-json", "actioncable-unsupported"];
/// Offered by clients that echo pings.
const PONG_EXTENSION: &str = "actioncable-ext-pong";
const MAX_PING_SECS: u32 = 3_600;

/// Returns the first offered protocol that the server knows. `None`: the connection opens without a subprotocol.
pub fn select_subprotocol(offered: Option<&str>) -> Option<&'static str> {
    let known = |offer| KNOWN.into_iter().find(|known| *known == offer);
    offers(offered).find_map(known)
}

/// Whether the client will echo pings.
pub fn offers_pong(offered: Option<&str>) -> bool {
    offers(offered).any(|offer| offer == PONG_EXTENSION)
}

/// Returns the ping interval in seconds: the client's wish (`?pi=`) if it gives one, else the default, clamped to 1
/// to 3600.
pub fn ping_interval_secs(wish: Option<&str>, default_secs: u32) -> u32 {
    let wish = wish.and_then(|text| text.parse::<u32>().ok());
    wish.unwrap_or(default_secs).clamp(1, MAX_PING_SECS)
}

fn offers(offered: Option<&str>) -> impl Iterator<Item = &str> {
    offered.unwrap_or_default().split(',').map(str::trim)
}

/// `ALLOWED_ORIGINS`: origins that may open a socket or read an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OriginPolicy {
    any: bool,
    origins: Vec<String>,
}

impl OriginPolicy {
    /// Parses `*`, or a comma-separated list of origins.
    pub fn parse(allowed_origins: &str) -> Self {
        let origins: Vec<String> = allowed_origins
            .split(',')
            .map(|origin| origin.trim().trim_end_matches('/').to_owned())
            .filter(|origin| !origin.is_empty())
            .collect();
        Self { any: origins.iter().any(|origin| origin == "*"), origins }
    }

    /// Whether any origin is allowed.
    pub fn is_any(&self) -> bool {
        self.any
    }

    /// Whether the list contains this very origin. `*` does not count.
    pub fn names(&self, origin: &str) -> bool {
        origin != "*" && self.origins.iter().any(|listed| listed == origin)
    }

    /// Whether pages of this origin are allowed, by name or by `*`.
    pub fn lists(&self, origin: &str) -> bool {
        self.any || self.origins.iter().any(|listed| listed == origin)
    }

    /// Whether a socket may be opened from this origin: listed ones, the Worker's own, or none at all, since phones
    /// and servers send none.
    pub fn admits(&self, origin: Option<&str>, scheme: &str, host: &str) -> bool {
        origin.is_none_or(|origin| self.lists(origin) || origin == format!("{scheme}://{host}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn first_known_offer_is_chosen_and_unknown_offers_are_ignored() {
        let official = "actioncable-v1-json, actioncable-unsupported";
        assert_eq!(select_subprotocol(Some(official)), Some("actioncable-v1-json"));
        let reversed = "actioncable-unsupported,actioncable-v1-json";
        assert_eq!(select_subprotocol(Some(reversed)), Some("actioncable-unsupported"));
        assert_eq!(select_subprotocol(Some("graphql-ws")), None);
        assert_eq!(select_subprotocol(None), None);
    }

    #[test]
    fn pong_extension_is_recognized_among_the_offers() {
        assert!(offers_pong(Some("actioncable-v1-json, actioncable-ext-pong")));
        assert!(!offers_pong(Some("actioncable-v1-json")));
    }

    #[test]
    fn client_may_choose_its_ping_interval_within_bounds() {
        assert_eq!(ping_interval_secs(Some("60"), 3), 60);
        assert_eq!(ping_interval_secs(Some("0"), 3), 1);
        assert_eq!(ping_interval_secs(Some("999999"), 3), 3_600);
        for garbage in ["", "-1", "3.5", "ten"] {
            assert_eq!(ping_interval_secs(Some(garbage), 3), 3, "{garbage}");
        }
        assert_eq!(ping_interval_secs(None, 3), 3);
    }

    #[test]
    fn origin_is_admitted_if_absent_own_or_listed() {
        let policy = OriginPolicy::parse("https://app.example, https://other.example/");
        let admits = |origin| policy.admits(origin, "https", "sms.example");
        assert!(admits(None));
        assert!(admits(Some("https://sms.example")));
        assert!(admits(Some("https://other.example")));
        assert!(!admits(Some("http://sms.example")));
        assert!(!admits(Some("https://app.example.evil")));
        assert!(policy.names("https://app.example") && !policy.names("https://elsewhere.example"));
        let any = OriginPolicy::parse("*, https://app.example");
        assert!(any.names("https://app.example") && !any.names("https://elsewhere.example"));
        assert!(!any.names("*"));
        assert!(OriginPolicy::parse("*").admits(Some("https://anything"), "https", "sms.example"));
    }
}
