//! Random schedules of opening, writing, expiring and ending, compared with a model that knows who talks to
//! whom: no message goes to the wrong person.

use std::collections::{BTreeMap, BTreeSet};

use masking::{ArrivedSms, MaskingTexts, NumberKey, OptChange, OutgoingKind, decide};
use proptest::prelude::*;
use rusqlite::Connection;
use telephony::MessageText;
use unix_time::UnixMillis;

use super::database::{
    ACCOUNT, add_number, between, change_opt_out, end, expire, find_number_facts, open, roll_back,
    with_account,
};
use crate::{
    masking::create::Stickiness, messages::projection::set_last_interactions, tests::execute,
};

const NUMBERS: [&str; 3] = ["12065550001", "12065550002", "12065550003"];
/// The last one is also a number of the pool.
const PEOPLE: [&str; 5] =
    ["12065550101", "12065550102", "12065550103", "12065550104", "12065550003"];
const TEXTS: [&str; 5] = ["hello", "STOP", "START", "HELP", "hello again"];

/// A thousand schedules by default; long trials ask for 100,000 by `PROPTEST_CASES`.
fn config() -> ProptestConfig {
    let cases = std::env::var("PROPTEST_CASES").ok().and_then(|text| text.parse().ok());
    ProptestConfig { cases: cases.unwrap_or(1_000), ..ProptestConfig::default() }
}

#[derive(Clone, Debug)]
enum Step {
    Open {
        pair: (usize, usize),
        expires_in_ms: Option<i64>,
        ttl_ms: Option<i64>,
        number: Option<usize>,
        stickiness: u8,
    },
    Write {
        number: usize,
        sender: usize,
        text: usize,
    },
    End {
        session: usize,
    },
    RollBack {
        session: usize,
    },
    Sweep,
    /// D1 learns of relays some time after they happened.
    Project,
    Pass {
        ms: i64,
    },
}

fn step() -> impl Strategy<Value = Step> {
    let people = 0..PEOPLE.len();
    let pair = (people.clone(), 1..PEOPLE.len()).prop_map(|(a, on)| (a, (a + on) % PEOPLE.len()));
    let short = || prop::option::weighted(0.4, 1..60_i64);
    prop_oneof![
        4 => (pair, short(), short(), prop::option::weighted(0.2, 0..NUMBERS.len()), 0..3_u8)
            .prop_map(|(pair, expires_in_ms, ttl_ms, number, stickiness)| {
                Step::Open { pair, expires_in_ms, ttl_ms, number, stickiness }
            }),
        8 => (0..NUMBERS.len(), people, prop::sample::select(vec![0, 0, 0, 0, 0, 1, 2, 3, 4]))
            .prop_map(|(number, sender, text)| Step::Write { number, sender, text }),
        2 => (0..12_usize).prop_map(|session| Step::End { session }),
        1 => (0..12_usize).prop_map(|session| Step::RollBack { session }),
        1 => Just(Step::Sweep),
        2 => Just(Step::Project),
        4 => (1..40_i64).prop_map(|ms| Step::Pass { ms }),
    ]
}

/// A session as the model has it.
#[derive(Clone, Debug)]
struct Session {
    number: usize,
    pair: (usize, usize),
    expires_at_ms: Option<UnixMillis>,
    ttl_ms: Option<i64>,
    /// Time of the last interaction that D1 knows.
    last_interaction_at_ms: UnixMillis,
    closed_at_ms: Option<UnixMillis>,
}

impl Session {
    fn has_expired(&self, now_ms: UnixMillis) -> bool {
        self.expires_at_ms.is_some_and(|at_ms| at_ms <= now_ms)
            || self.ttl_ms.is_some_and(|ttl_ms| self.last_interaction_at_ms + ttl_ms <= now_ms)
    }

    fn is_live(&self, now_ms: UnixMillis) -> bool {
        self.closed_at_ms.is_none() && !self.has_expired(now_ms)
    }

    fn other_than(&self, person: usize) -> Option<usize> {
        match self.pair {
            (a, b) if a == person => Some(b),
            (a, b) if b == person => Some(a),
            _ => None,
        }
    }
}

struct World<'a> {
    database: &'a Connection,
    now_ms: UnixMillis,
    cool_off_ms: i64,
    sessions: Vec<Session>,
    opted_out: BTreeSet<(usize, usize)>,
    /// Relays that D1 has not learned of yet.
    relayed: Vec<(usize, UnixMillis)>,
    /// Number of relays, so that a schedule that tests nothing is noticed.
    relays: usize,
}

impl World<'_> {
    fn take(&mut self, step: &Step) {
        match step {
            Step::Open { pair, expires_in_ms, ttl_ms, number, stickiness } => {
                self.open(*pair, *expires_in_ms, *ttl_ms, *number, *stickiness);
            }
            Step::Write { number, sender, text } => self.write(*number, *sender, TEXTS[*text]),
            Step::End { session } => self.close(*session, end),
            Step::RollBack { session } => self.close(*session, roll_back),
            Step::Sweep => self.sweep(),
            Step::Project => self.project(),
            Step::Pass { ms } => self.now_ms += *ms,
        }
        self.check_that_each_person_has_a_number_once();
    }

    fn open(
        &mut self,
        pair: (usize, usize),
        expires_in_ms: Option<i64>,
        ttl_ms: Option<i64>,
        wished: Option<usize>,
        stickiness: u8,
    ) {
        let id = self.sessions.len().to_string();
        let (a, b) = (key(PEOPLE[pair.0]), key(PEOPLE[pair.1]));
        let number_key = wished.map(|number| key(NUMBERS[number]));
        let mut session = between(&id, (&a, &b));
        session.expires_at_ms = expires_in_ms.map(|ms| self.now_ms + ms);
        session.ttl_ms = ttl_ms;
        session.number_key = number_key.as_ref();
        session.cool_off_ms = self.cool_off_ms;
        session.stickiness = match stickiness {
            0 => Stickiness::Indifferent,
            1 => Stickiness::Prefer,
            _ => Stickiness::Avoid,
        };
        let expires_at_ms = session.expires_at_ms;
        let picked = open(self.database, &session, self.now_ms);
        let may_have = |number: &usize| {
            wished.is_none_or(|wished| wished == *number) && self.may_have(*number, pair)
        };
        let Some(picked) = picked else {
            let free: Vec<usize> = (0..NUMBERS.len()).filter(may_have).collect();
            assert!(free.is_empty(), "{free:?} would have done");
            return;
        };
        let number = NUMBERS.iter().position(|it| *it == picked).unwrap();
        assert!(may_have(&number), "one of them has {number}, or had it too lately");
        for former in &mut self.sessions {
            let taken_over = former.number == number
                && former.closed_at_ms.is_none()
                && (former.other_than(pair.0).is_some() || former.other_than(pair.1).is_some());
            if taken_over {
                former.closed_at_ms = Some(self.now_ms);
            }
        }
        self.sessions.push(Session {
            number,
            pair,
            expires_at_ms,
            ttl_ms,
            last_interaction_at_ms: self.now_ms,
            closed_at_ms: None,
        });
    }

    /// Whether the two may be masked by the number now.
    fn may_have(&self, number: usize, pair: (usize, usize)) -> bool {
        let own = [PEOPLE[pair.0], PEOPLE[pair.1]].contains(&NUMBERS[number]);
        !own && self.may_have_each(number, pair.0, pair.1)
            && self.may_have_each(number, pair.1, pair.0)
    }

    fn may_have_each(&self, number: usize, person: usize, other: usize) -> bool {
        let of_both = |it: &&Session| it.number == number && it.other_than(person).is_some();
        let Some(latest) = self.sessions.iter().rev().find(of_both) else { return true };
        if latest.is_live(self.now_ms) {
            return false;
        }
        let ended_at_ms = latest.closed_at_ms.unwrap_or(self.now_ms);
        latest.other_than(person) == Some(other) || ended_at_ms + self.cool_off_ms <= self.now_ms
    }

    fn write(&mut self, number: usize, sender: usize, text: &str) {
        let sender_key = key(PEOPLE[sender]);
        let facts = find_number_facts(self.database, NUMBERS[number], &sender_key, self.now_ms);
        let arrival =
            ArrivedSms { sender: PEOPLE[sender].to_owned(), text: MessageText::new(text) };
        let decision = decide(&facts, false, &MaskingTexts::default(), &arrival);
        let live = self.sessions.iter().position(|it| {
            it.number == number && it.is_live(self.now_ms) && it.other_than(sender).is_some()
        });
        let other = live.and_then(|at| self.sessions[at].other_than(sender));
        let is_number = NUMBERS.contains(&PEOPLE[sender]);
        let relays = other.filter(|other| {
            let stops = text == "STOP";
            let starts = text == "START" && self.opted_out.contains(&(number, sender));
            !is_number && !stops && !starts && !self.opted_out.contains(&(number, *other))
        });
        let relayed: Vec<&str> = decision
            .outgoing
            .iter()
            .filter(|it| it.kind == OutgoingKind::Relay)
            .map(|it| it.to.as_str())
            .collect();
        assert_eq!(relayed, relays.map(|it| PEOPLE[it]).into_iter().collect::<Vec<_>>());
        for outgoing in &decision.outgoing {
            assert!(!is_number, "numbers answer each other");
            let to = PEOPLE.iter().position(|it| *it == outgoing.to).unwrap();
            let confirms = decision.opt == Some(OptChange::In);
            assert!(confirms || !self.opted_out.contains(&(number, to)), "{to} has opted out");
            let about =
                outgoing.session_id.as_ref().map(|id| id.as_str().parse::<usize>().unwrap());
            assert_eq!(about, live, "of another session");
        }
        if let (Some(at), Some(_)) = (live, relays) {
            self.relays += 1;
            self.relayed.push((at, self.now_ms));
        }
        if let Some(change) = decision.opt {
            change_opt_out(self.database, NUMBERS[number], &sender_key, change);
            match change {
                OptChange::Out => self.opted_out.insert((number, sender)),
                OptChange::In => self.opted_out.remove(&(number, sender)),
            };
        }
    }

    fn close(&mut self, session: usize, close: impl Fn(&Connection, &str, UnixMillis)) {
        close(self.database, &session.to_string(), self.now_ms);
        if let Some(session) = self.sessions.get_mut(session) {
            session.closed_at_ms = session.closed_at_ms.or(Some(self.now_ms));
        }
    }

    fn sweep(&mut self) {
        let swept: BTreeSet<String> = expire(self.database, self.now_ms).into_iter().collect();
        let mut due = BTreeSet::new();
        for (id, session) in self.sessions.iter_mut().enumerate() {
            if session.closed_at_ms.is_none() && session.has_expired(self.now_ms) {
                session.closed_at_ms = Some(self.now_ms);
                due.insert(id.to_string());
            }
        }
        assert_eq!(swept, due);
    }

    fn project(&mut self) {
        for (session, at_ms) in std::mem::take(&mut self.relayed) {
            let id = session.to_string();
            let latest = BTreeMap::from([(id.as_str(), at_ms)]);
            execute(self.database, set_last_interactions(ACCOUNT, &latest).unwrap());
            let last = &mut self.sessions[session].last_interaction_at_ms;
            *last = at_ms.max(*last);
        }
    }

    /// The model's rule of masking. It holds as long as the statements comply with it.
    fn check_that_each_person_has_a_number_once(&self) {
        let mut taken = BTreeSet::new();
        for session in self.sessions.iter().filter(|it| it.is_live(self.now_ms)) {
            for person in [session.pair.0, session.pair.1] {
                assert!(taken.insert((session.number, person)), "{person} has a number twice");
            }
        }
    }
}

fn key(number: &str) -> NumberKey {
    NumberKey::of(number)
}

thread_local! {
    /// Database with the whole pool. Each schedule's changes are rolled back.
    static DATABASE: Connection = {
        let database = with_account();
        for number in NUMBERS {
            add_number(&database, number);
        }
        database
    };
}

/// Runs a schedule and returns its number of relays.
fn run(steps: &[Step], cool_off_ms: i64) -> usize {
    DATABASE.with(|database| {
        if !database.is_autocommit() {
            // The schedule before failed.
            database.execute_batch("ROLLBACK").unwrap();
        }
        database.execute_batch("BEGIN").unwrap();
        let mut world = World {
            database,
            now_ms: UnixMillis::new(1_760_000_000_000),
            cool_off_ms,
            sessions: Vec::new(),
            opted_out: BTreeSet::new(),
            relayed: Vec::new(),
            relays: 0,
        };
        for step in steps {
            world.take(step);
        }
        let relays = world.relays;
        database.execute_batch("ROLLBACK").unwrap();
        relays
    })
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn no_message_goes_to_the_wrong_person(
        steps in prop::collection::vec(step(), 1..60),
        cool_off_ms in prop::sample::select(vec![0, 0, 30]),
    ) {
        run(&steps, cool_off_ms);
    }
}

/// A schedule in which D1 learns of an interaction only after the session's number was taken over.
#[test]
fn late_interaction_does_not_revive_a_session_whose_number_was_taken_over() {
    let open = |pair, ttl_ms| Step::Open {
        pair,
        expires_in_ms: None,
        ttl_ms,
        number: Some(0),
        stickiness: 0,
    };
    let steps = [
        open((0, 1), Some(50)),
        Step::Pass { ms: 40 },
        Step::Write { number: 0, sender: 0, text: 0 },
        Step::Pass { ms: 20 },
        open((0, 2), None),
        Step::Project,
        // Must not reach the first person, who talks to the third by now.
        Step::Write { number: 0, sender: 1, text: 0 },
        Step::Write { number: 0, sender: 0, text: 0 },
    ];
    assert_eq!(run(&steps, 0), 2);
}
