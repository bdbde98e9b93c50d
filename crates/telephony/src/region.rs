//! The country that national numbers are read in.

use crate::plan::{self, Plan};

/// An ISO 3166 alpha-2 country that has a numbering plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Region(&'static str);

impl Region {
    /// `"US"`, in either case. `None` for anything that has no numbering plan, such as `"UK"`: every
    /// national number would be refused.
    pub fn parse(text: &str) -> Option<Self> {
        plan::of_region(&text.to_ascii_uppercase()).map(|plan| Self(plan.region))
    }

    /// Its two capital letters.
    pub fn as_str(self) -> &'static str {
        self.0
    }

    pub(crate) fn plan(self) -> Option<&'static Plan> {
        plan::of_region(self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn regions_are_exactly_those_whose_numbering_plan_the_library_carries() {
        let carried: Vec<_> = rlibphonenumber::PHONE_NUMBER_UTIL.get_supported_regions().collect();
        let mut regions = 0;
        for name in ('A'..='Z').flat_map(|a| ('A'..='Z').map(move |b| format!("{a}{b}"))) {
            let has_a_plan = name.parse().is_ok_and(|region| carried.contains(&region));
            assert_eq!(Region::parse(&name).is_some(), has_a_plan, "{name}");
            regions += usize::from(has_a_plan);
        }
        assert_eq!(regions, carried.len());
    }

    #[test]
    fn a_region_is_two_letters_in_either_case() {
        assert_eq!(Region::parse("us"), Region::parse("US"));
        assert_eq!(Region::parse("gb").map(Region::as_str), Some("GB"));
        for text in ["", "U", "USA", " US", "001", "World", "US CA", "É"] {
            assert_eq!(Region::parse(text), None, "{text}");
        }
    }
}
