//! Operator settings for nodes, the directory of gateway clients, and forwarders.

use worker::Env;

use crate::settings::{Environment, SettingsError, millis, number, text, unless_zero};

const WINDOW_MS: i64 = 20_000;
const MAX_NODES: u32 = 10_000;
/// One in this many places is reserved for nodes that sign their pings or that an administrator approved.
const KEPT_SHARE: u32 = 10;
const KEEP_DAYS: u32 = 30;
const DAY_MS: i64 = 86_400_000;
/// Nodes that unknown senders may add per hour, over all networks.
const PER_HOUR: u32 = 20_000;
/// Nodes that one network may add per hour, and reliability tests that it may start per hour.
const PER_NETWORK_AND_HOUR: u32 = 10;

/// Settings of nodes, the directory of gateway clients, and forwarders.
#[derive(Debug, Clone, Copy)]
pub struct NodeSettings {
    /// `RELAY_NODE_WINDOW_SECS`: time after its last ping for which a node is listed.
    pub window_ms: i64,
    /// `RELAY_NODES`.
    pub admission: NodeAdmission,
    /// `RELAY_NODES_MAX`: maximum number of nodes that an account remembers.
    pub max_nodes: u32,
    /// `RELAY_NODES_RESERVED`: how many of those are reserved for nodes that sign their pings or that an
    /// administrator approved.
    pub reserved_nodes: u32,
    /// `RELAY_NODE_KEEP_DAYS`: time for which a silent node is remembered, in milliseconds, unless an administrator
    /// approved or refused it. `None`: forever.
    pub keep_ms: Option<i64>,
    /// `RELAY_NODES_PER_HOUR`: nodes that unknown senders may add, over all networks. `None` is no limit.
    pub new_per_hour: Option<u32>,
    /// `RELAY_NODES_PER_NETWORK_PER_HOUR`: nodes that one network may add. `None` is no limit.
    pub new_per_network_and_hour: Option<u32>,
    /// `RELAY_TESTS_PER_NETWORK_PER_HOUR`: reliability tests that one network may start. `None` is no limit.
    pub tests_per_network_and_hour: Option<u32>,
    /// `RELAY_FORWARDERS`.
    pub forwarders: ForwarderPolicy,
}

/// Condition for a node to be listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NodeAdmission {
    /// Every node that pings is listed.
    Open,
    /// Only nodes that sign their pings or that an administrator approved are listed.
    Require,
}

/// Treatment of the signature by which a forwarder of an SMS identifies itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ForwarderPolicy {
    /// The signature is ignored.
    Off,
    /// A valid signature identifies the forwarder; a missing one is accepted.
    Observe,
    /// Requests without a signature are refused.
    Require,
}

impl NodeSettings {
    pub(super) fn read(env: &Env, environment: Environment) -> Result<Self, SettingsError> {
        let per_hour = match environment {
            Environment::Local => None,
            Environment::Production => Some(PER_NETWORK_AND_HOUR),
        };
        let total_per_hour = match environment {
            Environment::Local => None,
            Environment::Production => Some(PER_HOUR),
        };
        let max_nodes = number(env, "RELAY_NODES_MAX", MAX_NODES)?;
        let reserved_nodes = number(env, "RELAY_NODES_RESERVED", max_nodes / KEPT_SHARE)?;
        let keep_days = unless_zero(env, "RELAY_NODE_KEEP_DAYS", Some(KEEP_DAYS))?;
        Ok(Self {
            window_ms: millis(env, "RELAY_NODE_WINDOW_SECS", WINDOW_MS)?,
            admission: match text(env, "RELAY_NODES").as_deref() {
                Some("open") => NodeAdmission::Open,
                None if environment == Environment::Local => NodeAdmission::Open,
                // Numbers of unknown senders stay unlisted unless the operator opts in.
                Some("require") | None => NodeAdmission::Require,
                Some(_) => return Err(SettingsError("RELAY_NODES")),
            },
            max_nodes,
            reserved_nodes,
            keep_ms: keep_days.map(|days| i64::from(days).saturating_mul(DAY_MS)),
            new_per_hour: unless_zero(env, "RELAY_NODES_PER_HOUR", total_per_hour)?,
            new_per_network_and_hour: unless_zero(
                env,
                "RELAY_NODES_PER_NETWORK_PER_HOUR",
                per_hour,
            )?,
            tests_per_network_and_hour: unless_zero(
                env,
                "RELAY_TESTS_PER_NETWORK_PER_HOUR",
                per_hour,
            )?,
            forwarders: match text(env, "RELAY_FORWARDERS").as_deref() {
                Some("off") => ForwarderPolicy::Off,
                None | Some("observe") => ForwarderPolicy::Observe,
                Some("require") => ForwarderPolicy::Require,
                Some(_) => return Err(SettingsError("RELAY_FORWARDERS")),
            },
        })
    }
}
