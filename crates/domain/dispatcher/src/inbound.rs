//! Inbound SMS, and the state of their relay where they arrived at a masking number.

pub(crate) mod masked;
pub(crate) mod receive;

/// State of the relay of an inbound SMS. The column `inbound.mask` holds its spelling, and NULL for an SMS that
/// is not to be relayed or whose relay is decided.
///
/// Deployed objects hold these spellings, so they must not change. Statements that compare the column contain
/// [`undecided!`] or [`may_be_projected!`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum RelayState {
    /// Undecided. Senders who take part in no session get no answer.
    Pending,
    /// Undecided. Senders who take part in no session get an answer, too.
    PendingForEverybody,
    /// The relay was refused. The SMS is relayed again if it is reported again.
    Refused,
}

impl RelayState {
    /// Reads a spelling. `None` if it is unknown.
    pub(crate) fn parse(spelling: &str) -> Option<Self> {
        let all = [Self::Pending, Self::PendingForEverybody, Self::Refused];
        all.into_iter().find(|state| state.as_str() == spelling)
    }

    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::PendingForEverybody => "pending_for_everybody",
            Self::Refused => "refused",
        }
    }
}

/// SQL condition: the relay is still to be decided.
macro_rules! undecided {
    () => {
        "mask IN ('pending', 'pending_for_everybody')"
    };
}

/// SQL condition: D1 may have the SMS, since its relay is not to be decided now.
macro_rules! may_be_projected {
    () => {
        "(mask IS NULL OR mask = 'refused')"
    };
}

pub(crate) use {may_be_projected, undecided};

pub(crate) const SET_RELAY_STATE: &str = "UPDATE inbound SET mask = ? WHERE claim = ?";

#[cfg(test)]
mod tests;
