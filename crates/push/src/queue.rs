//! Which pushes go when.
//!
//! A push goes at once. The same one (token, event and data) again within the debounce interval waits for
//! its end and then goes once, however often it was asked for. One that fails is tried three times in all,
//! with growing delays; after the third, or when its token turns out to be no good, the token is left alone
//! for a quarter of an hour. One that waited as long as that is dropped, since a phone that hears nothing
//! fetches by itself that often.
//!
//! What waits, and which tokens are left alone, is to be kept ([`Queue::take_changes`]). What goes at once
//! and what was sent a moment ago is not: to forget it costs one push too few or too many, and to keep it
//! would cost two rows for every push there is.

mod pace;

pub use pace::Pace;

use std::collections::{BTreeMap, BTreeSet};

use contracts::push_queue::Push;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::{Outcome, token_digest};
use pace::PaceKeeper;

/// Keys of what is kept begin with these.
const WAITING: &str = "waiting/";
const LEFT_ALONE: &str = "left-alone/";
/// No request takes as long.
const LOST_AFTER_MS: i64 = 60_000;

/// What an operator or the receiver decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rules {
    /// The least time between equal pushes.
    pub debounce_ms: i64,
    pub tries: u32,
    /// How long a token that keeps failing is left alone, and how long a push may wait.
    pub left_alone_ms: i64,
    pub max_waiting: usize,
    /// Bytes of all tokens and data that the queue holds at once.
    pub max_bytes: usize,
    /// Number of tokens that are left alone at once. Beyond it a failing token loses its pushes and nothing else.
    pub max_left_alone: usize,
    /// The most pushes that are begun at once.
    pub batch: usize,
    pub pace: Option<Pace>,
}

impl Rules {
    /// The contract's own, with this debounce interval.
    pub fn new(debounce_ms: i64) -> Self {
        Self {
            debounce_ms,
            tries: 3,
            left_alone_ms: 15 * 60_000,
            max_waiting: 10_000,
            max_bytes: 8 * 1_048_576,
            max_left_alone: 10_000,
            batch: 100,
            pace: None,
        }
    }
}

/// What becomes of a push that somebody wants sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Offer {
    /// It will be sent, or the one that waits already will serve.
    Taken,
    LeftAlone,
    Full,
}

/// What has to be kept, or not any more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    Put { key: String, value: String },
    Delete { key: String },
}

/// The pushes of one queue.
#[derive(Debug)]
pub struct Queue {
    rules: Rules,
    entries: BTreeMap<String, Entry>,
    /// Of the pushes of all entries.
    bytes: usize,
    left_alone: BTreeMap<String, i64>,
    pace: PaceKeeper,
    /// Keys whose kept value may not be what it should.
    touched: BTreeSet<String>,
    kept: BTreeSet<String>,
}

#[derive(Debug)]
struct Entry {
    push: Push,
    offered_at_ms: i64,
    failures: u32,
    state: State,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Waiting {
        due_ms: i64,
    },
    /// Asked for again meanwhile, or not.
    UnderWay {
        again: bool,
    },
    /// Sent; the same one may be sent again from then on.
    Quiet {
        until_ms: i64,
    },
}

#[derive(Serialize, Deserialize)]
struct Kept {
    push: Push,
    offered_at_ms: i64,
    failures: u32,
    due_ms: i64,
}

impl Queue {
    pub fn new(rules: Rules) -> Self {
        Self {
            rules,
            entries: BTreeMap::new(),
            bytes: 0,
            left_alone: BTreeMap::new(),
            pace: PaceKeeper::default(),
            touched: BTreeSet::new(),
            kept: BTreeSet::new(),
        }
    }

    /// Takes up what was kept. What cannot be read is forgotten.
    pub fn restore(rules: Rules, kept: impl IntoIterator<Item = (String, String)>) -> Self {
        let mut queue = Self::new(rules);
        for (key, value) in kept {
            if let Some(name) = key.strip_prefix(LEFT_ALONE) {
                queue.left_alone.extend(value.parse().map(|until_ms| (name.to_owned(), until_ms)));
            } else if let (Some(name), Ok(Kept { push, offered_at_ms, failures, due_ms })) =
                (key.strip_prefix(WAITING), serde_json::from_str(&value))
            {
                let state = State::Waiting { due_ms };
                queue.bytes = queue.bytes.saturating_add(bytes_of(&push));
                let entry = Entry { push, offered_at_ms, failures, state };
                queue.entries.insert(name.to_owned(), entry);
            } else {
                queue.touched.insert(key.clone());
            }
            queue.kept.insert(key);
        }
        queue
    }

    /// Somebody wants this sent.
    pub fn offer(&mut self, push: Push, now_ms: i64) -> Offer {
        if self.is_left_alone(&push, now_ms) {
            return Offer::LeftAlone;
        }
        let key = key_of(&push);
        let bytes = self.bytes.saturating_add(bytes_of(&push));
        let full = self.entries.len() >= self.rules.max_waiting || bytes > self.rules.max_bytes;
        let due_ms = match self.entries.get_mut(&key).map(|entry| &mut entry.state) {
            Some(State::Waiting { .. }) => return Offer::Taken,
            Some(State::UnderWay { again }) => {
                *again = true;
                return Offer::Taken;
            }
            Some(State::Quiet { until_ms }) => (*until_ms).max(now_ms),
            None if full => return Offer::Full,
            None => {
                self.bytes = bytes;
                now_ms
            }
        };
        let state = State::Waiting { due_ms };
        self.touched.insert(format!("{WAITING}{key}"));
        self.entries.insert(key, Entry { push, offered_at_ms: now_ms, failures: 0, state });
        Offer::Taken
    }

    /// What is to be sent now, at most a batch, with the name under which its end is told.
    pub fn begin(&mut self, now_ms: i64) -> Vec<(String, Push)> {
        self.forget_what_is_over(now_ms);
        if self.rules.pace.is_some_and(|pace| self.pace.free_at_ms(pace, now_ms) > now_ms) {
            return Vec::new();
        }
        let mut due: Vec<(i64, String)> = self
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
                // What was kept stays kept until its end is known.
                entry.state = State::UnderWay { again: false };
                begun.push((key, entry.push.clone()));
            }
        }
        if let (Some(pace), false) = (self.rules.pace, begun.is_empty()) {
            self.pace.note(pace, now_ms);
        }
        begun
    }

    /// Takes what came of a push that was begun. Returns the digest of its token if the token is left alone from now
    /// on.
    pub fn finished(&mut self, key: &str, outcome: Outcome, now_ms: i64) -> Option<String> {
        let entry = self.entries.get_mut(key)?;
        let State::UnderWay { again } = entry.state else { return None };
        self.touched.insert(format!("{WAITING}{key}"));
        let quiet_until_ms = now_ms.saturating_add(self.rules.debounce_ms);
        entry.state = match outcome {
            Outcome::Sent if again => {
                entry.offered_at_ms = now_ms;
                entry.failures = 0;
                State::Waiting { due_ms: quiet_until_ms }
            }
            Outcome::Sent => State::Quiet { until_ms: quiet_until_ms },
            Outcome::Throttled { retry_after_ms } => {
                let delay_ms = retry_after_ms.unwrap_or(0).max(self.rules.debounce_ms);
                State::Waiting { due_ms: now_ms.saturating_add(delay_ms) }
            }
            Outcome::Failed { retry_after_ms } if entry.failures + 1 < self.rules.tries => {
                let delay_ms = self.rules.debounce_ms << entry.failures.min(10);
                entry.failures += 1;
                let delay_ms = delay_ms.max(retry_after_ms.unwrap_or(0));
                State::Waiting { due_ms: now_ms.saturating_add(delay_ms) }
            }
            Outcome::Failed { .. } | Outcome::Refused => {
                let token = token_digest(&entry.push.token);
                self.leave_alone(&token, now_ms);
                return Some(token);
            }
        };
        None
    }

    /// When there is something to do next.
    pub fn next_due_ms(&self, now_ms: i64) -> Option<i64> {
        let waiting = self.entries.iter().filter_map(|(key, entry)| match entry.state {
            State::Waiting { due_ms } => Some(due_ms),
            // Should its end be lost with this instance, it is found again.
            State::UnderWay { .. } if self.kept.contains(&format!("{WAITING}{key}")) => {
                Some(now_ms.saturating_add(LOST_AFTER_MS))
            }
            State::UnderWay { .. } | State::Quiet { .. } => None,
        });
        let free_at_ms = self.rules.pace.map(|pace| self.pace.free_at_ms(pace, now_ms));
        waiting.min().map(|due_ms| due_ms.max(free_at_ms.unwrap_or(due_ms)))
    }

    /// What has to be kept or forgotten since this was asked last.
    pub fn take_changes(&mut self) -> Vec<Change> {
        let mut changes = Vec::new();
        for key in std::mem::take(&mut self.touched) {
            match self.value_of(&key) {
                Some(value) => {
                    self.kept.insert(key.clone());
                    changes.push(Change::Put { key, value });
                }
                None if self.kept.remove(&key) => changes.push(Change::Delete { key }),
                None => {}
            }
        }
        changes
    }

    fn value_of(&self, key: &str) -> Option<String> {
        if let Some(token) = key.strip_prefix(LEFT_ALONE) {
            return self.left_alone.get(token).map(i64::to_string);
        }
        let entry = self.entries.get(key.strip_prefix(WAITING)?)?;
        let State::Waiting { due_ms } = entry.state else { return None };
        let Entry { push, offered_at_ms, failures, .. } = entry;
        let (offered_at_ms, failures) = (*offered_at_ms, *failures);
        serde_json::to_string(&Kept { push: push.clone(), offered_at_ms, failures, due_ms }).ok()
    }

    fn is_left_alone(&self, push: &Push, now_ms: i64) -> bool {
        let until_ms = self.left_alone.get(&token_digest(&push.token));
        until_ms.is_some_and(|until_ms| *until_ms > now_ms)
    }

    /// Forgets everything for the token, and takes nothing more for it for a while.
    fn leave_alone(&mut self, token: &str, now_ms: i64) {
        let known = self.left_alone.contains_key(token);
        if known || self.left_alone.len() < self.rules.max_left_alone {
            let until_ms = now_ms.saturating_add(self.rules.left_alone_ms);
            self.left_alone.insert(token.to_owned(), until_ms);
            self.touched.insert(format!("{LEFT_ALONE}{token}"));
        }
        let (touched, bytes) = (&mut self.touched, &mut self.bytes);
        self.entries.retain(|key, entry| {
            let stays = token_digest(&entry.push.token) != token;
            if !stays {
                *bytes = bytes.saturating_sub(bytes_of(&entry.push));
                touched.insert(format!("{WAITING}{key}"));
            }
            stays
        });
    }

    /// Quiet times that ended, tokens that are not left alone any more, and pushes that waited too long.
    fn forget_what_is_over(&mut self, now_ms: i64) {
        let (touched, bytes) = (&mut self.touched, &mut self.bytes);
        let max_age_ms = self.rules.left_alone_ms;
        self.entries.retain(|key, entry| {
            let stays = match entry.state {
                State::Quiet { until_ms } => until_ms > now_ms,
                State::Waiting { .. } => entry.offered_at_ms.saturating_add(max_age_ms) > now_ms,
                State::UnderWay { .. } => true,
            };
            if !stays {
                *bytes = bytes.saturating_sub(bytes_of(&entry.push));
                touched.insert(format!("{WAITING}{key}"));
            }
            stays
        });
        self.left_alone.retain(|token, until_ms| {
            let stays = *until_ms > now_ms;
            if !stays {
                touched.insert(format!("{LEFT_ALONE}{token}"));
            }
            stays
        });
    }
}

/// Bytes that a push takes of the queue's.
fn bytes_of(push: &Push) -> usize {
    let data = push.data.iter().map(|(name, value)| name.len().saturating_add(value.len()));
    data.fold(push.token.expose().len(), usize::saturating_add)
}

/// The name of a push: equal ones share it.
fn key_of(push: &Push) -> String {
    let data = push.data.iter().flat_map(|(name, value)| [name.as_str(), value.as_str()]);
    let mut text = String::new();
    for part in [push.token.expose(), push.event.as_str()].into_iter().chain(data) {
        // Lengths keep apart what would read the same put together.
        text.push_str(&part.len().to_string());
        text.push(':');
        text.push_str(part);
    }
    digest(text.as_bytes())
}

/// The first half of a SHA-256, as 32 hex.
pub(crate) fn digest(bytes: &[u8]) -> String {
    let mut text = hex::encode(Sha256::digest(bytes));
    text.truncate(32);
    text
}

#[cfg(test)]
mod tests;
