//! Answers of the administration of nodes. Fields stand in the alphabetical order in which they are sent.

use edge_kit::{RequestContext, TimeMs, TimeSecs};
use ids::GatewayId;
use serde::Serialize;
use store_d1::relay::nodes::{NodeRecord, NodesShown};
use unix_time::UnixMillis;

use super::{live_since_ms, shown};

/// Answer of `GET /relay/nodes`.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct NodesOut {
    /// `after` of the next page; `null` on the last one.
    pub(crate) next_after: Option<i64>,
    pub(crate) nodes: Vec<NodeOut>,
}

/// Answer of `PATCH /relay/nodes/{imsi}`.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct NodeChangedOut {
    pub(crate) node: NodeOut,
    /// Always `true`.
    pub(crate) success: bool,
}

/// Answer of `DELETE /relay/nodes`.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct StrangersDeletedOut {
    /// Number of deleted nodes.
    pub(crate) deleted: usize,
    /// Whether others may remain.
    pub(crate) more: bool,
    /// Always `true`.
    pub(crate) success: bool,
}

/// A stored node as administrators see it.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct NodeOut {
    /// Decision of an administrator; `null` if there is none.
    approved: Option<bool>,
    /// English name of the number's country; empty if it is unknown.
    country: String,
    created_at: TimeSecs,
    /// Gateway of the account that is registered under the IMSI; `null` if there is none.
    #[cfg_attr(feature = "openapi", schemars(with = "Option<String>"))]
    gateway_id: Option<GatewayId>,
    imsi: String,
    /// Time of the last ping; `null` if the node was only reported by others.
    last_ping_at: Option<TimeMs>,
    /// Whether it is listed while it is live.
    listed: bool,
    /// Whether it pinged recently.
    live: bool,
    /// Phone number, as the node or its reporter states it.
    msisdn: String,
    /// Country code and network code of the SIM's network, in digits; `null` if they are unknown.
    operator_id: Option<String>,
    /// Name of the SIM's network; empty if it is unknown.
    operator_name: String,
    /// `seed`, `seeder`, or another word that the node states; empty if it was only reported by others.
    seed_type: String,
    /// Whether a gateway client's key signed its pings.
    signed: bool,
}

impl NodeOut {
    pub(super) fn of(context: &RequestContext, node: NodeRecord) -> Self {
        Self::shown(node, shown(&context.settings.relay.nodes), live_since_ms(context))
    }

    fn shown(node: NodeRecord, shown: NodesShown, live_since_ms: UnixMillis) -> Self {
        let approved = match node.standing {
            1 => Some(true),
            -1 => Some(false),
            _ => None,
        };
        // The rule of the column `trust`, by which apps get nodes: a decision counts more than a signature.
        let trusted = approved.unwrap_or(node.signed != 0);
        let listed = match shown {
            NodesShown::All => approved != Some(false),
            NodesShown::Trusted => trusted,
        };
        Self {
            approved,
            country: node.country,
            created_at: TimeSecs(node.created_at_ms),
            gateway_id: node.gateway_id,
            imsi: node.imsi,
            last_ping_at: Some(node.last_ping_at_ms)
                .filter(|at_ms| *at_ms > UnixMillis::EPOCH)
                .map(TimeMs),
            listed,
            live: node.last_ping_at_ms >= live_since_ms,
            msisdn: node.msisdn,
            operator_id: node.operator_id,
            operator_name: node.operator_name,
            seed_type: node.seed_type,
            signed: node.signed != 0,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_of_the_administration_are_sorted_by_name() {
        let record = NodeRecord {
            number: 7,
            imsi: "1".to_owned(),
            msisdn: "+237679466332".to_owned(),
            seed_type: "seed".to_owned(),
            country: "Cameroon".to_owned(),
            operator_name: String::new(),
            operator_id: None,
            standing: -1,
            signed: 0,
            last_ping_at_ms: UnixMillis::new(1_760_869_800_123),
            created_at_ms: UnixMillis::new(1_760_869_800_123),
            gateway_id: None,
        };
        let node = NodeOut::shown(record, NodesShown::All, UnixMillis::EPOCH);
        let text = r#"{"approved":false,"country":"Cameroon","created_at":"2025-10-19T10:30:00Z","gateway_id":null,"imsi":"1","last_ping_at":"2025-10-19T10:30:00.123Z","listed":false,"live":true,"msisdn":"+237679466332","operator_id":null,"operator_name":"","seed_type":"seed","signed":false}"#;
        let changed = serde_json::to_string(&NodeChangedOut { node, success: true }).unwrap();
        assert_eq!(changed, format!(r#"{{"node":{text},"success":true}}"#));
        let page = serde_json::to_string(&NodesOut { next_after: Some(7), nodes: Vec::new() });
        assert_eq!(page.unwrap(), r#"{"next_after":7,"nodes":[]}"#);
        let deleted = StrangersDeletedOut { deleted: 3, more: false, success: true };
        let deleted = serde_json::to_string(&deleted).unwrap();
        assert_eq!(deleted, r#"{"deleted":3,"more":false,"success":true}"#);
    }
}
