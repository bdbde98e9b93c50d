//! Numbers split into a calling code and the national digits.

use crate::{
    Region,
    plan::{self, Kind, Length, Plan},
};

/// A number as its numbering plan has it, whether or not it is assigned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Significant {
    code: u16,
    national: String,
}

impl Significant {
    /// Reads the digits that follow a plus sign. A national prefix, such as `0` in `+44 020 7946 0958`, is
    /// stripped. `zero_at` is the index of a zero that stood in parentheses. `None` when the digits begin with no
    /// calling code.
    pub(crate) fn of_international(digits: &str, zero_at: Option<usize>) -> Option<Self> {
        let (code, dialed) = plan::split_code(digits)?;
        let main = plan::of_code(code).first()?;
        let read = Self { code, national: main.national(dialed) };
        let is_marked = zero_at.is_some_and(|at| at.saturating_add(dialed.len()) == digits.len());
        let unmarked = dialed.strip_prefix('0').filter(|_| is_marked && !read.is_valid());
        let Some(unmarked) = unmarked else { return Some(read) };
        // The plan has no such prefix, and the number with the zero is unassigned. Italy's zeros are part of
        // numbers and stay.
        let without = Self { code, national: main.national(unmarked) };
        let is_meant = without.is_valid() || (!read.is_possible() && without.is_possible());
        Some(if is_meant { without } else { read })
    }

    /// Reads digits as dialed in that country: abroad, with the country's own code in front, or nationally.
    pub(crate) fn of_dialed(digits: &str, region: Region, zero_at: Option<usize>) -> Option<Self> {
        let plan = region.plan()?;
        let from = |digits_left: usize| {
            let start = digits.len().saturating_sub(digits_left);
            zero_at.and_then(|at| at.checked_sub(start))
        };
        let international = |rest: &str| Self::of_international(rest, from(rest.len()));
        let zeros = digits.strip_prefix("00").and_then(international);
        if let Some(rest) = plan.after_prefix_for_abroad(digits) {
            let own = international(rest);
            // Some countries have longer prefixes that begin with 00 as well, or prefixes that only some carriers
            // have.
            let mut read = [zeros, own].into_iter().flatten();
            let best = read.clone().find(Self::is_valid);
            return best.or_else(|| read.clone().find(Self::is_possible)).or_else(|| read.next());
        }
        zeros.or_else(|| (!digits.starts_with("00")).then(|| Self::of_home(digits, plan)))
    }

    fn of_home(digits: &str, plan: &Plan) -> Self {
        let code = plan.code;
        if let Some(rest) = digits.strip_prefix(&code.to_string()) {
            let stripped = plan.without_prefix(rest);
            let becomes_a_number = !plan.has_outline(digits) && plan.has_outline(&stripped);
            if becomes_a_number || plan.length_of(digits) == Length::TooLong {
                let main = plan::of_code(code).first().unwrap_or(plan);
                return Self { code, national: main.national(&stripped) };
            }
        }
        Self { code, national: plan.national(digits) }
    }

    /// Whether the plan has numbers of this length that can be dialed from anywhere.
    pub(crate) fn is_possible(&self) -> bool {
        let main = plan::of_code(self.code).first();
        main.is_some_and(|main| main.length_of(&self.national) == Length::Possible)
    }

    /// Whether the number looks like one of its country.
    pub(crate) fn has_outline(&self) -> bool {
        plan::of_code(self.code).iter().any(|plan| plan.has_outline(&self.national))
    }

    /// Whether the plan assigns the number to any use.
    pub(crate) fn is_valid(&self) -> bool {
        self.kind().is_some()
    }

    pub(crate) fn kind(&self) -> Option<Kind> {
        self.plan()?.kind_of(&self.national)
    }

    /// Whether people have numbers of this kind.
    pub(crate) fn is_of_a_person(&self) -> bool {
        let kind = self.kind();
        matches!(kind, Some(Kind::FixedLine | Kind::Mobile | Kind::FixedLineOrMobile))
    }

    /// Returns the plan of the number's country.
    pub(crate) fn plan(&self) -> Option<&'static Plan> {
        plan::of_number(self.code, &self.national)
    }

    /// Returns `+`, the code and the digits, however many they are.
    pub(crate) fn e164(&self) -> String {
        format!("+{}{}", self.code, self.national)
    }
}
