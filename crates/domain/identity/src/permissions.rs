//! Permissions of a client key: a JSON object of booleans.

use std::collections::BTreeSet;

use serde::{Deserialize, Deserializer, Serialize, Serializer, ser::SerializeMap};

/// One permission.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Permission {
    SendSms,
    ReceiveSms,
    SendOtp,
    VerifyOtp,
    ManageGateways,
    /// Create keys and provider credentials.
    ManageAccount,
    /// Publish to online platforms.
    Publish,
}

impl Permission {
    pub const ALL: [Self; 7] = [
        Self::SendSms,
        Self::ReceiveSms,
        Self::SendOtp,
        Self::VerifyOtp,
        Self::ManageGateways,
        Self::ManageAccount,
        Self::Publish,
    ];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::SendSms => "send_sms",
            Self::ReceiveSms => "receive_sms",
            Self::SendOtp => "send_otp",
            Self::VerifyOtp => "verify_otp",
            Self::ManageGateways => "manage_gateways",
            Self::ManageAccount => "manage_account",
            Self::Publish => "publish",
        }
    }

    /// Whether it is a permission to administer the account, which people have by their roles.
    pub fn is_administrative(self) -> bool {
        matches!(self, Self::ManageGateways | Self::ManageAccount)
    }
}

/// A set of permissions. Anything that is not an object reads as the empty set. Unknown names are ignored, and a
/// permission is granted only by `true`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Permissions(BTreeSet<Permission>);

impl Permissions {
    pub fn allows(&self, permission: Permission) -> bool {
        self.0.contains(&permission)
    }

    pub fn allows_any(&self, permissions: &[Permission]) -> bool {
        permissions.iter().any(|permission| self.allows(*permission))
    }

    /// Whether a holder of these may grant `other`. A holder cannot grant permissions that it lacks.
    pub fn contains_all(&self, other: &Self) -> bool {
        self.0.is_superset(&other.0)
    }
}

impl FromIterator<Permission> for Permissions {
    fn from_iter<I: IntoIterator<Item = Permission>>(permissions: I) -> Self {
        Self(permissions.into_iter().collect())
    }
}

impl Serialize for Permissions {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for permission in &self.0 {
            map.serialize_entry(permission.as_str(), &true)?;
        }
        map.end()
    }
}

impl<'de> Deserialize<'de> for Permissions {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = serde_json::Value::deserialize(deserializer)?;
        let granted = |permission: &Permission| {
            value.get(permission.as_str()).and_then(serde_json::Value::as_bool) == Some(true)
        };
        Ok(Permission::ALL.into_iter().filter(granted).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(json: &str) -> Permissions {
        serde_json::from_str(json).unwrap()
    }

    #[test]
    fn only_true_grants_a_permission() {
        let permissions = read(r#"{"send_sms":true,"receive_sms":false,"send_otp":1,"root":true}"#);
        assert_eq!(permissions, [Permission::SendSms].into_iter().collect());
    }

    #[test]
    fn json_that_is_not_an_object_grants_nothing() {
        for json in ["null", "[]", "true", "\"send_sms\"", "{}"] {
            assert_eq!(read(json), Permissions::default(), "{json}");
        }
    }

    #[test]
    fn permissions_survive_a_round_trip() {
        let all: Permissions = Permission::ALL.into_iter().collect();
        assert_eq!(read(&serde_json::to_string(&all).unwrap()), all);
    }

    #[test]
    fn holder_cannot_grant_permissions_that_it_lacks() {
        let some = read(r#"{"send_sms":true}"#);
        let more = read(r#"{"send_sms":true,"publish":true}"#);
        assert!(more.contains_all(&some) && !some.contains_all(&more));
    }
}
