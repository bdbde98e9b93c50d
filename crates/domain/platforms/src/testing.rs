//! Helpers shared by the tests of several modules.

use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng};
use serde_json::Value;
use unix_time::UnixMillis;

use crate::{Account, Context, GrantTokens, HttpAnswer, HttpRequest, PlatformSettings, Secret};

/// 2023-11-14T22:13:20Z
pub(crate) const NOW_MS: UnixMillis = UnixMillis::new(1_700_000_000_000);

pub(crate) fn rng() -> ChaCha20Rng {
    ChaCha20Rng::seed_from_u64(7)
}

pub(crate) fn answer(status: u16, body: &str) -> HttpAnswer {
    HttpAnswer { status, headers: Vec::new(), body: body.into(), received_at_ms: NOW_MS }
}

pub(crate) fn headers(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

/// Settings with clients for all platforms; every URL is the default.
pub(crate) fn settings() -> PlatformSettings {
    PlatformSettings::read(|name| {
        Some(match name {
            "BLUESKY_CLIENT_ID" => "https://relay.test/client-metadata.json".to_owned(),
            "TELEGRAM_ADAPTER_URL" => "https://adapter.test/telegram".to_owned(),
            "TELEGRAM_ADAPTER_SECRET" => "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw".to_owned(),
            name if name.ends_with("_CLIENT_ID") => format!("{}-id", platform_of(name)),
            name if name.ends_with("_CLIENT_SECRET") => format!("{}-secret", platform_of(name)),
            _ => return None,
        })
    })
}

fn platform_of(name: &str) -> String {
    name.split('_').next().unwrap_or_default().to_ascii_lowercase()
}

pub(crate) fn tokens() -> GrantTokens {
    GrantTokens {
        access_token: Secret::new("access"),
        refresh_token: Some(Secret::new("refresh")),
        expires_at_ms: None,
        account: Some(Account { id: "bob@example.com".to_owned(), name: "Bob".to_owned() }),
        bluesky: None,
    }
}

/// Runs a closure with a test context.
pub(crate) fn in_context<T>(run: impl FnOnce(&mut Context<'_>) -> T) -> T {
    run(&mut Context { settings: &settings(), now_ms: NOW_MS, rng: &mut rng() })
}

impl HttpRequest {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let header = self.headers.iter().find(|(known, _)| *known == name);
        header.map(|(_, value)| value.as_str())
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }

    pub(crate) fn field(&self, name: &str) -> Option<String> {
        let mut fields = form_urlencoded::parse(&self.body);
        fields.find(|(known, _)| known == name).map(|(_, value)| value.into_owned())
    }
}

pub(crate) fn parameter(url: &str, name: &str) -> Option<String> {
    let mut fields = form_urlencoded::parse(url.split_once('?')?.1.as_bytes());
    fields.find(|(known, _)| known == name).map(|(_, value)| value.into_owned())
}

/// Returns the limit of a platform that publishes texts.
pub(crate) fn limit(kind: crate::PlatformKind) -> &'static crate::split::Limit {
    match kind {
        crate::PlatformKind::Twitter => &crate::twitter::LIMIT,
        crate::PlatformKind::Mastodon => &crate::mastodon::LIMIT,
        _ => &crate::bluesky::LIMIT,
    }
}
