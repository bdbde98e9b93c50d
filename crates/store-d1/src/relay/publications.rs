//! What relay users had published. A publication is claimed by one statement before anything is done, and whoever
//! goes on with it holds its lease, without which nothing is changed any more.

pub mod claim;
pub mod log;
pub mod progress;

/// How far a publication is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PublicationState {
    UnderWay,
    Published,
    Refused,
    /// Nobody knows whether it was published. It is not tried again.
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
