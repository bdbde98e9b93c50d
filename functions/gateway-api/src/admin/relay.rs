//! The account's relay users, their grants, and invitations to sign up.

pub(crate) mod grants;
pub(crate) mod invitations;
pub(crate) mod users;

/// Descriptions of the routes of this folder.
#[cfg(feature = "openapi")]
pub(crate) fn operations() -> Vec<edge_kit::openapi::Operation> {
    let families =
        [users::operations::all(), grants::operations::all(), invitations::operations::all()];
    families.into_iter().flatten().collect()
}
