//! The country that national numbers are read in.

/// An ISO 3166 alpha-2 country that has a numbering plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Region(rlibphonenumber::Region);

impl Region {
    /// `"US"`, in either case.
    pub fn parse(text: &str) -> Option<Self> {
        text.to_ascii_uppercase().parse().ok().map(Self)
    }

    pub(crate) fn library(self) -> rlibphonenumber::Region {
        self.0
    }
}
