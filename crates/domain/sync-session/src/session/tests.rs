mod schedules;

use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng};
use relay_users::RelayUserId;

use super::*;
use crate::{Frames, frames::ACK, ids::object_name};

fn user() -> RelayUserId {
    RelayUserId::from_text("a-user")
}
const RULES: SyncRules = SyncRules {
    urls: 3,
    sleep_ms: 15_000,
    paused_ms: 120_000,
    overlap_ms: 3_000,
    ttl_ms: 300_000,
    password_tries: 5,
    one_step_sleep_ms: 10_000,
};

/// A session with its browser, which records its frames.
struct Trial {
    session: Session,
    rng: ChaCha20Rng,
    now_ms: UnixMillis,
    told: Vec<String>,
    closed: bool,
    forgotten: bool,
}

impl Trial {
    fn opened(session_id: &str) -> Self {
        Self {
            session: Session::open(&user(), session_id, UnixMillis::EPOCH),
            rng: ChaCha20Rng::seed_from_u64(7),
            now_ms: UnixMillis::EPOCH,
            told: Vec::new(),
            closed: false,
            forgotten: false,
        }
    }

    fn showing(frames: Frames) -> Self {
        let mut trial = Self::opened("0123456789abcdef0123456789abcdef");
        assert!(trial.connect("0123456789abcdef0123456789abcdef", frames));
        trial
    }

    fn connect(&mut self, session_id: &str, frames: Frames) -> bool {
        let display = Display { frames, origin: "http://h".to_owned(), fingerprint: None };
        let (rules, now_ms) = (&RULES, self.now_ms);
        let effects =
            self.session.connect(&user(), session_id, display, rules, now_ms, &mut self.rng);
        self.closed = false;
        effects.map(|effects| self.take(effects)).is_some()
    }

    /// Lets time pass, running `tick` whenever it is due.
    fn pass(&mut self, duration_ms: i64) {
        let until_ms = self.now_ms + duration_ms;
        while !self.forgotten && self.session.due_ms(&RULES) <= until_ms {
            self.now_ms = self.session.due_ms(&RULES).max(self.now_ms);
            let effects = self.session.tick(&RULES, self.now_ms, &mut self.rng);
            self.take(effects);
        }
        self.now_ms = until_ms;
    }

    fn take(&mut self, effects: Vec<Effect>) {
        for effect in effects {
            match effect {
                Effect::Send(text) => {
                    assert!(!self.closed, "told after the end: {text}");
                    self.told.push(text);
                }
                Effect::Close => self.closed = true,
                Effect::Forget => self.forgotten = true,
            }
        }
    }

    /// Whether the session is over; its owner checks this first.
    fn is_over(&self) -> bool {
        self.session.is_over(&RULES, self.now_ms)
    }

    fn handshake(&mut self, session_id: &str) -> bool {
        if self.is_over() {
            return false;
        }
        let effects = self.session.handshake(&user(), session_id, "key", "k1", self.now_ms);
        effects.map(|effects| self.take(effects)).is_some()
    }

    fn attempt(&mut self, session_id: &str) -> bool {
        !self.is_over()
            && self.session.attempt(&user(), session_id, &RULES) != AttemptGrant::Unknown
    }

    fn refuse(&mut self, session_id: &str) {
        let effects = self.session.refuse(&user(), session_id, &RULES);
        self.take(effects);
    }

    fn accept(&mut self, session_id: &str) -> bool {
        if self.is_over() {
            return false;
        }
        let effects = self.session.accept(&user(), session_id);
        effects.map(|effects| self.take(effects)).is_some()
    }

    /// Returns the ids of the shown URLs.
    fn shown(&self) -> Vec<String> {
        let id = |text: &String| {
            let (_, rest) = text.split_once("/sessions/")?;
            Some(rest.split('/').next()?.to_owned())
        };
        self.told.iter().filter_map(id).collect()
    }
}

#[test]
fn browser_is_shown_three_urls_of_one_object_and_then_closed() {
    for frames in [Frames::Url, Frames::Json] {
        let mut trial = Trial::showing(frames);
        assert_eq!(trial.shown(), ["0123456789abcdef0123456789abcdef"]);
        trial.pass(14_999);
        assert_eq!(trial.told.len(), 1);
        trial.pass(1);
        assert_eq!(trial.told.len(), 2);
        trial.pass(15_000 + 14_999);
        assert!(trial.told.len() == 3 && !trial.closed);
        trial.pass(1);
        assert!(trial.told.len() == 3 && trial.closed && !trial.forgotten);
        let shown = trial.shown();
        assert!(shown.iter().all(|id| object_name(&user(), id) == "0123456789abcdef"));
        assert!(shown[0] != shown[1] && shown[1] != shown[2]);
        // The last shown URL stays valid until the session is over.
        trial.pass(300_000 - 45_000 - 1);
        assert!(trial.handshake(&shown[2]));
        trial.pass(1);
        assert!(trial.forgotten);
    }
}

#[test]
fn replaced_url_stays_valid_for_three_seconds() {
    let mut trial = Trial::showing(Frames::Json);
    trial.pass(15_000 + 2_999);
    let shown = trial.shown();
    assert!(trial.handshake(&shown[0]));
    let mut trial = Trial::showing(Frames::Json);
    trial.pass(15_000 + 3_000);
    assert!(!trial.handshake(&trial.shown()[0].clone()));
    assert!(trial.handshake(&trial.shown()[1].clone()));
}

#[test]
fn handshake_freezes_its_url_and_the_one_shown_now() {
    let mut trial = Trial::showing(Frames::Json);
    trial.pass(16_000);
    let shown = trial.shown();
    assert!(trial.handshake(&shown[0]));
    trial.pass(100_000);
    assert!(trial.attempt(&shown[0]));
    // A second scan reads the URL that is shown now, and continues from there.
    assert!(!trial.attempt(&shown[1]));
    assert!(trial.handshake(&shown[1]));
    assert!(trial.attempt(&shown[1]));
    assert!(!trial.attempt(&shown[0]));
}

#[test]
fn a1_stops_after_a_handshake_and_a2_shows_the_same_url_again() {
    let mut trial = Trial::showing(Frames::Url);
    let id = trial.shown()[0].clone();
    trial.pass(5_000);
    assert!(trial.handshake(&id));
    assert_eq!(trial.told[1], "201- pause");
    trial.pass(10_000 + 119_999);
    assert!(!trial.closed);
    trial.pass(1);
    assert!(trial.closed && trial.told.len() == 2);
    assert!(trial.attempt(&id) && trial.accept(&id));

    let mut trial = Trial::showing(Frames::Json);
    assert!(trial.handshake(&id));
    trial.pass(135_000);
    assert!(!trial.closed);
    assert_eq!(trial.shown(), [id.clone(), id.clone()]);
    trial.pass(135_000);
    assert_eq!(trial.shown(), [id.clone(), id.clone(), id]);
}

#[test]
fn acknowledgement_closes_the_browser_and_ends_the_session() {
    let mut trial = Trial::showing(Frames::Json);
    let id = trial.shown()[0].clone();
    assert!(!trial.attempt(&id));
    assert!(trial.handshake(&id) && trial.attempt(&id) && trial.accept(&id));
    assert_eq!(trial.told[1..], ["201- pause", "200- ack"]);
    assert!(trial.closed);
    assert!(!trial.accept(&id) && !trial.attempt(&id) && !trial.handshake(&id));
    // A browser that connects now is told that the session is over.
    assert!(trial.connect(&id, Frames::Json) && trial.closed);
    trial.pass(400_000);
    assert_eq!(trial.told.len(), 3);
}

#[test]
fn five_wrong_passwords_end_the_session_and_a_right_fifth_does_not() {
    let mut trial = Trial::showing(Frames::Url);
    let id = trial.shown()[0].clone();
    assert!(trial.handshake(&id));
    for _ in 0..4 {
        assert!(trial.attempt(&id));
        trial.refuse(&id);
    }
    let mut lucky = Trial { session: trial.session.clone(), ..Trial::opened(&id) };
    assert!(lucky.attempt(&id) && lucky.accept(&id));
    assert!(trial.attempt(&id) && !trial.closed);
    trial.refuse(&id);
    assert!(trial.closed);
    assert!(!trial.attempt(&id) && !trial.accept(&id) && !trial.handshake(&id));
}

#[test]
fn concurrent_guesses_are_limited_and_those_of_an_outage_do_not_count() {
    let mut trial = Trial::showing(Frames::Url);
    let id = trial.shown()[0].clone();
    assert!(trial.handshake(&id));
    assert_eq!((0..9).filter(|_| trial.attempt(&id)).count(), 5);
    trial.session.give_back(&user(), &id);
    assert!(trial.attempt(&id) && !trial.attempt(&id));
    for _ in 0..5 {
        trial.session.give_back(&user(), &id);
    }
    trial.refuse(&id);
    // One password was wrong; returning more tries than were taken adds none.
    trial.session.give_back(&user(), &id);
    trial.session.give_back(&user(), &id);
    assert_eq!((0..9).filter(|_| trial.attempt(&id)).count(), 4);
}

#[test]
fn accepted_password_may_be_retried_if_the_key_was_not_stored() {
    let mut trial = Trial::showing(Frames::Url);
    let id = trial.shown()[0].clone();
    assert!(trial.handshake(&id) && trial.attempt(&id) && trial.accept(&id));
    trial.session.reopen(&user(), "another");
    assert!(!trial.attempt(&id));
    trial.session.reopen(&user(), &id);
    assert!(trial.attempt(&id) && trial.accept(&id));
    assert_eq!(trial.told.iter().filter(|text| *text == ACK).count(), 1);
}

#[test]
fn handshake_works_without_a_browser() {
    let mut trial = Trial::opened("0123456789abcdef0123456789abcdef");
    let id = "0123456789abcdef0123456789abcdef";
    assert!(trial.handshake(id) && trial.attempt(id) && trial.accept(id));
    assert!(trial.told.is_empty());
}

#[test]
fn browser_that_reconnects_with_its_first_id_sees_the_current_url() {
    let mut trial = Trial::showing(Frames::Json);
    trial.pass(16_000);
    trial.session.disconnected();
    trial.pass(60_000);
    let shown = trial.shown();
    assert_eq!(shown.len(), 2);
    assert!(trial.connect(&shown[0], Frames::Json));
    assert_eq!(trial.shown()[2], shown[1]);
    assert!(!trial.handshake(&shown[0]) && trial.handshake(&shown[1]));
    assert!(!trial.connect("0123456789abcdefffffffffffffffff", Frames::Json));
}

#[test]
fn session_of_another_user_cannot_be_used() {
    let mut trial = Trial::showing(Frames::Json);
    let id = trial.shown()[0].clone();
    let display = Display { frames: Frames::Url, origin: "http://h".to_owned(), fingerprint: None };
    let (session, rng) = (&mut trial.session, &mut trial.rng);
    let other = RelayUserId::from_text("b");
    assert!(session.connect(&other, &id, display, &RULES, UnixMillis::EPOCH, rng).is_none());
    assert!(session.handshake(&other, &id, "key", "k1", UnixMillis::EPOCH).is_none());
    assert!(session.handshake(&user(), &id, "key", "k1", UnixMillis::EPOCH).is_some());
    let before = session.clone();
    assert_eq!(session.attempt(&other, &id, &RULES), AttemptGrant::Unknown);
    assert!(session.accept(&other, &id).is_none());
    assert!(session.refuse(&other, &id, &RULES).is_empty());
    session.reopen(&other, &id);
    session.give_back(&other, &id);
    assert_eq!(*session, before);
}

#[test]
fn one_step_handshake_shows_three_ids_that_are_not_stored() {
    let mut trial = Trial::showing(Frames::OneStep);
    trial.pass(29_999);
    let shown = trial.shown();
    assert!(shown.len() == 3 && !trial.closed);
    assert!(shown.iter().all(|id| id.len() == 32 && !trial.handshake(id)));
    trial.pass(1);
    assert!(trial.closed);
}

#[test]
fn key_can_be_posted_twenty_times() {
    let mut trial = Trial::showing(Frames::Url);
    let id = trial.shown()[0].clone();
    assert_eq!((0..100).filter(|_| trial.handshake(&id)).count(), 20);
    assert!(trial.attempt(&id));
}

#[test]
fn debug_output_hides_ids() {
    let mut trial = Trial::showing(Frames::Url);
    trial.handshake("0123456789abcdef0123456789abcdef");
    assert_eq!(format!("{:?}", trial.session), "Session(Pause)");
}
