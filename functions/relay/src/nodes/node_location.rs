//! Location of a node, derived from its number and SIM.

use relay_requests::Operator;
use telephony::country_name;

use crate::forwarder::international;

/// Country and network of a node, as far as they can be derived.
pub(super) struct NodeLocation {
    /// English name; empty if the number does not tell.
    pub(super) country: &'static str,
    /// Empty if unknown.
    pub(super) operator_name: &'static str,
    pub(super) operator_id: Option<String>,
}

impl NodeLocation {
    /// Derives the place. The first look-up in an isolate takes many milliseconds, so callers must not do this on every
    /// ping.
    pub(super) fn of(imsi: &str, msisdn: &str) -> Self {
        let region = international(msisdn).and_then(|number| number.region());
        let operator = Operator::of_imsi(imsi);
        Self {
            country: region.and_then(|code| country_name(&code)).unwrap_or_default(),
            operator_name: operator.as_ref().and_then(|it| it.name).unwrap_or_default(),
            operator_id: operator.map(|it| it.id),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn number_gives_the_country_and_sim_gives_the_network() {
        let place = NodeLocation::of("624011234567890", "+237679466332");
        assert_eq!(
            (place.country, place.operator_name, place.operator_id.as_deref()),
            ("Cameroon", "MTN Cameroon", Some("62401"))
        );
        let place = NodeLocation::of("sample_IMSI", "sample_MSISDN");
        assert_eq!((place.country, place.operator_name, place.operator_id), ("", "", None));
        assert_eq!(NodeLocation::of("", "+12025550123").country, "United States");
        // A number without a country.
        assert_eq!(NodeLocation::of("", "+80012345678").country, "");
    }
}
