//! Numbering plans: the lengths of a country's numbers, the assigned ones, and the prefixes for dialing them
//! nationally and abroad.
//!
//! The table is generated from the metadata of libphonenumber, which is a dependency of this crate's tests only.
//! The library stays out of the Worker because its first use costs some 16 ms of CPU and 5 MB of memory in every
//! isolate, where a look-up here costs microseconds. After an update of the library run
//! `WRITE_PLANS=1 cargo test -p telephony plan`.

use crate::pattern;

/// All plans, by calling code. A code's main country comes first.
static PLANS: &[Plan] = include!("plan/table.in");

/// Region of a plan that belongs to no country, such as a satellite network's.
const NO_COUNTRY: &str = "001";
/// Maximum number of digits that make a short code in most countries.
const MAX_SHORT_CODE_DIGITS: usize = 6;
/// Maximum number of digits of China's service numbers other than those that begin with 106.
const MAX_CHINESE_SERVICE_DIGITS: usize = 8;

/// The numbering plan of one country, or of one calling code that belongs to no country.
#[derive(Debug)]
pub(crate) struct Plan {
    pub(crate) code: u16,
    /// ISO 3166 code, or `001` for a plan without a country.
    pub(crate) region: &'static str,
    /// Pattern of the prefix for dialing abroad.
    abroad: &'static str,
    /// Pattern of the prefix for dialing nationally, which is not part of the number.
    trunk: &'static str,
    /// Replacement for the digits that `trunk` matched.
    trunk_rule: &'static str,
    /// Pattern of the first digits that distinguish this country among those that share the code.
    leading: &'static str,
    /// Bit n: a number may have n digits.
    lengths: u32,
    /// Bit n: n digits are dialed within one area.
    local_lengths: u32,
    general: &'static str,
    kinds: &'static [(Kind, u32, &'static str)],
}

/// Use that a plan assigns a number to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    PremiumRate,
    TollFree,
    SharedCost,
    Voip,
    Personal,
    Pager,
    Universal,
    Voicemail,
    FixedLine,
    Mobile,
    /// The plan does not distinguish the two.
    FixedLineOrMobile,
}

/// Whether a plan has numbers of a given length.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Length {
    Possible,
    /// The number can be dialed within its area only.
    Local,
    TooShort,
    TooLong,
    /// Both shorter and longer numbers exist.
    Unused,
}

impl Plan {
    pub(crate) fn is_country(&self) -> bool {
        self.region != NO_COUNTRY
    }

    pub(crate) fn length_of(&self, national: &str) -> Length {
        // 0 if there are more digits than the sets have bits.
        let bit = bit(national.len());
        let (shortest, longest) = (self.lengths.trailing_zeros(), self.lengths.leading_zeros());
        if self.local_lengths & bit != 0 {
            Length::Local
        } else if self.lengths & bit != 0 {
            Length::Possible
        } else if bit == 0 || bit.leading_zeros() < longest {
            Length::TooLong
        } else if bit.trailing_zeros() < shortest {
            Length::TooShort
        } else {
            Length::Unused
        }
    }

    /// Returns the digits after the prefix for dialing abroad. `None` when the digits do not begin with it, or when
    /// no calling code can follow.
    pub(crate) fn after_prefix_for_abroad<'a>(&self, digits: &'a str) -> Option<&'a str> {
        let found = pattern::find_at_start(self.abroad, digits)?;
        digits.get(found.end..).filter(|rest| !rest.starts_with('0'))
    }

    /// Whether national numbers are dialed with a prefix that is not part of them.
    pub(crate) fn has_prefix(&self) -> bool {
        !self.trunk.is_empty()
    }

    /// Whether national numbers are dialed with a leading zero that is not part of them.
    pub(crate) fn is_dialed_with_zero(&self) -> bool {
        self.trunk.starts_with('0')
    }

    /// Whether digits without a plus sign or a national prefix are a short code, such as a bank's or a carrier's,
    /// rather than a person's number.
    ///
    /// The library that the plans come from has no short codes. Digits are therefore a short code if they are at most
    /// six, unless the country's mobile numbers are that short and are dialed without a prefix. China's are longer.
    pub(crate) fn is_short_code(&self, digits: &str) -> bool {
        if digits.starts_with('0') {
            return false;
        }
        if self.region == "CN" && is_chinese_service(digits) {
            return true;
        }
        if digits.len() > MAX_SHORT_CODE_DIGITS {
            return false;
        }
        let is_mobile = |kind: &Kind| matches!(kind, Kind::Mobile | Kind::FixedLineOrMobile);
        let mobile = self.kinds.iter().filter(|(kind, ..)| is_mobile(kind));
        let mobile = mobile.fold(0, |lengths, (_, kinds_lengths, _)| lengths | kinds_lengths);
        let are_short = |lengths: u32| lengths < bit(MAX_SHORT_CODE_DIGITS.saturating_add(1));
        let has_prefix = self.has_prefix() && !are_short(mobile);
        let is_mobiles_length = mobile & bit(digits.len()) != 0 && !has_prefix;
        !is_mobiles_length && !are_short(self.lengths)
    }

    #[cfg(test)]
    pub(crate) fn is_prefix_for_abroad(&self, digits: &str) -> bool {
        pattern::matches_all(self.abroad, digits)
    }

    /// Whether the digits match the plan's general pattern, whatever their count.
    pub(crate) fn has_outline(&self, national: &str) -> bool {
        pattern::matches_all(self.general, national)
    }

    /// Returns the use that this plan assigns the number to. `None` when it is unassigned.
    pub(crate) fn kind_of(&self, national: &str) -> Option<Kind> {
        let bit = bit(national.len());
        if self.lengths & bit == 0 || !self.has_outline(national) {
            return None;
        }
        let is_of = |wanted: Kind| {
            self.kinds.iter().any(|(kind, lengths, pattern)| {
                *kind == wanted && lengths & bit != 0 && pattern::matches_all(pattern, national)
            })
        };
        // As in the library, the first kind that matches counts, and services come before phones.
        let services = self.kinds.iter().map(|(kind, ..)| *kind);
        let mut services = services.filter(|it| !matches!(it, Kind::FixedLine | Kind::Mobile));
        services.find(|kind| is_of(*kind)).or_else(|| {
            match (is_of(Kind::FixedLine), is_of(Kind::Mobile)) {
                (true, true) => Some(Kind::FixedLineOrMobile),
                (true, false) => Some(Kind::FixedLine),
                (false, true) => Some(Kind::Mobile),
                (false, false) => None,
            }
        })
    }

    /// Whether the first digits alone identify a number as this country's.
    pub(crate) fn leads(&self, national: &str) -> bool {
        pattern::find_at_start(self.leading, national).is_some()
    }

    /// Strips the national prefix, even if too few digits remain.
    pub(crate) fn without_prefix(&self, dialed: &str) -> String {
        let Some(found) = pattern::find_at_start(self.trunk, dialed) else {
            return dialed.to_owned();
        };
        let rest = dialed.get(found.end..).unwrap_or_default();
        let stripped = match self.transformed(&found, dialed) {
            Some(replaced) => replaced + rest,
            None => rest.to_owned(),
        };
        // A valid number is not stripped to an invalid one.
        let stays = self.has_outline(dialed) && !self.has_outline(&stripped);
        if stays { dialed.to_owned() } else { stripped }
    }

    /// Strips the national prefix, unless too few digits would remain.
    pub(crate) fn national(&self, dialed: &str) -> String {
        let stripped = self.without_prefix(dialed);
        match self.length_of(&stripped) {
            Length::Possible | Length::TooLong => stripped,
            Length::Local | Length::TooShort | Length::Unused => dialed.to_owned(),
        }
    }

    /// Applies the plan's replacement rule to the matched prefix. `None` when the prefix is simply dropped.
    fn transformed(&self, found: &pattern::PatternMatch, dialed: &str) -> Option<String> {
        let (first, second) = (found.group(1, dialed), found.group(2, dialed));
        let applies = second.map_or(first.is_some_and(|it| !it.is_empty()), |it| !it.is_empty());
        if self.trunk_rule.is_empty() || first.is_none() || !applies {
            return None;
        }
        let replaced = self.trunk_rule.replace("$1", first.unwrap_or_default());
        Some(replaced.replace("$2", second.unwrap_or_default()))
    }
}

/// Returns the plan of a country.
pub(crate) fn of_region(region: &str) -> Option<&'static Plan> {
    PLANS.iter().find(|plan| plan.is_country() && plan.region == region)
}

/// Returns the plans of all countries.
#[cfg(test)]
pub(crate) fn countries() -> impl Iterator<Item = &'static Plan> {
    PLANS.iter().filter(|plan| plan.is_country())
}

/// Returns the plans of a calling code, its main country's first.
pub(crate) fn of_code(code: u16) -> &'static [Plan] {
    let start = PLANS.partition_point(|plan| plan.code < code);
    let end = PLANS.partition_point(|plan| plan.code <= code);
    PLANS.get(start..end).unwrap_or_default()
}

/// Splits a calling code that is in use off the digits that follow a plus sign.
pub(crate) fn split_code(digits: &str) -> Option<(u16, &str)> {
    (1..=3).find_map(|length| {
        let (code, national) = digits.split_at_checked(length)?;
        let code = code.parse().ok().filter(|_| !code.starts_with('0'))?;
        (!of_code(code).is_empty()).then_some((code, national))
    })
}

/// Returns the plan to which the number belongs. If several countries share the code, the digits decide.
pub(crate) fn of_number(code: u16, national: &str) -> Option<&'static Plan> {
    match of_code(code) {
        [only] => Some(only),
        plans => plans.iter().find(|it| it.leads(national) || it.kind_of(national).is_some()),
    }
}

/// Whether the digits are a Chinese service number: 106… of companies that send SMS in bulk, of any length, or 10…,
/// 11…, 12…, 95… and 96… of carriers, authorities, banks and companies.
fn is_chinese_service(digits: &str) -> bool {
    let is_service = ["10", "11", "12", "95", "96"].iter().any(|it| digits.starts_with(it));
    digits.starts_with("106") || (is_service && digits.len() <= MAX_CHINESE_SERVICE_DIGITS)
}

fn bit(length: usize) -> u32 {
    u32::try_from(length).ok().and_then(|length| 1_u32.checked_shl(length)).unwrap_or(0)
}

#[cfg(test)]
mod tests;
