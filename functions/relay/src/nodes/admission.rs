//! Limits that an unknown node must pass before it is stored.
//!
//! Unsigned arrivals are counted per network, per site and in total, so that neither one caller nor many can write
//! unlimited rows. A signed arrival is counted by the number that the signature proves.

use edge_kit::{ErrorCode, RequestContext, client_network};
use http::{HeaderMap, StatusCode};
use relay_requests::NodeError;
use request_limits::{Network, RateLimitPolicy};
use runtime::RelayNodeSettings;
use store_d1::relay::nodes::registry::NodeRoom;
use telephony::is_costly_number;
use throttling::CountFault;

use super::{broken, malformed};
use crate::error::{RelayError, RelayResult};

const HOUR_SECS: u32 = 3_600;
/// A site may add this many times a network's quota of nodes.
const NETWORKS_PER_SITE: u32 = 8;

/// Outcome for a new node.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum AdmissionOutcome {
    /// The node is stored.
    Stored,
    /// It gets the answer for a stored but unlisted node. The total over all networks is exceeded, which is not this
    /// node's fault; its next ping tries again.
    Unlisted,
}

/// Admits a new node, or returns the refusal: 400 for a number to which an SMS would cost extra, 429 if too many nodes
/// came from its network. Costs one D1 query for each configured limit.
pub(super) async fn admit(
    context: &RequestContext,
    headers: &HeaderMap,
    msisdn: &str,
    signed: bool,
) -> RelayResult<AdmissionOutcome> {
    if is_costly_number(msisdn) {
        return Err(malformed(NodeError::Invalid("MSISDN")));
    }
    let settings = &context.settings.relay.nodes;
    let per_network = settings.new_per_network_and_hour;
    if signed {
        count(context, "relay-nodes-client", per_network, &Network::of(msisdn)).await?;
        return Ok(AdmissionOutcome::Stored);
    }
    let network = client_network(headers);
    // The site is counted first, so that its 65,536 networks write few rows.
    if let Some(site) = site(headers) {
        let per_site = per_network.map(|quota| quota.saturating_mul(NETWORKS_PER_SITE));
        count(context, "relay-nodes-site", per_site, &site).await?;
    }
    count(context, "relay-nodes-network", per_network, &network).await?;
    let all = Network::of("all");
    match counted(context, "relay-nodes", settings.new_per_hour, &all).await {
        Ok(()) => Ok(AdmissionOutcome::Stored),
        Err(CountFault::Exceeded(_)) => Ok(AdmissionOutcome::Unlisted),
        Err(CountFault::Store(error)) => Err(broken(error)),
    }
}

/// Returns the deployment's capacity for nodes.
pub(super) fn room(settings: &RelayNodeSettings) -> NodeRoom {
    let most = settings.max_nodes;
    NodeRoom { most, strangers: most.saturating_sub(settings.reserved_nodes) }
}

/// 429, with the text that nodes have always got, whether their network added too many or the store is full.
pub(super) fn too_many() -> RelayError {
    let status = StatusCode::TOO_MANY_REQUESTS;
    RelayError::text(ErrorCode::ResourceLimitReached, status, "too many nodes")
}

async fn count(
    context: &RequestContext,
    name: &'static str,
    quota: Option<u32>,
    who: &Network,
) -> RelayResult<()> {
    counted(context, name, quota, who).await.map_err(|fault| match fault {
        CountFault::Exceeded(exceeded) => too_many().retry_after(exceeded.retry_after_secs),
        CountFault::Store(error) => broken(error),
    })
}

/// Counts one new node, if a limit is set.
async fn counted(
    context: &RequestContext,
    name: &'static str,
    quota: Option<u32>,
    who: &Network,
) -> Result<(), CountFault> {
    let Some(quota) = quota else { return Ok(()) };
    let policy = RateLimitPolicy { name, quota, window_secs: HOUR_SECS };
    throttling::count_sliding(context, policy, who).await
}

/// Returns the /48 of an IPv6 address, the size that one customer of a provider may have. `None` for any other address.
fn site(headers: &HeaderMap) -> Option<Network> {
    let address = headers.get("cf-connecting-ip")?.to_str().ok()?;
    let address: std::net::Ipv6Addr = address.trim().parse().ok()?;
    if address.to_ipv4_mapped().is_some() {
        return None;
    }
    let [a, b, c, ..] = address.segments();
    Some(Network::of(&format!("{a:x}:{b:x}:{c:x}::/48")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn site_of(address: &str) -> Option<String> {
        let mut headers = HeaderMap::new();
        headers.insert("cf-connecting-ip", address.parse().unwrap());
        site(&headers).map(|network| network.expose().to_owned())
    }

    #[test]
    fn networks_of_one_site_share_its_first_48_bits() {
        let one = site_of("2001:db8:1:2::1");
        assert_eq!(one.as_deref(), Some("2001:db8:1::/48"));
        assert_eq!(site_of("2001:db8:1:ffff::9"), one);
        assert_ne!(site_of("2001:db8:2:2::1"), one);
        for address in ["192.0.2.1", "::ffff:192.0.2.1", "unknown", ""] {
            assert_eq!(site_of(address), None, "{address}");
        }
    }
}
