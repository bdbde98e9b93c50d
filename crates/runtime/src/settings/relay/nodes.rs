//! What an operator can set of nodes, the directory of gateway clients, and forwarders.

use worker::Env;

use crate::settings::{Environment, SettingsError, millis, number, text, unless_zero};

const WINDOW_MS: i64 = 20_000;
const MAX_NODES: u32 = 10_000;
/// One in so many places is kept for nodes that sign or that an administrator approved.
const KEPT_SHARE: u32 = 10;
const KEEP_DAYS: u32 = 30;
const DAY_MS: i64 = 86_400_000;
/// Number of nodes that strangers may add in an hour, of all networks together.
const PER_HOUR: u32 = 20_000;
/// What one network may add in an hour, of nodes and of tests.
const PER_NETWORK_AND_HOUR: u32 = 10;

/// Nodes, the directory of gateway clients, and forwarders.
#[derive(Debug, Clone, Copy)]
pub struct NodeSettings {
    /// `RELAY_NODE_WINDOW_SECS`: for so long after its last ping a node is listed.
    pub window_ms: i64,
    /// `RELAY_NODES`.
    pub admission: NodeAdmission,
    /// `RELAY_NODES_MAX`: number of nodes that an account remembers.
    pub max_nodes: u32,
    /// `RELAY_NODES_RESERVED`: number of those that are only for nodes that sign or that an administrator
    /// approved.
    pub reserved_nodes: u32,
    /// `RELAY_NODE_KEEP_DAYS`: how long a silent node is remembered, in milliseconds, unless an administrator
    /// approved or refused it. `None`: for ever.
    pub keep_ms: Option<i64>,
    /// `RELAY_NODES_PER_HOUR`: number of nodes that strangers may add, of all networks together. `None`: any
    /// number.
    pub new_per_hour: Option<u32>,
    /// `RELAY_NODES_PER_NETWORK_PER_HOUR`: how many nodes one network may add. `None`: any number.
    pub new_per_network_and_hour: Option<u32>,
    /// `RELAY_TESTS_PER_NETWORK_PER_HOUR`: how many reliability tests one network may start. `None`: any
    /// number.
    pub tests_per_network_and_hour: Option<u32>,
    /// `RELAY_FORWARDERS`.
    pub forwarders: ForwarderPolicy,
}

/// Which nodes are listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NodeAdmission {
    /// All that ping.
    Open,
    /// Those that sign their pings or that an administrator approved.
    Require,
}

/// What is made of the signature of who forwards an SMS.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ForwarderPolicy {
    /// It is not looked at.
    Off,
    /// It tells who forwarded, where there is one and it is right.
    Observe,
    /// Without one nothing is taken.
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
                // Strangers' numbers are shown to nobody unless the operator says so.
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
