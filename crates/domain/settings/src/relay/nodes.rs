//! Operator settings for nodes, the directory of gateway clients, and forwarders.

use crate::{Environment, Setting, SettingsError, setting::AcceptedValues, source::Source};

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
pub(crate) const SETTINGS: &[Setting] = &[
    Setting::variable("RELAY_FORWARDERS")
        .accepts(AcceptedValues::Words(&["off", "observe", "require"]))
        .default("observe")
        .meaning(
            "use of gateway clients' signatures. `off`: they are ignored. `observe`: a valid one \
             identifies the client. `require`: requests without one are refused",
        ),
    Setting::variable("RELAY_NODES")
        .accepts(AcceptedValues::Words(&["require", "open"]))
        .default("require")
        .local_default("open")
        .meaning(
            "`require`: only nodes that sign or are approved are listed. `open`: all nodes that \
             ping are listed",
        ),
    Setting::variable("RELAY_NODE_WINDOW_SECS")
        .accepts(AcceptedValues::Seconds)
        .default("20")
        .meaning("time after its last ping for which a node is listed"),
    Setting::variable("RELAY_NODES_MAX")
        .accepts(AcceptedValues::Count)
        .default("10000")
        .meaning("number of nodes that are stored"),
    Setting::variable("RELAY_NODES_RESERVED")
        .accepts(AcceptedValues::Count)
        .default_described("a tenth of `RELAY_NODES_MAX`")
        .meaning(
            "number of the places of `RELAY_NODES_MAX` that are reserved for nodes that sign or \
             are approved",
        ),
    Setting::variable("RELAY_NODE_KEEP_DAYS")
        .accepts(AcceptedValues::DaysOrForever)
        .default("30")
        .meaning(
            "a node that was silent for this many days is deleted, unless an administrator \
             approved or refused it",
        ),
    Setting::variable("RELAY_NODES_PER_HOUR")
        .accepts(AcceptedValues::CountOrNoLimit)
        .default("20000")
        .local_default("0")
        .meaning("nodes that strangers may add in any hour, all networks together"),
    Setting::variable("RELAY_NODES_PER_NETWORK_PER_HOUR")
        .accepts(AcceptedValues::CountOrNoLimit)
        .default("10")
        .local_default("0")
        .meaning(
            "nodes that one network may add in any hour; a /48 of IPv6 addresses has eight times \
             as much, and a number with a valid signature has as much as a network",
        ),
    Setting::variable("RELAY_TESTS_PER_NETWORK_PER_HOUR")
        .accepts(AcceptedValues::CountOrNoLimit)
        .default("10")
        .local_default("0")
        .meaning("reliability tests that one network may start in any hour"),
];

/// Settings of nodes, the directory of gateway clients, and forwarders.
#[derive(Debug, Clone, Copy)]
pub struct RelayNodeSettings {
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

impl RelayNodeSettings {
    pub(super) fn read(
        source: Source<'_>,
        environment: Environment,
    ) -> Result<Self, SettingsError> {
        // Numbers of unknown senders stay unlisted unless the operator opts in.
        let admission = match environment {
            Environment::Local => NodeAdmission::Open,
            Environment::Production => NodeAdmission::Require,
        };
        let limit = |name, default| source.production_limit(name, environment, default);
        let max_nodes = source.number("RELAY_NODES_MAX", MAX_NODES)?;
        let reserved_nodes = source.number("RELAY_NODES_RESERVED", max_nodes / KEPT_SHARE)?;
        let keep_days = source.unless_zero("RELAY_NODE_KEEP_DAYS", Some(KEEP_DAYS))?;
        Ok(Self {
            window_ms: source.millis("RELAY_NODE_WINDOW_SECS", WINDOW_MS)?,
            admission: source.word(
                "RELAY_NODES",
                &[("require", NodeAdmission::Require), ("open", NodeAdmission::Open)],
                admission,
            )?,
            max_nodes,
            reserved_nodes,
            keep_ms: keep_days.map(|days| i64::from(days).saturating_mul(DAY_MS)),
            new_per_hour: limit("RELAY_NODES_PER_HOUR", PER_HOUR)?,
            new_per_network_and_hour: limit(
                "RELAY_NODES_PER_NETWORK_PER_HOUR",
                PER_NETWORK_AND_HOUR,
            )?,
            tests_per_network_and_hour: limit(
                "RELAY_TESTS_PER_NETWORK_PER_HOUR",
                PER_NETWORK_AND_HOUR,
            )?,
            forwarders: source.word(
                "RELAY_FORWARDERS",
                &[
                    ("off", ForwarderPolicy::Off),
                    ("observe", ForwarderPolicy::Observe),
                    ("require", ForwarderPolicy::Require),
                ],
                ForwarderPolicy::Observe,
            )?,
        })
    }
}
