//! Requests to user-given URLs.

use outbound::Allowances;

use crate::{Setting, SettingsError, setting::AcceptedValues, source::Source};

const DEFAULT_RESOLVER_URL: &str = "https://cloudflare-dns.com/dns-query";

/// Settings of requests to user-given URLs.
pub(crate) const SETTINGS: &[Setting] = &[
    Setting::variable("OUTBOUND_ALLOW_HOSTS")
        .accepts(AcceptedValues::Text("`host:port` entries separated by commas"))
        .default_described("none")
        .meaning(
            "webhook receivers that may have private addresses and use plain http, as on a \
             developer's machine",
        ),
    Setting::variable("PUBLIC_HOSTS")
        .accepts(AcceptedValues::Text("host names separated by commas"))
        .default_described("none")
        .meaning(
            "the deployment's own host names: webhooks may not lead back to them. The host name of \
             the current request is always refused",
        ),
    Setting::variable("DNS_OVER_HTTPS_URL")
        .accepts(AcceptedValues::Url)
        .default(DEFAULT_RESOLVER_URL)
        .meaning("the resolver of receivers' names, queried in `application/dns-json`"),
];

/// Operator settings for requests to user-given URLs.
#[derive(Debug, Clone)]
pub struct OutboundSettings {
    /// `OUTBOUND_ALLOW_HOSTS` and `PUBLIC_HOSTS`.
    pub allowances: Allowances,
    /// `DNS_OVER_HTTPS_URL`: the resolver that host names are looked up with.
    pub resolver_url: String,
}

impl OutboundSettings {
    pub(crate) fn read(source: Source<'_>) -> Result<Self, SettingsError> {
        let allowed = source.text("OUTBOUND_ALLOW_HOSTS").unwrap_or_default();
        let own = source.text("PUBLIC_HOSTS").unwrap_or_default();
        let allowances =
            Allowances::parse(&allowed).map_err(|_| SettingsError("OUTBOUND_ALLOW_HOSTS"))?;
        Ok(Self {
            allowances: allowances
                .with_own_hosts(&own)
                .map_err(|_| SettingsError("PUBLIC_HOSTS"))?,
            resolver_url: source
                .url("DNS_OVER_HTTPS_URL")?
                .unwrap_or_else(|| DEFAULT_RESOLVER_URL.to_owned()),
        })
    }
}
