//! Routes of the deployment itself, for its operator: accounts and settings.

pub(crate) mod account_deletions;
pub(crate) mod accounts;
pub(crate) mod login;
pub(crate) mod settings;

/// Descriptions of the routes of this folder.
#[cfg(feature = "openapi")]
pub(crate) fn operations() -> Vec<edge_kit::openapi::Operation> {
    let families = [
        accounts::operations::all(),
        account_deletions::operations::all(),
        login::operations::all(),
        settings::operations::all(),
    ];
    families.into_iter().flatten().collect()
}
