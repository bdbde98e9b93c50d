//! Roles of people.

use crate::{Permission, Permissions};

/// Rights of a person in an account, or in every account of the deployment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// Reads everything that administrators see, and changes nothing.
    Viewer,
    /// Manages gateways, webhooks, messages and number masking; keys, providers, routing and people, which need
    /// `manage_account`, stay out of reach.
    Operator,
    /// Everything.
    Owner,
}

impl Role {
    pub const ALL: [Self; 3] = [Self::Owner, Self::Operator, Self::Viewer];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Owner => "owner",
            Self::Operator => "operator",
            Self::Viewer => "viewer",
        }
    }

    /// The inverse of [`as_str`](Self::as_str).
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.as_str() == text)
    }

    /// Returns the permissions with which the role changes things. Reading what administrators see needs none.
    pub fn permissions(self) -> Permissions {
        let granted = |permission: &Permission| match self {
            Self::Owner => true,
            Self::Operator => *permission != Permission::ManageAccount,
            Self::Viewer => false,
        };
        Permission::ALL.into_iter().filter(granted).collect()
    }

    /// Returns the permissions without which nobody may grant the role or act for a person who has it: its own, and
    /// those of administrators, because every role reads what they may read.
    pub fn permissions_to_grant(self) -> Permissions {
        let own = self.permissions();
        let needed = |it: &Permission| it.is_administrative() || own.allows(*it);
        Permission::ALL.into_iter().filter(needed).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_role_has_every_permission_of_the_roles_below_it() {
        let mut roles = Role::ALL;
        roles.sort();
        assert_eq!(roles, [Role::Viewer, Role::Operator, Role::Owner]);
        for pair in roles.windows(2) {
            assert!(pair[1].permissions().contains_all(&pair[0].permissions()), "{pair:?}");
            assert_ne!(pair[1].permissions(), pair[0].permissions());
        }
        assert_eq!(Role::Viewer.permissions(), Permissions::default());
        assert!(!Role::Operator.permissions().allows(Permission::ManageAccount));
    }

    #[test]
    fn nobody_grants_a_role_without_the_permissions_to_read_what_it_reads() {
        let administrators =
            Permissions::from_iter([Permission::ManageGateways, Permission::ManageAccount]);
        assert_eq!(Role::Viewer.permissions_to_grant(), administrators);
        for role in Role::ALL {
            let needed = role.permissions_to_grant();
            assert!(needed.contains_all(&administrators), "{role:?}");
            assert!(needed.contains_all(&role.permissions()), "{role:?}");
        }
    }

    #[test]
    fn role_is_read_back_by_its_name() {
        for role in Role::ALL {
            assert_eq!(Role::parse(role.as_str()), Some(role));
        }
        assert_eq!(Role::parse("Owner"), None);
    }
}
