//! Lists of platforms for clients.

use serde::Serialize;

use crate::{PlatformKind, ServiceType};

/// `P` of contract 2.1: a platform as shown to the wallet's owner.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct WalletPlatform {
    pub name: &'static str,
    pub description: &'static str,
    /// URL of the logo.
    pub logo: String,
    /// Path `/platforms/{name}/protocols/{protocol}`.
    pub initialization_url: String,
    /// `email`, `text` or `messaging`.
    #[serde(rename = "type")]
    pub service: &'static str,
    pub letter: char,
}

/// An element of `GET /v1/platforms` (contract 3.4).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PlatformEntry {
    pub name: &'static str,
    pub shortcode: char,
    /// `oauth2`, `pnba` or `event`.
    pub protocol_type: &'static str,
    /// `email`, `text`, `message` or `test`.
    pub service_type: &'static str,
    pub icon_svg: String,
    pub icon_png: String,
    pub support_url_scheme: bool,
}

/// Returns the wallet's entry for a platform. `logos_url` is the folder of the logos, without a trailing slash.
pub fn wallet_platform(kind: PlatformKind, logos_url: &str) -> WalletPlatform {
    let name = kind.as_str();
    WalletPlatform {
        name,
        description: description(kind),
        logo: format!("{logos_url}/{name}.png"),
        initialization_url: format!("/platforms/{name}/protocols/{}", kind.protocol()),
        service: match kind.service_type() {
            ServiceType::Email => "email",
            ServiceType::Text => "text",
            ServiceType::Message => "messaging",
        },
        letter: kind.letter(),
    }
}

/// Returns the entries of all platforms, and of the reliability test, which is listed as a platform.
pub fn platform_entries(logos_url: &str) -> Vec<PlatformEntry> {
    let entry = |name: &'static str, shortcode, protocol_type, service_type| PlatformEntry {
        name,
        shortcode,
        protocol_type,
        service_type,
        icon_svg: format!("{logos_url}/{name}.svg"),
        icon_png: format!("{logos_url}/{name}.png"),
        support_url_scheme: name == "twitter",
    };
    let platforms = PlatformKind::ALL.map(|kind| {
        let (protocol, service) = match kind.service_type() {
            ServiceType::Email => ("oauth2", "email"),
            ServiceType::Text => ("oauth2", "text"),
            ServiceType::Message => ("pnba", "message"),
        };
        entry(kind.as_str(), kind.letter(), protocol, service)
    });
    platforms.into_iter().chain([entry("reliability", 'r', "event", "test")]).collect()
}

fn description(kind: PlatformKind) -> &'static str {
    match kind {
        PlatformKind::Gmail => "Send e-mail from your Gmail account",
        PlatformKind::Twitter => "Post to X (Twitter) from your account",
        PlatformKind::Telegram => "Send Telegram messages from your account",
        PlatformKind::Mastodon => "Post to Mastodon from your account",
        PlatformKind::Bluesky => "Post to Bluesky from your account",
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn wallet_entries_match_the_contract() {
        let gmail = wallet_platform(PlatformKind::Gmail, "https://relay.test/logos");
        assert_eq!(
            json!(gmail),
            json!({
                "name": "gmail", "description": "Send e-mail from your Gmail account",
                "logo": "https://relay.test/logos/gmail.png",
                "initialization_url": "/platforms/gmail/protocols/oauth2",
                "type": "email", "letter": "g",
            })
        );
        let telegram = wallet_platform(PlatformKind::Telegram, "");
        assert_eq!(telegram.initialization_url, "/platforms/telegram/protocols/twofactor");
        assert_eq!((telegram.service, telegram.letter), ("messaging", 'T'));
    }

    #[test]
    fn platform_entries_match_the_registry() {
        let entries = platform_entries("https://relay.test/logos");
        let rows: Vec<_> = entries
            .iter()
            .map(|entry| (entry.name, entry.shortcode, entry.protocol_type, entry.service_type))
            .collect();
        assert_eq!(
            rows,
            [
                ("gmail", 'g', "oauth2", "email"),
                ("twitter", 't', "oauth2", "text"),
                ("telegram", 'T', "pnba", "message"),
                ("mastodon", 'm', "oauth2", "text"),
                ("bluesky", 'b', "oauth2", "text"),
                ("reliability", 'r', "event", "test"),
            ]
        );
        let with_scheme: Vec<_> = entries
            .iter()
            .filter(|entry| entry.support_url_scheme)
            .map(|entry| entry.name)
            .collect();
        assert_eq!(with_scheme, ["twitter"]);
        let keys = json!(entries[0]);
        let keys: Vec<_> = keys.as_object().unwrap().keys().collect();
        let mut expected = [
            "name",
            "shortcode",
            "protocol_type",
            "service_type",
            "icon_svg",
            "icon_png",
            "support_url_scheme",
        ];
        expected.sort_unstable();
        assert_eq!(keys, expected);
    }
}
