//! Request that sets the routing policy.

use serde::{Deserialize, Deserializer, de::Error};
use store_d1::provider_numbers::RoutingPolicy;

/// Body of `PATCH /api/v1/admin/routing`.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct UpdatePolicyIn {
    /// Route of messages that name none. `phones_only`: phones. `phones_first`: phones, and general numbers while no
    /// phone is available. `providers_first`: general numbers, and phones if those are switched off or refuse.
    /// `providers_only`: general numbers. `by_priority`: whichever has the higher priority.
    #[serde(deserialize_with = "policy")]
    #[cfg_attr(
        feature = "openapi",
        schemars(with = "String", extend("enum" = RoutingPolicy::ALL))
    )]
    pub(crate) policy: RoutingPolicy,
}

fn policy<'de, D: Deserializer<'de>>(from: D) -> Result<RoutingPolicy, D::Error> {
    let text = String::deserialize(from)?;
    RoutingPolicy::parse(text.trim()).ok_or_else(|| {
        let names = RoutingPolicy::ALL.map(RoutingPolicy::as_str).join(", ");
        D::Error::custom(format!("must be one of {names}"))
    })
}

#[cfg(test)]
mod tests {
    use serde::de::{IntoDeserializer, value::Error};

    use super::*;

    #[test]
    fn unknown_policy_is_answered_with_the_known_ones() {
        let read = |text: &str| policy(IntoDeserializer::<Error>::into_deserializer(text));
        assert_eq!(read(" by_priority ").ok(), Some(RoutingPolicy::ByPriority));
        let expected = "must be one of phones_only, phones_first, providers_first, providers_only, by_priority";
        assert_eq!(read("phones").unwrap_err().to_string(), expected);
    }
}
