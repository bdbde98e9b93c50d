//! Any schedule of steps, with the object evicted between any two of them.

use std::collections::BTreeMap;

use proptest::prelude::*;
use unix_time::UnixMillis;

use super::*;

#[derive(Clone, Debug)]
enum Step {
    Pass(i64),
    Connect,
    Disconnect,
    /// An app posts its key to one of the shown URLs.
    Handshake(prop::sample::Index),
    Attempt(prop::sample::Index),
    Accept(prop::sample::Index),
    Refuse(prop::sample::Index),
    GiveBack(prop::sample::Index),
    Reopen(prop::sample::Index),
}

fn step() -> impl Strategy<Value = Step> {
    let which = any::<prop::sample::Index>;
    prop_oneof![
        4 => prop_oneof![Just(1), Just(2_999), Just(3_000), Just(15_000), 0..140_000_i64]
            .prop_map(Step::Pass),
        2 => Just(Step::Connect),
        1 => Just(Step::Disconnect),
        3 => which().prop_map(Step::Handshake),
        4 => which().prop_map(Step::Attempt),
        1 => which().prop_map(Step::Accept),
        3 => which().prop_map(Step::Refuse),
        1 => which().prop_map(Step::GiveBack),
        1 => which().prop_map(Step::Reopen),
    ]
}

fn frames() -> impl Strategy<Value = Frames> {
    prop_oneof![Just(Frames::Url), Just(Frames::Json)]
}

/// Expected state, derived only from what was observed.
#[derive(Default)]
struct Seen {
    /// When each id was last shown, and when another replaced it.
    shown_at_ms: BTreeMap<String, UnixMillis>,
    replaced_at_ms: BTreeMap<String, UnixMillis>,
    last: Option<String>,
    frozen: Option<String>,
    accepted: bool,
    granted: u32,
    given_back: u32,
    wrong: u32,
}

impl Seen {
    fn look(&mut self, trial: &Trial, from: usize, at_ms: &[UnixMillis]) {
        for (id, at_ms) in trial.shown().into_iter().skip(from).zip(at_ms) {
            if let Some(last) = self.last.replace(id.clone()).filter(|last| *last != id) {
                self.replaced_at_ms.entry(last).or_insert(*at_ms);
            }
            self.shown_at_ms.entry(id).or_insert(*at_ms);
        }
    }

    fn is_good(&self, id: &str, now_ms: UnixMillis) -> bool {
        let replaced_at_ms = self.replaced_at_ms.get(id);
        let overlaps = replaced_at_ms.is_none_or(|at_ms| now_ms < *at_ms + RULES.overlap_ms);
        overlaps || self.frozen.as_deref() == Some(id)
    }
}

/// Runs a schedule, and returns everything that was observed.
fn run(steps: &[Step], frames: Frames, evict: bool) -> Vec<String> {
    let mut trial = Trial::showing(frames);
    let mut seen = Seen::default();
    seen.look(&trial, 0, &[UnixMillis::EPOCH]);
    let mut log = Vec::new();
    let mut connected = true;
    for step in steps {
        if evict {
            let kept = serde_json::to_string(&trial.session).unwrap();
            trial.session = serde_json::from_str(&kept).unwrap();
        }
        let ids: Vec<String> = seen.shown_at_ms.keys().cloned().collect();
        let burnt = seen.wrong >= RULES.password_tries;
        let open = !seen.accepted && !burnt && !trial.forgotten;
        let from = trial.shown().len();
        match step {
            Step::Pass(duration_ms) => pass(&mut trial, &mut seen, *duration_ms),
            Step::Connect if !connected || trial.closed => {
                let id = ids[0].clone();
                if !trial.forgotten && trial.connect("0123456789abcdef0123456789abcdef", frames) {
                    let now_ms = trial.now_ms;
                    seen.look(&trial, from, &[now_ms]);
                    connected = true;
                }
                log.push(id);
            }
            Step::Disconnect => {
                trial.session.disconnected();
                connected = false;
            }
            Step::Handshake(which) if !trial.forgotten => {
                let id = which.get(&ids);
                let taken = trial.handshake(id);
                let expected = open && seen.is_good(id, trial.now_ms);
                // Only the limit on repetitions refuses more than expected.
                assert!(taken == expected || (!taken && steps.len() > 20), "{step:?}");
                if taken {
                    seen.frozen = Some(id.clone());
                }
                log.push(format!("{taken}"));
            }
            Step::Attempt(which) => {
                let id = which.get(&ids);
                let granted = trial.attempt(id);
                assert!(!granted || (open && seen.frozen.as_ref() == Some(id)), "{step:?}");
                seen.granted += u32::from(granted);
                assert!(seen.granted <= RULES.password_tries + seen.given_back, "{step:?}");
                log.push(format!("{granted}"));
            }
            Step::Accept(which) => {
                let id = which.get(&ids);
                let accepted = trial.accept(id);
                let may = open && seen.frozen.as_ref() == Some(id);
                assert_eq!(accepted, may, "{step:?}");
                seen.accepted |= accepted;
                log.push(format!("{accepted}"));
            }
            Step::Refuse(which) => {
                let id = which.get(&ids);
                let counts = !seen.accepted && !burnt && seen.frozen.as_ref() == Some(id);
                trial.refuse(id);
                seen.wrong += u32::from(counts);
            }
            Step::GiveBack(which) => {
                let id = which.get(&ids);
                trial.session.give_back(&user(), id);
                seen.given_back += u32::from(seen.frozen.as_ref() == Some(id));
            }
            Step::Reopen(which) => {
                let id = which.get(&ids);
                trial.session.reopen(&user(), id);
                if seen.accepted && seen.frozen.as_ref() == Some(id) {
                    seen.accepted = false;
                    seen.given_back += 1;
                }
            }
            Step::Connect | Step::Handshake(_) => {}
        }
    }
    log.extend(trial.told);
    log
}

/// Lets time pass event by event, so that the time of each URL is known.
fn pass(trial: &mut Trial, seen: &mut Seen, duration_ms: i64) {
    let until_ms = trial.now_ms + duration_ms;
    while !trial.forgotten && trial.session.due_ms(&RULES) <= until_ms {
        let from = trial.shown().len();
        let due_ms = trial.session.due_ms(&RULES).max(trial.now_ms);
        trial.pass(due_ms - trial.now_ms);
        let now_ms = trial.now_ms;
        assert!(trial.shown().len() <= from + 1);
        // A URL to which an app has posted its key is never replaced.
        assert!(seen.frozen.is_none() || trial.shown().last() == seen.last.as_ref());
        seen.look(trial, from, &[now_ms]);
    }
    trial.now_ms = until_ms;
}

proptest! {
    #[test]
    fn eviction_between_any_two_steps_changes_nothing(
        steps in prop::collection::vec(step(), 0..60),
        frames in frames(),
    ) {
        prop_assert_eq!(run(&steps, frames, true), run(&steps, frames, false));
    }

    #[test]
    fn each_connection_shows_at_most_the_limit_of_urls(
        steps in prop::collection::vec(step(), 0..60),
        frames in frames(),
    ) {
        let connections = 1 + steps.iter().filter(|step| matches!(step, Step::Connect)).count();
        let told = run(&steps, frames, true);
        let urls = told.iter().filter(|text| text.contains("/handshake")).count();
        prop_assert!(urls <= connections * 3);
    }
}
