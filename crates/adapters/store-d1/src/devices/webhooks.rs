//! Webhooks that phones deliver by themselves: the list that they fetch.

use ids::{AccountId, GatewayId};
use serde::Deserialize;
use unix_time::UnixMillis;

use crate::{Store, StoreError, bound::Bound};

/// Most device webhooks of one account.
pub const MAX_DEVICE_WEBHOOKS: u32 = 250;

// An existing webhook may be changed even if the account has reached its limit.
const UPSERT: &str = "INSERT INTO device_webhooks
       (account_id, id, gateway_id, url, event, created_at_ms, updated_at_ms)
     SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?6
     WHERE (SELECT COUNT(*) FROM device_webhooks WHERE account_id = ?1 AND id <> ?2) < ?7
     ON CONFLICT (account_id, id) DO UPDATE SET gateway_id = excluded.gateway_id,
       url = excluded.url, event = excluded.event, updated_at_ms = excluded.updated_at_ms
     RETURNING id";
const FIND: &str = "SELECT id, gateway_id, url, event FROM device_webhooks
     WHERE account_id = ?1 AND id = ?2";
const LIST: &str = "SELECT id, gateway_id, url, event FROM device_webhooks
     WHERE account_id = ?1 ORDER BY id LIMIT ?2";
const OF_GATEWAY: &str = "SELECT id, gateway_id, url, event FROM device_webhooks
     WHERE account_id = ?1 AND (gateway_id IS NULL OR gateway_id = ?3) ORDER BY id LIMIT ?2";
const DELETE: &str = "DELETE FROM device_webhooks WHERE account_id = ?1 AND id = ?2 RETURNING id";

#[cfg(test)]
pub(crate) const STATEMENTS: &[&str] = &[UPSERT, FIND, LIST, OF_GATEWAY, DELETE];

/// A webhook to be stored.
#[derive(Clone, Copy, Debug)]
pub struct NewDeviceWebhook<'a> {
    pub id: &'a str,
    /// The phone that delivers it, which must be one of the account's. `None` for every phone of the account.
    pub gateway_id: Option<&'a GatewayId>,
    pub url: &'a str,
    pub event: &'a str,
}

/// A webhook as it is listed. `Debug` leaves the URL out, whose path is often a secret.
#[derive(Clone, PartialEq, Eq, Deserialize)]
pub struct DeviceWebhook {
    pub id: String,
    pub gateway_id: Option<GatewayId>,
    pub url: String,
    pub event: String,
}

#[derive(Deserialize)]
struct IdRow {
    #[expect(dead_code, reason = "only the presence of a row matters")]
    id: String,
}

impl Store {
    /// Inserts the webhook or replaces the one with its id. Returns `false` if the account has reached its
    /// limit. A gateway that has been deleted meanwhile is [`StoreError::Refused`].
    pub async fn put_device_webhook(
        &self,
        account_id: &AccountId,
        webhook: NewDeviceWebhook<'_>,
        now_ms: UnixMillis,
    ) -> Result<bool, StoreError> {
        let upsert = upsert(account_id.as_str(), webhook, MAX_DEVICE_WEBHOOKS, now_ms);
        Ok(self.row::<IdRow>(upsert).await?.is_some())
    }

    pub async fn find_device_webhook(
        &self,
        account_id: &AccountId,
        id: &str,
    ) -> Result<Option<DeviceWebhook>, StoreError> {
        self.row((FIND, vec![account_id.into(), id.into()])).await
    }

    /// Lists all of the account's device webhooks by id.
    pub async fn list_device_webhooks(
        &self,
        account_id: &AccountId,
    ) -> Result<Vec<DeviceWebhook>, StoreError> {
        self.rows(list(account_id.as_str())).await
    }

    /// Lists the webhooks that one phone is to deliver: its own, and those of all phones.
    pub async fn device_webhooks_of_gateway(
        &self,
        account_id: &AccountId,
        gateway_id: &GatewayId,
    ) -> Result<Vec<DeviceWebhook>, StoreError> {
        self.rows(of_gateway(account_id.as_str(), gateway_id)).await
    }

    /// Deletes a webhook. Returns whether there was one.
    pub async fn delete_device_webhook(
        &self,
        account_id: &AccountId,
        id: &str,
    ) -> Result<bool, StoreError> {
        let values = vec![account_id.into(), id.into()];
        Ok(self.row::<IdRow>((DELETE, values)).await?.is_some())
    }
}

fn upsert(
    account_id: &str,
    webhook: NewDeviceWebhook<'_>,
    max_webhooks: u32,
    now_ms: UnixMillis,
) -> Bound {
    let values = vec![
        account_id.into(),
        webhook.id.into(),
        webhook.gateway_id.into(),
        webhook.url.into(),
        webhook.event.into(),
        now_ms.into(),
        max_webhooks.into(),
    ];
    (UPSERT, values)
}

fn list(account_id: &str) -> Bound {
    (LIST, vec![account_id.into(), MAX_DEVICE_WEBHOOKS.into()])
}

fn of_gateway(account_id: &str, gateway_id: &GatewayId) -> Bound {
    (OF_GATEWAY, vec![account_id.into(), MAX_DEVICE_WEBHOOKS.into(), gateway_id.into()])
}

impl std::fmt::Debug for DeviceWebhook {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "DeviceWebhook({} of {}, redacted)", self.event, self.id)
    }
}

#[cfg(test)]
mod tests {
    use rusqlite::{Connection, params};

    use super::*;
    use crate::tests::{count_rows, rows};

    fn book() -> Connection {
        let database = crate::tests::migrated();
        database.execute_batch("PRAGMA foreign_keys = ON").unwrap();
        for account in ["a", "b"] {
            let insert = "INSERT INTO accounts (id, name, created_at_ms) VALUES (?1, ?1, 0)";
            database.execute(insert, [account]).unwrap();
            for (number, gateway) in [(1, "g"), (2, "h")] {
                let insert = "INSERT INTO gateways (account_id, id, number, device_id, name,
                     created_at_ms) VALUES (?1, ?2, ?3, ?2, ?2, 0)";
                database.execute(insert, params![account, gateway, number]).unwrap();
            }
        }
        database
    }

    fn put(
        database: &Connection,
        id: &str,
        gateway: Option<&str>,
        url: &str,
        at_most: u32,
    ) -> bool {
        let gateway_id = gateway.map(GatewayId::from_text);
        let gateway_id = gateway_id.as_ref();
        let webhook = NewDeviceWebhook { id, gateway_id, url, event: "sms:sent" };
        count_rows(database, upsert("a", webhook, at_most, UnixMillis::new(5))) == 1
    }

    fn listed(database: &Connection, gateway: Option<&str>) -> Vec<(String, String)> {
        let bound = gateway
            .map_or_else(|| list("a"), |gateway| of_gateway("a", &GatewayId::from_text(gateway)));
        let webhooks: Vec<DeviceWebhook> = rows(database, bound);
        webhooks.into_iter().map(|webhook| (webhook.id, webhook.url)).collect()
    }

    fn pairs(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
        pairs.iter().map(|(id, url)| ((*id).to_owned(), (*url).to_owned())).collect()
    }

    #[test]
    fn webhook_of_the_same_id_is_replaced() {
        let database = book();
        assert!(put(&database, "1", None, "u1", 9) && put(&database, "1", Some("g"), "u2", 9));
        assert_eq!(listed(&database, None), pairs(&[("1", "u2")]));
        assert_eq!(listed(&database, Some("h")), []);
    }

    #[test]
    fn account_at_its_limit_can_still_change_its_webhooks() {
        let database = book();
        assert!(put(&database, "1", None, "u1", 2) && put(&database, "2", None, "u2", 2));
        assert!(!put(&database, "3", None, "u3", 2));
        assert!(put(&database, "2", None, "u4", 2));
        assert_eq!(listed(&database, None), pairs(&[("1", "u1"), ("2", "u4")]));
    }

    #[test]
    fn phone_gets_its_own_webhooks_and_those_for_every_phone() {
        let database = book();
        for (id, gateway) in [("1", None), ("2", Some("g")), ("3", Some("h"))] {
            assert!(put(&database, id, gateway, "u", 9));
        }
        assert_eq!(listed(&database, Some("g")), pairs(&[("1", "u"), ("2", "u")]));
    }

    #[test]
    fn deleted_phone_takes_its_own_webhooks_with_it() {
        let database = book();
        assert!(put(&database, "1", None, "u", 9) && put(&database, "2", Some("g"), "u", 9));
        database.execute("DELETE FROM gateways WHERE account_id = 'b'", []).unwrap();
        assert_eq!(listed(&database, None).len(), 2);
        database.execute("DELETE FROM gateways WHERE account_id = 'a' AND id = 'g'", []).unwrap();
        assert_eq!(listed(&database, None), pairs(&[("1", "u")]));
    }
}
