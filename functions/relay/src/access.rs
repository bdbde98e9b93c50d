//! Extractors that authorize callers of a route.

use edge_kit::AnyOf;
use identity::Permission;

use crate::error::RelayError;

/// A caller with a client key that has one of the permissions in `P`.
pub(crate) type Client<P> = edge_kit::Client<P, RelayError>;

/// Permission to manage gateway clients and nodes.
pub(crate) struct MayManageGateways;
impl AnyOf for MayManageGateways {
    const PERMISSIONS: &'static [Permission] =
        &[Permission::ManageAccount, Permission::ManageGateways];
}

/// Permission to manage the account's settings and its log of publications.
pub(crate) struct MayManage;
impl AnyOf for MayManage {
    const PERMISSIONS: &'static [Permission] = &[Permission::ManageAccount];
}

/// Permission to publish for another person, whose number the caller only names.
pub(crate) struct MayPublish;
impl AnyOf for MayPublish {
    const PERMISSIONS: &'static [Permission] = &[Permission::Publish];
}
