//! Network of a request.

use http::HeaderMap;
use request_limits::Network;

/// Returns the network of a request, as the platform states it.
pub fn client_network(headers: &HeaderMap) -> Network {
    let address = headers.get("cf-connecting-ip").and_then(|value| value.to_str().ok());
    Network::of(address.unwrap_or("unknown"))
}
