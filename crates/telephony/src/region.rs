//! The country that national numbers are read in.

/// The countries whose numbering plans the library carries. Its own names include every pair of
/// letters, and asking it which of them have a plan would load all of its data.
const WITH_A_NUMBERING_PLAN: &str = "AC AD AE AF AG AI AL AM AO AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN \
     BO BQ BR BS BT BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE \
     DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM \
     GN GP GQ GR GT GU GW GY HK HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE \
     KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH \
     MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ \
     OM PA PE PF PG PH PK PL PM PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI \
     SJ SK SL SM SN SO SR SS ST SV SX SY SZ TA TC TD TG TH TJ TK TL TM TN TO TR TT TV TW \
     TZ UA UG US UY UZ VA VC VE VG VI VN VU WF WS XK YE YT ZA ZM ZW";

/// An ISO 3166 alpha-2 country that has a numbering plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Region(rlibphonenumber::Region);

impl Region {
    /// `"US"`, in either case. `None` for anything that has no numbering plan, such as `"UK"`: every
    /// national number would be refused. Costs no more than the look-up of a name.
    pub fn parse(text: &str) -> Option<Self> {
        let name = text.to_ascii_uppercase();
        let known = WITH_A_NUMBERING_PLAN.split(' ').any(|known| known == name);
        if known { name.parse().ok().map(Self) } else { None }
    }

    pub(crate) fn library(self) -> rlibphonenumber::Region {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn regions_are_exactly_those_whose_numbering_plan_the_library_carries() {
        let carried: Vec<_> = rlibphonenumber::PHONE_NUMBER_UTIL.get_supported_regions().collect();
        for name in ('A'..='Z').flat_map(|a| ('A'..='Z').map(move |b| format!("{a}{b}"))) {
            let has_a_plan = name.parse().is_ok_and(|region| carried.contains(&region));
            assert_eq!(Region::parse(&name).is_some(), has_a_plan, "{name}");
        }
        assert_eq!(WITH_A_NUMBERING_PLAN.split(' ').count(), carried.len());
    }

    #[test]
    fn a_region_is_two_letters_in_either_case() {
        assert_eq!(Region::parse("us"), Region::parse("US"));
        for text in ["", "U", "USA", " US", "001", "World", "US CA", "É"] {
            assert_eq!(Region::parse(text), None, "{text}");
        }
    }
}
