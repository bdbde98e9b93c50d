//! A Dispatcher's settings of gateways and providers' numbers.

use devices::{app_version::AppVersion, capabilities::poll_protocol};
use dispatcher_records::{GatewaySettings, ProviderNumber};
use ids::{AccountId, GatewayId};
use messaging::Protocol;
use serde::Deserialize;
use unix_time::UnixMillis;

use crate::{
    Store, StoreError,
    bound::Value,
    gateways::GatewayLimits,
    providers::numbers::{RoutingPolicy, stored_address},
};

/// Whether a gateway may be given messages: it is approved and switched on, its account is enabled and not
/// all of its keys are revoked. A gateway without any key was not registered by a face; it is used by hand.
// MAX is 1 if any of the keys is not revoked, and null if there is no key.
macro_rules! usable {
    ($gateway:literal) => {
        concat!(
            $gateway,
            ".active AND ",
            $gateway,
            ".approved
         AND (SELECT u.disabled_at_ms IS NULL FROM accounts AS u WHERE u.id = ",
            $gateway,
            ".account_id)
         AND COALESCE((SELECT MAX(k.revoked_at_ms IS NULL) FROM api_keys AS k
           WHERE k.account_id = ",
            $gateway,
            ".account_id AND k.gateway_id = ",
            $gateway,
            ".id), 1)"
        )
    };
}
pub(super) use usable;
/// Settings of gateways and providers' numbers. A number has its id where a gateway has its device's.
macro_rules! settings {
    ($gateways:literal, $numbers:literal) => {
        concat!(
            "SELECT g.id, g.device_id, g.priority, ",
            usable!("g"),
            " AS active, g.protocol,
       g.push_token, g.app_version, NULL AS provider, NULL AS address, 1 AS general,
       MAX(g.created_at_ms, COALESCE(g.updated_at_ms, 0), COALESCE(g.last_heartbeat_at_ms, 0))
         AS seen_at_ms,
       a.routing_policy, EXISTS (SELECT 1 FROM proxy_numbers AS p
         WHERE p.account_id = ?1 AND p.route_id = g.id) AS masking,
       g.kind, g.pacing, g.send_window
     FROM accounts AS a JOIN gateways AS g ON g.account_id = a.id
     WHERE a.id = ?1",
            $gateways,
            " UNION ALL
     SELECT n.id, n.id AS device_id, n.priority,
       n.active AND a.disabled_at_ms IS NULL AS active, 'provider' AS protocol,
       NULL AS push_token, NULL AS app_version, n.provider, n.address, n.general, 0 AS seen_at_ms,
       a.routing_policy, EXISTS (SELECT 1 FROM proxy_numbers AS p
         WHERE p.account_id = ?1 AND p.route_id = n.id) AS masking,
       'ordinary' AS kind, NULL AS pacing, NULL AS send_window
     FROM accounts AS a JOIN provider_numbers AS n ON n.account_id = a.id
     WHERE a.id = ?1",
            $numbers
        )
    };
}
const SETTINGS: &str = settings!(" AND g.id = ?2", " AND n.id = ?2");
/// Also finds a provider's number by its address.
const ID_OF_DEVICE: &str = concat!(
    settings!(" AND g.device_id = ?2", " AND n.id = ?2"),
    " UNION ALL
     SELECT n.id, n.id AS device_id, n.priority,
       n.active AND a.disabled_at_ms IS NULL AS active, 'provider' AS protocol,
       NULL AS push_token, NULL AS app_version, n.provider, n.address, n.general, 0 AS seen_at_ms,
       a.routing_policy, EXISTS (SELECT 1 FROM proxy_numbers AS p
         WHERE p.account_id = ?1 AND p.route_id = n.id) AS masking,
       'ordinary' AS kind, NULL AS pacing, NULL AS send_window
     FROM accounts AS a JOIN provider_numbers AS n ON n.account_id = a.id
     WHERE a.id = ?1 AND n.address = ?2"
);
// At the end of a union, LIMIT bounds the whole of it.
const ALL_SETTINGS: &str = settings!("", " LIMIT ?2");

#[cfg(test)]
pub(super) const STATEMENTS: &[&str] = &[SETTINGS, ID_OF_DEVICE, ALL_SETTINGS];

#[derive(Deserialize)]
struct SettingsRow {
    id: GatewayId,
    device_id: String,
    priority: i32,
    active: u8,
    protocol: String,
    push_token: Option<String>,
    app_version: Option<String>,
    provider: Option<String>,
    address: Option<String>,
    general: u8,
    seen_at_ms: UnixMillis,
    routing_policy: String,
    masking: u8,
    kind: String,
    pacing: Option<String>,
    send_window: Option<String>,
}

impl Store {
    /// Returns a Dispatcher's settings of a gateway or a provider's number.
    pub async fn gateway_settings(
        &self,
        account_id: &AccountId,
        gateway_id: &GatewayId,
    ) -> Result<Option<GatewaySettings>, StoreError> {
        self.settings(SETTINGS, account_id, gateway_id).await
    }

    /// Returns the settings by the client's own id of the device, or by the number's id or address.
    pub async fn gateway_of_device(
        &self,
        account_id: &AccountId,
        device_id: &str,
    ) -> Result<Option<GatewaySettings>, StoreError> {
        self.settings(ID_OF_DEVICE, account_id, device_id).await
    }

    /// Lists the settings of all the account's gateways and providers' numbers, up to `limit`.
    pub async fn all_gateway_settings(
        &self,
        account_id: &AccountId,
        limit: u32,
    ) -> Result<Vec<GatewaySettings>, StoreError> {
        let values = vec![account_id.into(), limit.into()];
        let rows: Vec<SettingsRow> = self.rows((ALL_SETTINGS, values)).await?;
        Ok(rows.into_iter().map(GatewaySettings::from).collect())
    }

    async fn settings(
        &self,
        sql: &'static str,
        account_id: &AccountId,
        key: impl Into<Value>,
    ) -> Result<Option<GatewaySettings>, StoreError> {
        let values = vec![account_id.into(), key.into()];
        let row: Option<SettingsRow> = self.row((sql, values)).await?;
        Ok(row.map(GatewaySettings::from))
    }
}

impl From<SettingsRow> for GatewaySettings {
    fn from(row: SettingsRow) -> Self {
        let number = row.provider.zip(row.address).map(|(provider, address)| ProviderNumber {
            provider,
            address: stored_address(&address),
        });
        // An unknown policy is read as the default, which sends unpinned messages through phones only.
        let policy = RoutingPolicy::parse(&row.routing_policy).unwrap_or_default();
        let (protocol, usage) = if number.is_some() {
            (Protocol::Provider, policy.use_of_number(row.general != 0))
        } else {
            (protocol(&row.protocol, row.app_version.as_deref()), policy.use_of_phones())
        };
        let GatewayLimits { kind, pacing, send_window } =
            GatewayLimits::of(&row.kind, row.pacing.as_deref(), row.send_window.as_deref());
        Self {
            kind,
            pacing,
            send_window,
            id: row.id,
            device_id: row.device_id,
            priority: row.priority,
            active: row.active != 0,
            protocol,
            push_token: row.push_token.filter(|token| !token.is_empty()),
            usage,
            number,
            is_masking: row.masking != 0,
            seen_at_ms: row.seen_at_ms,
        }
    }
}

fn protocol(name: &str, app_version: Option<&str>) -> Protocol {
    match name {
        "poll" => poll_protocol(app_version.and_then(AppVersion::parse)),
        _ => Protocol::Cable,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_protocol_of_a_phone_that_polls_depends_on_its_app_version() {
        let old = Protocol::Poll { keeps_schedules: false, multimedia: false };
        assert_eq!(protocol("poll", Some("1.60.9")), old);
        assert_eq!(protocol("poll", None), poll_protocol(None));
        assert_eq!(protocol("cable", Some("1.60")), Protocol::Cable);
    }
}
