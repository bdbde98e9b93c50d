//! News of pushes for the accounts of phones: whether pushes reach them.

use std::{collections::BTreeMap, fmt};

use object_commands::push_queue::PushedPhone;

/// Something to tell a phone's account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct News {
    pub phone: PushedPhone,
    pub tidings: Tidings,
}

/// Whether pushes reach a phone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tidings {
    /// The push service refuses the phone's token.
    TokenRefused,
    /// The service failed or could not be reached in every try, or does not let us send, or the push had no room in the
    /// queue or waited too long.
    NotSent,
    /// A push was sent, and the account counts the phone as not reached.
    SentAgain,
}

/// The news of each phone since they were taken, by account and gateway. Later news replace earlier ones.
#[derive(Debug, Default)]
pub(super) struct NewsKeeper {
    all: BTreeMap<(String, String), News>,
    has_rest: bool,
}

impl NewsKeeper {
    pub(super) fn add(&mut self, phones: &[PushedPhone], tidings: Tidings) {
        for phone in phones {
            let key = (phone.account_id.clone(), phone.gateway_id.clone());
            self.all.insert(key, News { phone: phone.clone(), tidings });
        }
    }

    /// Adds that a push was thrown away, for the phones whose accounts do not know that pushes do not reach them.
    pub(super) fn unreached(&mut self, phones: &[PushedPhone], tidings: Tidings) {
        for phone in phones.iter().filter(|phone| !phone.unreached) {
            self.add(std::slice::from_ref(phone), tidings);
        }
    }

    /// Adds that a push has not been sent in any try so far. From then on the accounts want to know of one that is.
    pub(super) fn not_sent_yet(&mut self, phones: &mut [PushedPhone]) {
        for phone in &mut *phones {
            phone.unreached = true;
        }
        self.add(phones, Tidings::NotSent);
    }

    /// Adds that a push was sent, for the phones whose accounts want to know.
    pub(super) fn sent(&mut self, phones: &mut [PushedPhone]) {
        for phone in phones {
            if std::mem::take(&mut phone.unreached) {
                self.add(std::slice::from_ref(phone), Tidings::SentAgain);
            }
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// Whether a call of [`take`](Self::take) left news.
    pub(super) fn has_rest(&self) -> bool {
        self.has_rest
    }

    pub(super) fn take(&mut self, limit: usize) -> Vec<News> {
        let taken = std::iter::from_fn(|| self.all.pop_first()).take(limit);
        let taken = taken.map(|(_, news)| news).collect();
        self.has_rest = !self.all.is_empty();
        taken
    }
}

/// Pause of a token, with what its phones are told. Its text is what is stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Pause {
    pub(super) until_ms: i64,
    pub(super) because: Tidings,
}

/// Mark behind the time in the stored text of a refused token's pause.
const REFUSED: &str = "refused";

impl Pause {
    pub(super) fn read(text: &str) -> Option<Self> {
        let (until_ms, mark) = text.split_once(' ').unwrap_or((text, ""));
        let because = if mark == REFUSED { Tidings::TokenRefused } else { Tidings::NotSent };
        Some(Self { until_ms: until_ms.parse().ok()?, because })
    }
}

impl fmt::Display for Pause {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.because {
            Tidings::TokenRefused => write!(formatter, "{} {REFUSED}", self.until_ms),
            Tidings::NotSent | Tidings::SentAgain => write!(formatter, "{}", self.until_ms),
        }
    }
}
