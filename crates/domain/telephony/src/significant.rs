//! Numbers split into a calling code and the national digits.

use std::{cmp::Ordering, ops::Range};

use crate::{
    Region,
    plan::{self, Kind, Length, Plan},
    spelling::Spelling,
};

/// Maximum number of digits of a calling code.
const MAX_CODE_DIGITS: usize = 3;

/// A number as its numbering plan has it, whether or not it is assigned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct SignificantNumber {
    code: u16,
    national: String,
}

impl SignificantNumber {
    /// Reads the digits that follow a plus sign. A national prefix, such as `0` in `+44 020 7946 0958`, is
    /// stripped. `zero_at` is the index of a zero that stood in parentheses. `None` when the digits begin with no
    /// calling code, or are a landline's with that zero and a mobile phone's without it.
    pub(crate) fn of_international(digits: &str, zero_at: Option<usize>) -> Option<Self> {
        let (code, dialed) = plan::split_code(digits)?;
        let main = plan::of_code(code).first()?;
        let read = Self { code, national: main.national(dialed) };
        let is_marked = zero_at.is_some_and(|at| at.saturating_add(dialed.len()) == digits.len());
        let unmarked = dialed.strip_prefix('0').filter(|_| is_marked && !read.is_mobile());
        let Some(unmarked) = unmarked else { return Some(read) };
        // The plan has no such prefix. Zeros of Italian landlines are part of the number and stay.
        let without = Self { code, national: main.national(unmarked) };
        if read.is_valid() {
            // `+39 (0)345 1234567` may be a landline, or a mobile number with a zero that it does not have.
            return Some(read).filter(|_| !without.is_mobile());
        }
        let is_meant = without.is_valid() || (!read.is_possible() && without.is_possible());
        Some(if is_meant { without } else { read })
    }

    /// Reads digits without a plus sign as the person meant them. Digits that begin with the country's own calling code
    /// are the whole number if that is assigned, since `+` is often lost and rarely invented. `None` also when both
    /// readings are equally likely.
    pub(crate) fn of_meant(spelling: &Spelling, region: Region) -> Option<Self> {
        let home = Self::of_dialed(spelling, region)?;
        let whole = Self::of_international(&spelling.digits, spelling.zero_at);
        let whole = whole.filter(|it| it.code == home.code && *it != home && it.is_valid());
        let Some(whole) = whole else { return Some(home) };
        if !home.is_valid() {
            return Some(whole);
        }
        // The patterns of landlines are loose in many plans, those of mobile numbers are not.
        match (home.is_mobile(), whole.is_mobile()) {
            (true, false) => Some(home),
            (false, true) => Some(whole),
            // A national number lacks its prefix here, unless the country has none.
            _ => region.plan().is_some_and(|plan| !plan.has_prefix()).then_some(home),
        }
    }

    /// Reads digits as dialed in that country: abroad, with the country's own code in front, or nationally. `None` also
    /// when two prefixes for dialing abroad are equally likely.
    pub(crate) fn of_dialed(spelling: &Spelling, region: Region) -> Option<Self> {
        let plan = region.plan()?;
        let digits = spelling.digits.as_str();
        let without = |prefix: usize| {
            let rest = spelling.with_plus(prefix);
            Self::of_international(&rest.digits, rest.zero_at).map(|read| (prefix, read))
        };
        let zeros = digits.starts_with("00").then(|| without(2)).flatten();
        match (plan.after_prefix_for_abroad(digits), zeros) {
            (Some(rest), zeros) => {
                let own = without(digits.len().saturating_sub(rest.len()));
                Self::of_abroad(spelling, own, zeros)
            }
            (None, Some((_, zeros))) => Some(zeros),
            (None, None) if digits.starts_with("00") => None,
            (None, None) => Self::of_home(spelling, plan),
        }
    }

    /// Chooses between the country's own prefix for dialing abroad and `00`, which many people write wherever they
    /// are. The own prefix may begin with `00` as well: `008 1 202…` and `0081 2025…` have the same digits, so that
    /// their spaces decide.
    fn of_abroad(
        spelling: &Spelling,
        own: Option<(usize, Self)>,
        zeros: Option<(usize, Self)>,
    ) -> Option<Self> {
        let (Some(own), Some(zeros)) = (own.clone(), zeros.clone()) else {
            return own.or(zeros).map(|(_, read)| read);
        };
        if own == zeros {
            return Some(own.1);
        }
        let has_break = |mut indexes: Range<usize>| indexes.any(|it| spelling.breaks_at(it));
        let code_end =
            |(prefix, read): &(usize, Self)| prefix.saturating_add(read.code.to_string().len());
        let is_whole = |it: &(usize, Self)| {
            !has_break(1..it.0) && !has_break(it.0.saturating_add(1)..code_end(it))
        };
        let is_apart = |it: &(usize, Self)| {
            is_whole(it) && (spelling.breaks_at(it.0) || spelling.breaks_at(code_end(it)))
        };
        for is_written in [&is_whole as &dyn Fn(&(usize, Self)) -> bool, &is_apart] {
            match (is_written(&own), is_written(&zeros)) {
                (true, false) if own.1.is_possible() => return Some(own.1),
                (false, true) if zeros.1.is_possible() => return Some(zeros.1),
                _ => {}
            }
        }
        let rank = |read: &Self| (read.is_valid(), read.is_possible());
        match rank(&own.1).cmp(&rank(&zeros.1)) {
            Ordering::Greater => Some(own.1),
            Ordering::Less => Some(zeros.1),
            Ordering::Equal => None,
        }
    }

    fn of_home(spelling: &Spelling, plan: &Plan) -> Option<Self> {
        let (code, digits) = (plan.code, spelling.digits.as_str());
        // A zero in parentheses stands only behind a calling code.
        let code_end = spelling.zero_at.filter(|at| *at <= MAX_CODE_DIGITS);
        if let Some(code_end) = code_end.filter(|_| !digits.starts_with('0')) {
            let read = Self::of_international(digits, spelling.zero_at)?;
            let is_code = read.code.to_string().len() == code_end;
            return Some(read).filter(|it| is_code && (it.code == code || it.is_valid()));
        }
        if let Some(rest) = digits.strip_prefix(&code.to_string()) {
            let stripped = plan.without_prefix(rest);
            let becomes_a_number = !plan.has_outline(digits) && plan.has_outline(&stripped);
            if becomes_a_number || plan.length_of(digits) == Length::TooLong {
                let main = plan::of_code(code).first().unwrap_or(plan);
                return Some(Self { code, national: main.national(&stripped) });
            }
        }
        Some(Self { code, national: plan.national(digits) })
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

    /// Whether the number may be a mobile phone's.
    pub(crate) fn is_mobile(&self) -> bool {
        matches!(self.kind(), Some(Kind::Mobile | Kind::FixedLineOrMobile))
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
