//! The queue that decides when each push is sent.
//!
//! A push is sent at once. An equal one (same token, event and data) within the debounce interval waits for the
//! interval's end and is then sent once, however many were offered. A failing push is tried three times in all,
//! with growing delays. After the third failure, or when its token is refused, the token is paused for a quarter of
//! an hour. A push that has waited for that long is dropped, because a phone that gets no push fetches by itself
//! that often.
//!
//! A [`ReachabilityNotice`] for a phone's account comes out of the queue ([`Queue::take_notices`]) when a push does not
//! reach the phone, and when pushes do again: the tries are used up, the service throttled as many, the token is
//! refused or paused, the queue has no room, or the push waited too long. Several phones may have one token, and each
//! gets a notice. The phones are part of their waiting pushes, and so of their rows: tries lie far enough apart for the
//! object to be evicted between them.
//!
//! Waiting pushes and paused tokens have to be stored ([`Queue::take_changes`]). Pushes under way for the first
//! time, and the times of recent ones, are not: losing them costs one push too few or too many, while storing them
//! would cost two rows for every push.

mod reachability;
mod request_pace;

pub use reachability::{PushReachability, ReachabilityNotice};
pub use request_pace::RequestPace;

use std::collections::{BTreeMap, BTreeSet};

use object_commands::push_queue::{Push, PushedPhone};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use unix_time::UnixMillis;

use crate::{PushOutcome, token_digest};
use reachability::{PendingNotices, TokenPause};
use request_pace::RecentRequests;

/// Prefixes of the keys of stored entries.
const WAITING: &str = "waiting/";
const PAUSED: &str = "left-alone/";
/// Maximum number of phones that are remembered for one push. A token belongs to one phone; more have it only after
/// registrations anew, and the latest are the ones in use.
const MAX_PHONES: usize = 16;
/// Maximum number of phones whose accounts are told in one round, since each is a call to an object.
const MAX_NOTICES: usize = 100;
/// Time after which a push under way counts as lost. No request takes as long.
const LOST_AFTER_MS: i64 = 60_000;

/// Rules set by the operator or the receiver.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PushRules {
    /// Minimum time between equal pushes.
    pub debounce_ms: i64,
    pub tries: u32,
    /// Time for which a failing token is paused, and for which a push may wait.
    pub pause_ms: i64,
    pub max_waiting: usize,
    /// Maximum total bytes of all tokens and data in the queue.
    pub max_bytes: usize,
    /// Maximum number of tokens that are paused at once. Beyond it a failing token loses its pushes but is not
    /// paused.
    pub max_paused: usize,
    /// Maximum number of pushes that are started at once.
    pub batch: usize,
    pub pace: Option<RequestPace>,
}

impl PushRules {
    /// Returns the contract's rules with this debounce interval.
    pub fn new(debounce_ms: i64) -> Self {
        Self {
            debounce_ms,
            tries: 3,
            pause_ms: 15 * 60_000,
            max_waiting: 10_000,
            max_bytes: 8 * 1_048_576,
            max_paused: 10_000,
            batch: 100,
            pace: None,
        }
    }
}

/// Outcome of offering a push to the queue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OfferOutcome {
    /// The push will be sent, or an equal one that already waits covers it.
    Accepted,
    /// The token is paused, and the push was dropped.
    Paused,
    /// The queue has no room, and the push was dropped.
    Full,
}

/// Change to the stored entries.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EntryChange {
    Put { key: String, value: String },
    Delete { key: String },
}

/// The pushes of one queue.
#[derive(Debug)]
pub struct Queue {
    rules: PushRules,
    entries: BTreeMap<String, Entry>,
    /// Total bytes of the pushes of all entries.
    bytes: usize,
    paused: BTreeMap<String, TokenPause>,
    pace: RecentRequests,
    notices: PendingNotices,
    /// Keys whose stored value may be out of date.
    touched: BTreeSet<String>,
    stored_keys: BTreeSet<String>,
}

#[derive(Debug)]
struct Entry {
    push: Push,
    /// Phones that have the token and wait for the push; none if they belong to another server.
    phones: Vec<PushedPhone>,
    offered_at_ms: UnixMillis,
    failures: u32,
    /// Number of times that the push was throttled.
    throttled: u32,
    state: State,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Waiting {
        due_ms: UnixMillis,
    },
    /// `again`: whether the push was offered again in the meantime.
    UnderWay {
        again: bool,
    },
    /// The push was sent. An equal one may be sent again from `until_ms` on.
    Quiet {
        until_ms: UnixMillis,
    },
}

#[derive(Serialize, Deserialize)]
struct StoredEntry {
    push: Push,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    phone: Option<PushedPhone>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    other_phones: Vec<PushedPhone>,
    offered_at_ms: UnixMillis,
    failures: u32,
    #[serde(default)]
    throttled: u32,
    due_ms: UnixMillis,
}

impl Queue {
    pub fn new(rules: PushRules) -> Self {
        Self {
            rules,
            entries: BTreeMap::new(),
            bytes: 0,
            paused: BTreeMap::new(),
            pace: RecentRequests::default(),
            notices: PendingNotices::default(),
            touched: BTreeSet::new(),
            stored_keys: BTreeSet::new(),
        }
    }

    /// Restores the queue from its stored entries. Unreadable ones are dropped.
    pub fn restore(rules: PushRules, stored: impl IntoIterator<Item = (String, String)>) -> Self {
        let mut queue = Self::new(rules);
        for (key, value) in stored {
            if let Some(name) = key.strip_prefix(PAUSED) {
                queue.paused.extend(TokenPause::read(&value).map(|pause| (name.to_owned(), pause)));
            } else if let (Some(name), Ok(stored)) =
                (key.strip_prefix(WAITING), serde_json::from_str::<StoredEntry>(&value))
            {
                let entry = stored.into_entry();
                queue.bytes = queue.bytes.saturating_add(entry.bytes());
                queue.entries.insert(name.to_owned(), entry);
            } else {
                queue.touched.insert(key.clone());
            }
            queue.stored_keys.insert(key);
        }
        queue
    }

    /// Offers a push for a phone of another server.
    pub fn offer(&mut self, push: Push, now_ms: UnixMillis) -> OfferOutcome {
        self.offer_for(None, push, now_ms)
    }

    /// Offers a push for sending, with the phone of this deployment that it is for.
    pub fn offer_for(
        &mut self,
        phone: Option<&PushedPhone>,
        push: Push,
        now_ms: UnixMillis,
    ) -> OfferOutcome {
        if let Some(reachability) = self.pause_reason(&push, now_ms) {
            self.notices.unreached(slice_of(phone), reachability);
            return OfferOutcome::Paused;
        }
        let key = key_of(&push);
        let bytes = self.bytes.saturating_add(bytes_of(&push, slice_of(phone)));
        let full = self.entries.len() >= self.rules.max_waiting || bytes > self.rules.max_bytes;
        let due_ms = match self.entries.get_mut(&key) {
            Some(known) => match &mut known.state {
                State::Quiet { until_ms } => {
                    // The push takes its own entry's place, so a full queue does not refuse it.
                    let until_ms = *until_ms;
                    self.bytes = bytes.saturating_sub(known.bytes());
                    until_ms.max(now_ms)
                }
                State::Waiting { .. } | State::UnderWay { .. } => {
                    if let State::UnderWay { again } = &mut known.state {
                        *again = true;
                    }
                    let is_waiting = matches!(known.state, State::Waiting { .. });
                    let before = known.bytes();
                    if phone.is_some_and(|phone| known.add_phone(phone)) {
                        self.bytes =
                            self.bytes.saturating_sub(before).saturating_add(known.bytes());
                        // The row of a push that is being sent stays as it is until its outcome is known.
                        if is_waiting {
                            self.touched.insert(format!("{WAITING}{key}"));
                        }
                    }
                    return OfferOutcome::Accepted;
                }
            },
            None if full => {
                self.notices.unreached(slice_of(phone), PushReachability::Failing);
                return OfferOutcome::Full;
            }
            None => {
                self.bytes = bytes;
                now_ms
            }
        };
        let (state, phones) = (State::Waiting { due_ms }, phone.cloned().into_iter().collect());
        self.touched.insert(format!("{WAITING}{key}"));
        let entry = Entry { push, phones, offered_at_ms: now_ms, failures: 0, throttled: 0, state };
        self.entries.insert(key, entry);
        OfferOutcome::Accepted
    }

    /// Starts the pushes that are due now, at most a batch. Returns each with the key under which its end is
    /// reported.
    pub fn begin(&mut self, now_ms: UnixMillis) -> Vec<(String, Push)> {
        self.drop_expired(now_ms);
        if self.rules.pace.is_some_and(|pace| self.pace.free_at_ms(pace, now_ms) > now_ms) {
            return Vec::new();
        }
        let mut due: Vec<(UnixMillis, String)> = self
            .entries
            .iter()
            .filter_map(|(key, entry)| match entry.state {
                State::Waiting { due_ms } if due_ms <= now_ms => Some((due_ms, key.clone())),
                _ => None,
            })
            .collect();
        due.sort();
        due.truncate(self.rules.batch);
        let mut begun = Vec::new();
        for (_, key) in due {
            if let Some(entry) = self.entries.get_mut(&key) {
                // The stored entry stays until the outcome is known.
                entry.state = State::UnderWay { again: false };
                begun.push((key, entry.push.clone()));
            }
        }
        if let (Some(pace), false) = (self.rules.pace, begun.is_empty()) {
            self.pace.record(pace, now_ms);
        }
        begun
    }

    /// Records the outcome of a push that was started.
    pub fn finished(&mut self, key: &str, outcome: PushOutcome, now_ms: UnixMillis) {
        // It is gone if its token was paused while the request ran.
        let Some(entry) = self.entries.get_mut(key) else { return };
        let State::UnderWay { again } = entry.state else { return };
        self.touched.insert(format!("{WAITING}{key}"));
        let quiet_until_ms = now_ms.saturating_add(self.rules.debounce_ms);
        entry.state = match outcome {
            PushOutcome::Sent => {
                self.notices.sent(&mut entry.phones);
                if again {
                    entry.offered_at_ms = now_ms;
                    (entry.failures, entry.throttled) = (0, 0);
                    State::Waiting { due_ms: quiet_until_ms }
                } else {
                    State::Quiet { until_ms: quiet_until_ms }
                }
            }
            PushOutcome::Throttled { retry_after_ms } => {
                entry.throttled = entry.throttled.saturating_add(1);
                // `==`, so that the accounts are told once: throttling uses up no tries and may go on.
                if entry.throttled == self.rules.tries {
                    self.notices.mark_not_sent(&mut entry.phones);
                }
                let delay_ms = retry_after_ms.unwrap_or(0).max(self.rules.debounce_ms);
                State::Waiting { due_ms: now_ms.saturating_add(delay_ms) }
            }
            PushOutcome::Failed { retry_after_ms } if entry.failures + 1 < self.rules.tries => {
                let delay_ms = self.rules.debounce_ms << entry.failures.min(10);
                entry.failures += 1;
                let delay_ms = delay_ms.max(retry_after_ms.unwrap_or(0));
                State::Waiting { due_ms: now_ms.saturating_add(delay_ms) }
            }
            PushOutcome::Failed { .. } | PushOutcome::Refused => {
                let reachability = match outcome {
                    PushOutcome::Refused => PushReachability::TokenRefused,
                    _ => PushReachability::Failing,
                };
                let token = token_digest(&entry.push.token);
                return self.pause_token(&token, reachability, now_ms);
            }
        };
    }

    /// Returns notices for the phones' accounts, at most [`MAX_NOTICES`]; one for each phone, the latest. The rest is
    /// due at once, in another round.
    pub fn take_notices(&mut self) -> Vec<ReachabilityNotice> {
        self.notices.take(MAX_NOTICES)
    }

    /// Drops the pushes that wait for phones of this account and of no other, with the notices for it.
    pub fn forget_account(&mut self, account_id: &str) {
        let (touched, bytes) = (&mut self.touched, &mut self.bytes);
        self.entries.retain(|key, entry| {
            if entry.phones.iter().all(|phone| phone.account_id != account_id) {
                return true;
            }
            touched.insert(format!("{WAITING}{key}"));
            *bytes = bytes.saturating_sub(entry.bytes());
            entry.phones.retain(|phone| phone.account_id != account_id);
            let stays = !entry.phones.is_empty();
            if stays {
                *bytes = bytes.saturating_add(entry.bytes());
            }
            stays
        });
        self.notices.forget_account(account_id);
    }

    pub fn has_notices(&self) -> bool {
        !self.notices.is_empty()
    }

    /// Returns the time at which the next push is due.
    pub fn next_due_ms(&self, now_ms: UnixMillis) -> Option<UnixMillis> {
        if self.notices.has_rest() {
            return Some(now_ms);
        }
        let waiting = self.entries.iter().filter_map(|(key, entry)| match entry.state {
            State::Waiting { due_ms } => Some(due_ms),
            // Its row stays, so that another instance sends the push again if this one loses its outcome.
            State::UnderWay { .. } if self.stored_keys.contains(&format!("{WAITING}{key}")) => {
                Some(now_ms.saturating_add(LOST_AFTER_MS))
            }
            State::UnderWay { .. } | State::Quiet { .. } => None,
        });
        let free_at_ms = self.rules.pace.map(|pace| self.pace.free_at_ms(pace, now_ms));
        waiting.min().map(|due_ms| due_ms.max(free_at_ms.unwrap_or(due_ms)))
    }

    /// Returns the changes to the stored entries since the last call.
    pub fn take_changes(&mut self) -> Vec<EntryChange> {
        let mut changes = Vec::new();
        for key in std::mem::take(&mut self.touched) {
            match self.value_of(&key) {
                Some(value) => {
                    self.stored_keys.insert(key.clone());
                    changes.push(EntryChange::Put { key, value });
                }
                None if self.stored_keys.remove(&key) => changes.push(EntryChange::Delete { key }),
                // There is no row: a push that begins in the step that offers it is not stored, to save two writes.
                None => {}
            }
        }
        changes
    }

    fn value_of(&self, key: &str) -> Option<String> {
        if let Some(token) = key.strip_prefix(PAUSED) {
            return self.paused.get(token).map(TokenPause::to_string);
        }
        let entry = self.entries.get(key.strip_prefix(WAITING)?)?;
        serde_json::to_string(&StoredEntry::of(entry)?).ok()
    }

    /// Returns why the push's token is paused. `None` if it is not.
    fn pause_reason(&self, push: &Push, now_ms: UnixMillis) -> Option<PushReachability> {
        let pause = self.paused.get(&token_digest(&push.token));
        pause.filter(|pause| pause.until_ms > now_ms).map(|pause| pause.reason)
    }

    /// Drops everything for the token, tells each of its phones, and pauses it for a while.
    fn pause_token(&mut self, token: &str, reason: PushReachability, now_ms: UnixMillis) {
        let known = self.paused.contains_key(token);
        if known || self.paused.len() < self.rules.max_paused {
            let until_ms = now_ms.saturating_add(self.rules.pause_ms);
            self.paused.insert(token.to_owned(), TokenPause { until_ms, reason });
            self.touched.insert(format!("{PAUSED}{token}"));
        }
        let (touched, bytes, notices) = (&mut self.touched, &mut self.bytes, &mut self.notices);
        self.entries.retain(|key, entry| {
            let stays = token_digest(&entry.push.token) != token;
            if !stays {
                notices.add(&entry.phones, reason);
                *bytes = bytes.saturating_sub(entry.bytes());
                touched.insert(format!("{WAITING}{key}"));
            }
            stays
        });
    }

    /// Drops debounce intervals that ended, tokens that are no longer paused, and pushes that waited too long.
    fn drop_expired(&mut self, now_ms: UnixMillis) {
        let (touched, bytes, notices) = (&mut self.touched, &mut self.bytes, &mut self.notices);
        let max_age_ms = self.rules.pause_ms;
        self.entries.retain(|key, entry| {
            let stays = match entry.state {
                State::Quiet { until_ms } => until_ms > now_ms,
                State::Waiting { .. } => entry.offered_at_ms.saturating_add(max_age_ms) > now_ms,
                State::UnderWay { .. } => true,
            };
            if !stays {
                if matches!(entry.state, State::Waiting { .. }) {
                    notices.unreached(&entry.phones, PushReachability::Failing);
                }
                *bytes = bytes.saturating_sub(entry.bytes());
                touched.insert(format!("{WAITING}{key}"));
            }
            stays
        });
        self.paused.retain(|token, pause| {
            let stays = pause.until_ms > now_ms;
            if !stays {
                touched.insert(format!("{PAUSED}{token}"));
            }
            stays
        });
    }
}

impl Entry {
    fn bytes(&self) -> usize {
        bytes_of(&self.push, &self.phones)
    }

    /// Adds a phone, or notes that the account wants to know of the push that is sent, whichever of the equal ones it
    /// is. Returns whether that changes anything.
    fn add_phone(&mut self, phone: &PushedPhone) -> bool {
        let is_same = |known: &&mut PushedPhone| {
            (&known.account_id, &known.gateway_id) == (&phone.account_id, &phone.gateway_id)
        };
        if let Some(known) = self.phones.iter_mut().find(is_same) {
            let is_new = phone.unreached && !known.unreached;
            known.unreached |= phone.unreached;
            return is_new;
        }
        if self.phones.len() >= MAX_PHONES {
            self.phones.remove(0);
        }
        self.phones.push(phone.clone());
        true
    }
}

impl StoredEntry {
    /// Returns what is stored of an entry; `None` if it does not wait.
    fn of(entry: &Entry) -> Option<Self> {
        let State::Waiting { due_ms } = entry.state else { return None };
        let mut phones = entry.phones.iter().cloned();
        let Entry { offered_at_ms, failures, throttled, .. } = *entry;
        Some(Self {
            push: entry.push.clone(),
            phone: phones.next(),
            other_phones: phones.collect(),
            offered_at_ms,
            failures,
            throttled,
            due_ms,
        })
    }

    fn into_entry(self) -> Entry {
        let Self { push, phone, other_phones, offered_at_ms, failures, throttled, due_ms } = self;
        let phones = phone.into_iter().chain(other_phones).collect();
        let state = State::Waiting { due_ms };
        Entry { push, phones, offered_at_ms, failures, throttled, state }
    }
}

/// Returns the bytes that a push with its phones takes of the queue's limit.
fn bytes_of(push: &Push, phones: &[PushedPhone]) -> usize {
    let data = push.data.iter().map(|(name, value)| name.len().saturating_add(value.len()));
    let phones =
        phones.iter().map(|it| it.account_id.len().saturating_add(it.gateway_id.as_str().len()));
    data.chain(phones).fold(push.token.expose().len(), usize::saturating_add)
}

fn slice_of(phone: Option<&PushedPhone>) -> &[PushedPhone] {
    phone.map_or(&[], std::slice::from_ref)
}

/// Returns the key of a push; equal pushes share it.
fn key_of(push: &Push) -> String {
    let data = push.data.iter().flat_map(|(name, value)| [name.as_str(), value.as_str()]);
    let mut text = String::new();
    for part in [push.token.expose(), push.event.as_str()].into_iter().chain(data) {
        // The length prefixes keep apart lists of parts that would be equal when joined.
        text.push_str(&part.len().to_string());
        text.push(':');
        text.push_str(part);
    }
    digest(text.as_bytes())
}

/// Returns the first half of a SHA-256, as 32 hex characters.
pub(crate) fn digest(bytes: &[u8]) -> String {
    let mut text = hex::encode(Sha256::digest(bytes));
    text.truncate(32);
    text
}

#[cfg(test)]
mod tests;
