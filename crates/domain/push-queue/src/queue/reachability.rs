//! Notices for phones' accounts of whether pushes reach the phones.

use std::{collections::BTreeMap, fmt};

use ids::GatewayId;
use object_commands::push_queue::PushedPhone;
use unix_time::UnixMillis;

/// Notice for a phone's account of whether pushes reach the phone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReachabilityNotice {
    pub phone: PushedPhone,
    pub reachability: PushReachability,
}

/// Whether pushes reach a phone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PushReachability {
    /// The push service refuses the phone's token.
    TokenRefused,
    /// The service failed or could not be reached in every try, or does not let us send, or the push had no room in the
    /// queue or waited too long.
    Failing,
    /// A push was sent, and the account counts the phone as not reached.
    Restored,
}

/// Latest notice of each phone since the last [`take`](Self::take), by account and gateway.
#[derive(Debug, Default)]
pub(super) struct PendingNotices {
    all: BTreeMap<(String, GatewayId), ReachabilityNotice>,
    has_rest: bool,
}

impl PendingNotices {
    pub(super) fn add(&mut self, phones: &[PushedPhone], reachability: PushReachability) {
        for phone in phones {
            let key = (phone.account_id.clone(), phone.gateway_id.clone());
            self.all.insert(key, ReachabilityNotice { phone: phone.clone(), reachability });
        }
    }

    /// Adds that a push was thrown away, for the phones whose accounts do not know that pushes do not reach them.
    pub(super) fn unreached(&mut self, phones: &[PushedPhone], reachability: PushReachability) {
        for phone in phones.iter().filter(|phone| !phone.unreached) {
            self.add(std::slice::from_ref(phone), reachability);
        }
    }

    /// Adds that a push has not been sent in any try so far. From then on the accounts want to know of one that is.
    pub(super) fn mark_not_sent(&mut self, phones: &mut [PushedPhone]) {
        for phone in &mut *phones {
            phone.unreached = true;
        }
        self.add(phones, PushReachability::Failing);
    }

    /// Adds that a push was sent, for the phones whose accounts want to know.
    pub(super) fn sent(&mut self, phones: &mut [PushedPhone]) {
        for phone in phones {
            if std::mem::take(&mut phone.unreached) {
                self.add(std::slice::from_ref(phone), PushReachability::Restored);
            }
        }
    }

    pub(super) fn forget_account(&mut self, account_id: &str) {
        self.all.retain(|(account, _), _| account != account_id);
        self.has_rest &= !self.all.is_empty();
    }

    pub(super) fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// Whether a call of [`take`](Self::take) left notices.
    pub(super) fn has_rest(&self) -> bool {
        self.has_rest
    }

    pub(super) fn take(&mut self, limit: usize) -> Vec<ReachabilityNotice> {
        let taken = std::iter::from_fn(|| self.all.pop_first()).take(limit);
        let taken = taken.map(|(_, notice)| notice).collect();
        self.has_rest = !self.all.is_empty();
        taken
    }
}

/// Pause of a token, with the notice that its phones get. Stored as its `Display` text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct TokenPause {
    pub(super) until_ms: UnixMillis,
    pub(super) reason: PushReachability,
}

/// Mark behind the time in the stored text of a refused token's pause.
const REFUSED: &str = "refused";

impl TokenPause {
    pub(super) fn read(text: &str) -> Option<Self> {
        let (until_ms, mark) = text.split_once(' ').unwrap_or((text, ""));
        let reason = if mark == REFUSED {
            PushReachability::TokenRefused
        } else {
            PushReachability::Failing
        };
        Some(Self { until_ms: until_ms.parse().ok()?, reason })
    }
}

impl fmt::Display for TokenPause {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.reason {
            PushReachability::TokenRefused => write!(formatter, "{} {REFUSED}", self.until_ms),
            PushReachability::Failing | PushReachability::Restored => {
                write!(formatter, "{}", self.until_ms)
            }
        }
    }
}
