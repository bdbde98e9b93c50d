//! Routes for an account's administrators (contract A.3, "Admin API").

pub(crate) mod audit;
pub(crate) mod conversations;
pub(crate) mod events;
pub(crate) mod gateways;
pub(crate) mod keys;
pub(crate) mod labels;
pub(crate) mod logins;
pub(crate) mod messages;
pub(crate) mod opt_out_policy;
pub(crate) mod opt_outs;
pub(crate) mod otp;
pub(crate) mod pairings;
pub(crate) mod people;
pub(crate) mod providers;
pub(crate) mod relay;
pub(crate) mod routing;
pub(crate) mod stats;
pub(crate) mod tokens;
pub(crate) mod usage;
pub(crate) mod webhooks;

/// Descriptions of the routes of this folder.
#[cfg(feature = "openapi")]
pub(crate) fn operations() -> Vec<edge_kit::openapi::Operation> {
    let families = [
        gateways::operations::all(),
        pairings::operations::all(),
        keys::operations::all(),
        logins::operations::all(),
        tokens::operations::all(),
        relay::operations(),
        webhooks::operations::all(),
        providers::operations::all(),
        opt_out_policy::operations::all(),
        opt_outs::operations::all(),
        routing::operations::all(),
        otp::operations::all(),
        stats::operations::all(),
        usage::operations::all(),
        messages::operations::all(),
        conversations::operations::all(),
        labels::operations::all(),
        events::operations::all(),
        people::operations::all(),
        audit::operations(),
    ];
    families.into_iter().flatten().collect()
}
