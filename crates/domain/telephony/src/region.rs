//! The country in which national numbers are read.

use crate::plan::{self, Plan};

/// An ISO 3166 alpha-2 country that has a numbering plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Region(&'static str);

impl Region {
    /// Parses a code such as `"US"`, in either case. `None` for a code without a numbering plan, such as `"UK"`,
    /// under which every national number would be refused.
    pub fn parse(text: &str) -> Option<Self> {
        plan::of_region(&text.to_ascii_uppercase()).map(|plan| Self(plan.region))
    }

    /// Returns the two capital letters.
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
    fn regions_are_exactly_those_with_a_numbering_plan_in_the_library() {
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
    fn region_is_two_letters_in_either_case() {
        assert_eq!(Region::parse("us"), Region::parse("US"));
        assert_eq!(Region::parse("gb").map(Region::as_str), Some("GB"));
        for text in ["", "U", "USA", " US", "001", "World", "US CA", "É"] {
            assert_eq!(Region::parse(text), None, "{text}");
        }
    }
}
