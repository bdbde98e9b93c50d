//! Random worlds: a receiver that fails, throttles, refuses or vanishes, and an object that is evicted.

use std::collections::{BTreeMap, BTreeSet};

use object_sql::native::MemorySql;
use proptest::prelude::*;
use unix_time::UnixMillis;

use super::{HOUR_MS, MINUTE_MS, Object, START_MS, delivered, failed, failure};
use crate::{
    AttemptEffect, AttemptOutcome, DeliveryAttempt, DeliveryPolicy, prune::ATTEMPT_RETENTION_MS,
};

const KEYS: usize = 4;
const BOUND: u32 = 12;

#[derive(Clone, Debug)]
enum Step {
    Enqueue {
        key: usize,
    },
    /// An event that was enqueued before is enqueued again.
    Repeat {
        pick: usize,
    },
    Due {
        limit: usize,
    },
    /// An attempt in flight ends.
    Finish {
        pick: usize,
        answer: Answer,
    },
    /// An outcome is reported again, or long after the attempt was superseded.
    Late {
        pick: usize,
    },
    Evict,
    Replay {
        pick: usize,
    },
    Enable,
    Project {
        forgotten: bool,
    },
    Wait(i64),
}

#[derive(Clone, Copy, Debug)]
enum Answer {
    Ok,
    Fail,
    Throttle,
    Exhaust,
    Gone,
    /// The receiver accepted the event, but the object never learns of it.
    LostOk,
}

fn answer() -> impl Strategy<Value = Answer> {
    prop_oneof![
        8 => Just(Answer::Ok),
        6 => Just(Answer::Fail),
        2 => Just(Answer::Throttle),
        1 => Just(Answer::Exhaust),
        1 => Just(Answer::Gone),
        2 => Just(Answer::LostOk),
    ]
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        6 => (0..KEYS).prop_map(|key| Step::Enqueue { key }),
        2 => any::<usize>().prop_map(|pick| Step::Repeat { pick }),
        6 => (1_usize..5).prop_map(|limit| Step::Due { limit }),
        8 => (any::<usize>(), answer()).prop_map(|(pick, answer)| Step::Finish { pick, answer }),
        2 => any::<usize>().prop_map(|pick| Step::Late { pick }),
        2 => Just(Step::Evict),
        1 => any::<usize>().prop_map(|pick| Step::Replay { pick }),
        1 => Just(Step::Enable),
        1 => any::<bool>().prop_map(|forgotten| Step::Project { forgotten }),
        4 => prop_oneof![Just(1_i64), Just(6_000), Just(61_000), Just(HOUR_MS), Just(25 * HOUR_MS)]
            .prop_map(Step::Wait),
    ]
}

#[derive(Default)]
struct World {
    now_ms: UnixMillis,
    /// Accepted events of each key in order; replayed ones move to the end.
    keys: [Vec<String>; KEYS],
    accepted: BTreeMap<String, usize>,
    running: Vec<DeliveryAttempt>,
    past: Vec<DeliveryAttempt>,
    /// Events that the object knows were delivered.
    delivered: BTreeSet<String>,
    failed: BTreeSet<String>,
    /// Start of each attempt by event id and number, and the attempts that D1 has.
    begun: BTreeMap<(String, u32), UnixMillis>,
    projected: BTreeSet<(String, u32)>,
}

impl World {
    fn run(&mut self, object: &mut Object<'_>, steps: &[Step]) -> Result<(), TestCaseError> {
        self.now_ms = START_MS;
        for step in steps {
            self.now_ms += 1;
            self.take(object, step)?;
            self.invariants(object)?;
        }
        self.good_times(object)
    }

    fn take(&mut self, object: &mut Object<'_>, step: &Step) -> Result<(), TestCaseError> {
        match step {
            Step::Enqueue { key } => {
                let id = format!("e{}", self.now_ms);
                let enqueued = object.enqueue(&[(&id, &key.to_string())], self.now_ms);
                prop_assert_eq!(enqueued.accepted + enqueued.overflow, 1);
                if enqueued.accepted == 1 {
                    self.keys[*key].push(id.clone());
                    self.accepted.insert(id, *key);
                }
            }
            Step::Repeat { pick } => {
                // Delivered events are remembered for a day only, so only the others must be duplicates.
                let open =
                    |id: &&String| !self.delivered.contains(*id) && !self.failed.contains(*id);
                let open: Vec<_> = self.accepted.keys().filter(open).collect();
                if !open.is_empty() {
                    let id = open[pick % open.len()];
                    let enqueued = object.enqueue(&[(id, "another")], self.now_ms);
                    prop_assert_eq!(enqueued.duplicates, 1);
                }
            }
            Step::Due { limit } => self.begin(object, *limit)?,
            Step::Finish { pick, answer } => {
                if !self.running.is_empty() {
                    let attempt = self.running.swap_remove(pick % self.running.len());
                    self.finish(object, &attempt, *answer)?;
                    self.past.push(attempt);
                }
            }
            Step::Late { pick } => {
                if !self.past.is_empty() {
                    let attempt = &self.past[pick % self.past.len()];
                    // A lost outcome may still be reported before its deadline.
                    if attempt.deadline_ms <= self.now_ms {
                        self.give_up_overdue(object)?;
                        let attempt = &self.past[pick % self.past.len()];
                        let finished = object.finish(attempt, delivered(), self.now_ms);
                        prop_assert_eq!(finished, AttemptEffect::Ignored);
                    }
                }
            }
            Step::Evict => object.evict(),
            Step::Replay { pick } => {
                let failed: Vec<_> = self.failed.iter().cloned().collect();
                if !failed.is_empty() {
                    let id = failed[pick % failed.len()].clone();
                    if object.core.replay(&id, self.now_ms).unwrap() {
                        self.failed.remove(&id);
                        let key = &mut self.keys[self.accepted[&id]];
                        key.retain(|it| *it != id);
                        key.push(id);
                    }
                }
            }
            Step::Enable => object.core.enable().unwrap(),
            Step::Project { forgotten } => self.project(object, *forgotten),
            Step::Wait(wait_ms) => self.now_ms += *wait_ms,
        }
        Ok(())
    }

    fn begin(&mut self, object: &mut Object<'_>, limit: usize) -> Result<(), TestCaseError> {
        let attempts = object.core.due(self.now_ms, limit, super::delay_after).unwrap();
        prop_assert!(attempts.len() <= limit);
        prop_assert!(object.core.disabled().is_none() || attempts.is_empty());
        self.retire();
        self.note_given_up(object);
        for attempt in attempts {
            let id = &attempt.event.event_id;
            prop_assert!(!self.delivered.contains(id), "delivered, yet tried again: {}", id);
            prop_assert!(!self.failed.contains(id), "given up, yet tried again: {}", id);
            let first = self.keys[self.accepted[id]]
                .iter()
                .find(|it| !self.delivered.contains(*it) && !self.failed.contains(*it));
            prop_assert_eq!(first, Some(id), "out of order");
            let began = (id.clone(), attempt.number);
            let before = self.begun.insert(began, attempt.started_at_ms);
            prop_assert_eq!(before, None, "one number twice");
            self.running.push(attempt);
        }
        let mut keys = BTreeSet::new();
        for attempt in &self.running {
            prop_assert!(keys.insert(&attempt.event.order_key), "two of one key at once");
        }
        prop_assert!(self.running.len() <= object.policy.max_in_flight);
        Ok(())
    }

    fn give_up_overdue(&mut self, object: &mut Object<'_>) -> Result<(), TestCaseError> {
        self.begin(object, 0)
    }

    /// Retires attempts past their deadlines, which the object counts as lost.
    fn retire(&mut self) {
        let now_ms = self.now_ms;
        self.past.extend(self.running.extract_if(.., |it| it.deadline_ms <= now_ms));
    }

    /// Records which events were given up because their last attempt got lost.
    fn note_given_up(&mut self, object: &Object<'_>) {
        for id in self.accepted.keys() {
            let failed =
                format!("SELECT COUNT(*) FROM event WHERE state = 'failed' AND event_id = '{id}'");
            if object.count(&failed) == 1 {
                self.failed.insert(id.clone());
            }
        }
    }

    fn finish(
        &mut self,
        object: &mut Object<'_>,
        attempt: &DeliveryAttempt,
        answer: Answer,
    ) -> Result<(), TestCaseError> {
        let now_ms = self.now_ms;
        let outcome = match answer {
            Answer::Ok => delivered(),
            Answer::Fail => failed(500, None),
            Answer::Throttle => failed(429, Some(now_ms + 90_000)),
            Answer::Exhaust => AttemptOutcome::Exhausted(failure(None)),
            Answer::Gone => AttemptOutcome::Gone { duration_ms: 1 },
            Answer::LostOk => return Ok(()),
        };
        match object.finish(attempt, outcome, now_ms) {
            AttemptEffect::Ignored => prop_assert!(false, "a running attempt was ignored"),
            AttemptEffect::Recorded { failed_for_good, .. } => {
                let id = attempt.event.event_id.clone();
                if matches!(answer, Answer::Ok) {
                    self.delivered.insert(id);
                } else if failed_for_good {
                    self.failed.insert(id);
                }
            }
        }
        Ok(())
    }

    fn project(&mut self, object: &mut Object<'_>, forgotten: bool) {
        if forgotten {
            // D1 stored the batch, and the object ended before it learned of that.
            object.core.projection(None).unwrap();
            return object.evict();
        }
        for record in object.project() {
            self.projected.insert((record.event_id, record.number));
        }
    }

    fn invariants(&self, object: &Object<'_>) -> Result<(), TestCaseError> {
        prop_assert!(object.core.queued() <= BOUND, "over the bound");
        let count = "SELECT COUNT(*) FROM event WHERE state IN ('ready', 'held')";
        prop_assert_eq!(i64::from(object.core.queued()), object.count(count));
        let count = "SELECT COUNT(*) FROM event WHERE state = 'failed'";
        prop_assert_eq!(i64::from(object.core.failed()), object.count(count));
        let next_ms = object.next_ms(self.now_ms);
        prop_assert!(next_ms.is_none_or(|at_ms| at_ms >= self.now_ms), "in the past");
        if object.core.queued() > 0 && object.core.disabled().is_none() {
            prop_assert!(next_ms.is_some(), "queued with no attention");
        }
        Ok(())
    }

    /// With a receiver that accepts everything, the alarm alone delivers all events and then goes idle.
    fn good_times(&mut self, object: &mut Object<'_>) -> Result<(), TestCaseError> {
        let steps_end_ms = self.now_ms;
        object.core.enable().unwrap();
        let mut rounds = 0;
        while let Some(next_ms) = object.next_ms(self.now_ms) {
            rounds += 1;
            prop_assert!(rounds < 500, "a hot loop");
            let could_start = next_ms == self.now_ms;
            self.now_ms = next_ms;
            let before = self.begun.len();
            self.begin(object, 100)?;
            prop_assert!(!could_start || self.begun.len() > before, "woken for nothing");
            for attempt in std::mem::take(&mut self.running) {
                self.finish(object, &attempt, Answer::Ok)?;
            }
            self.project(object, false);
        }
        prop_assert_eq!(object.core.queued(), 0, "left behind");
        prop_assert_eq!(object.count("SELECT COUNT(*) FROM event"), 0, "never forgotten");
        for id in self.accepted.keys() {
            let ended = self.delivered.contains(id) || self.failed.contains(id);
            prop_assert!(ended, "lost: {}", id);
        }
        self.invariants(object)?;
        // Attempts that D1 has not accepted for a week are dropped.
        let kept_from_ms = steps_end_ms - ATTEMPT_RETENTION_MS + 2 * MINUTE_MS;
        for (attempt, started_at_ms) in &self.begun {
            let known = self.projected.contains(attempt) || *started_at_ms < kept_from_ms;
            prop_assert!(known, "an attempt that D1 does not know: {:?}", attempt);
        }
        let unknown = self.projected.iter().find(|it| !self.begun.contains_key(*it));
        prop_assert_eq!(unknown, None, "D1 knows an attempt that never was");
        Ok(())
    }
}

/// Runs five hundred worlds; `PROPTEST_CASES` asks for more.
fn config() -> ProptestConfig {
    let cases = std::env::var("PROPTEST_CASES").ok().and_then(|text| text.parse().ok());
    ProptestConfig {
        cases: cases.unwrap_or(500),
        failure_persistence: None,
        ..ProptestConfig::default()
    }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn no_world_loses_an_event_or_breaks_the_order_of_a_key(
        steps in prop::collection::vec(step(), 1..80),
    ) {
        let sql = MemorySql::open().unwrap();
        let policy = DeliveryPolicy {
            max_in_flight: 3,
            max_queued: BOUND,
            breaker_threshold: 4,
            ..DeliveryPolicy::default()
        };
        World::default().run(&mut Object::with(&sql, policy), &steps)?;
    }
}
