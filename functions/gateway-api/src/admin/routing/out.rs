//! Answers of the routing policy. Fields stand in the alphabetical order in which they are sent.

use serde::Serialize;
use store_d1::provider_numbers::RoutingPolicy;

/// Answer of `GET /api/v1/admin/routing`.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct PolicyOut {
    #[cfg_attr(
        feature = "openapi",
        schemars(with = "String", extend("enum" = RoutingPolicy::ALL))
    )]
    pub(crate) policy: RoutingPolicy,
}

/// Answer of `PATCH /api/v1/admin/routing`.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct UpdatePolicyOut {
    #[cfg_attr(
        feature = "openapi",
        schemars(with = "String", extend("enum" = RoutingPolicy::ALL))
    )]
    pub(crate) policy: RoutingPolicy,
    /// Always `true`.
    pub(crate) success: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn policy_is_sent_by_its_name_before_the_confirmation() {
        for policy in RoutingPolicy::ALL {
            let name = policy.as_str();
            let shown = serde_json::to_string(&PolicyOut { policy }).unwrap();
            assert_eq!(shown, format!(r#"{{"policy":"{name}"}}"#));
            let shown = serde_json::to_string(&UpdatePolicyOut { policy, success: true }).unwrap();
            assert_eq!(shown, format!(r#"{{"policy":"{name}","success":true}}"#));
        }
    }
}
