//! Relay users' publications. One statement claims a publication before anything is done. Afterwards only the
//! holder of its lease may change it.

pub mod claim;
pub mod log;
pub mod progress;

/// State of a publication.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PublicationState {
    UnderWay,
    Published,
    Refused,
    /// It may or may not have been published. It is not retried.
    Unknown,
}

impl PublicationState {
    pub const ALL: [Self; 4] = [Self::UnderWay, Self::Published, Self::Refused, Self::Unknown];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::UnderWay => "under_way",
            Self::Published => "published",
            Self::Refused => "refused",
            Self::Unknown => "unknown",
        }
    }

    /// The inverse of [`as_str`](Self::as_str).
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == text)
    }
}

#[cfg(test)]
mod tests;
