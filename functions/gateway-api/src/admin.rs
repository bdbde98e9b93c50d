//! Routes for an account's administrators (contract A.3, "Admin API").

pub(crate) mod audit;
pub(crate) mod gateways;
pub(crate) mod keys;
pub(crate) mod messages;
pub(crate) mod pairings;
pub(crate) mod people;
pub(crate) mod providers;
pub(crate) mod routing;
pub(crate) mod stats;
pub(crate) mod webhooks;

/// Descriptions of the routes of this folder.
#[cfg(feature = "openapi")]
pub(crate) fn operations() -> Vec<edge_kit::openapi::Operation> {
    let families = [
        gateways::operations::all(),
        pairings::operations::all(),
        keys::operations::all(),
        webhooks::operations::all(),
        providers::operations::all(),
        routing::operations::all(),
        stats::operations::all(),
        messages::operations::all(),
        people::operations::all(),
        audit::operations(),
    ];
    families.into_iter().flatten().collect()
}
