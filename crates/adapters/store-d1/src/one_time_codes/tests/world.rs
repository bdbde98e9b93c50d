//! Random histories of sends, guesses, failures to queue and sweeps, compared with a model.

use std::collections::BTreeMap;

use proptest::prelude::*;
use unix_time::UnixMillis;

use super::*;

const PURPOSES: [&str; 2] = ["login", "payment"];
const PHONES: [&str; 3] = ["+12025550123", "+12025550124", "+12025650123"];
const LIMITS: SendLimits = SendLimits { phone_per_hour: 3, prefix_per_hour: Some(4) };

#[derive(Clone, Debug)]
enum Step {
    Send { phone: usize, purpose: usize, queued: bool },
    Guess { phone: usize, purpose: Option<usize>, pick: usize, right: bool },
    Wait(i64),
    Sweep,
}

fn step() -> impl Strategy<Value = Step> {
    let purposes = PURPOSES.len();
    prop_oneof![
        4 => (0..PHONES.len(), 0..purposes, prop::bool::weighted(0.8))
            .prop_map(|(phone, purpose, queued)| Step::Send { phone, purpose, queued }),
        6 => (0..PHONES.len(), prop::option::of(0..purposes), any::<usize>(), any::<bool>())
            .prop_map(|(phone, purpose, pick, right)| Step::Guess { phone, purpose, pick, right }),
        3 => prop_oneof![
            Just(1_i64), Just(MINUTE_MS), Just(5 * MINUTE_MS), Just(HOUR_MS - 1), Just(HOUR_MS)
        ]
        .prop_map(Step::Wait),
        1 => Just(Step::Sweep),
    ]
}

struct Sent {
    issued: IssuedCode,
    at_ms: UnixMillis,
    phone: usize,
    consumed: bool,
}

/// The expected behavior as a simple model.
#[derive(Default)]
struct Model {
    sent: Vec<Sent>,
    failures: BTreeMap<(usize, String), Vec<UnixMillis>>,
}

impl Model {
    fn may_send(&self, phone: usize, purpose: &str, now_ms: UnixMillis) -> bool {
        let failures = self.failures.get(&(phone, purpose.to_owned()));
        let failures = failures.into_iter().flatten().filter(|at_ms| **at_ms > now_ms - HOUR_MS);
        let counted = |of: &dyn Fn(&Sent) -> bool| {
            self.sent.iter().filter(|sent| of(sent) && sent.at_ms > now_ms - HOUR_MS).count()
        };
        let prefix = |at: usize| PHONES[at].get(..7);
        failures.count() < 3
            && counted(&|sent| sent.phone == phone) < 3
            && counted(&|sent| prefix(sent.phone) == prefix(phone)) < 4
    }

    fn live(&self, phone: usize, purpose: Option<&str>, now_ms: UnixMillis) -> Option<usize> {
        let newest_of = |wanted: &str| {
            let of = |sent: &Sent| sent.phone == phone && sent.issued.purpose.as_str() == wanted;
            let newest = self.sent.iter().rposition(of)?;
            let sent = &self.sent[newest];
            (!sent.consumed && sent.issued.expires_at_ms > now_ms).then_some(newest)
        };
        match purpose {
            Some(purpose) => newest_of(purpose),
            None => PURPOSES.into_iter().filter_map(newest_of).max(),
        }
    }

    fn guess(
        &mut self,
        phone: usize,
        purpose: Option<&str>,
        code: &Code,
        now_ms: UnixMillis,
    ) -> VerifyOutcome {
        let live = self.live(phone, purpose, now_ms);
        let of_live = live.map(|at| self.sent[at].issued.purpose.as_str());
        let bucket = purpose.or(of_live).unwrap_or("authentication").to_owned();
        let failures = self.failures.entry((phone, bucket)).or_default();
        failures.retain(|at_ms| *at_ms > now_ms - HOUR_MS);
        if failures.len() == 3 {
            return refused(0);
        }
        if let Some(at) = live
            && self.sent[at].issued.code.expose() == code.expose()
        {
            self.sent[at].consumed = true;
            return VERIFIED;
        }
        failures.push(now_ms);
        refused(3 - u32::try_from(failures.len()).unwrap())
    }
}

fn run(steps: &[Step]) -> Result<(), TestCaseError> {
    let (mut book, mut model) = (Book::new(), Model::default());
    let by = account(1);
    let phones = PHONES.map(phone);
    let mut now_ms = NOW_MS;
    for step in steps {
        // Two events never share a millisecond here; the statements would move the second by one.
        now_ms += 1;
        match step {
            Step::Send { phone, purpose: of, queued } => {
                let (to, of) = (&phones[*phone], purpose(PURPOSES[*of]));
                let may_send = model.may_send(*phone, of.as_str(), now_ms);
                let issued = book.create_in(&by, to, of, LIMITS, now_ms);
                prop_assert_eq!(issued.is_some(), may_send);
                match issued {
                    Some(issued) if *queued => {
                        let sent = Sent { issued, at_ms: now_ms, phone: *phone, consumed: false };
                        model.sent.push(sent);
                    }
                    Some(issued) => {
                        execute(&book.database, withdraw(&by, to, &issued.id));
                    }
                    None => {}
                }
            }
            Step::Guess { phone, purpose: of, pick, right } => {
                let text = of.map(|at| PURPOSES[at]);
                let recent = model.sent.len().saturating_sub(3)..model.sent.len();
                let code = match recent.clone().nth(pick % 3) {
                    Some(at) => model.sent[at].issued.code.clone(),
                    None => Code::parse("123456").unwrap(),
                };
                let code = if *right { code } else { wrong(&code) };
                let of = text.map(purpose);
                let outcome = book.guess_in(&by, &phones[*phone], of.as_ref(), Some(&code), now_ms);
                prop_assert_eq!(outcome, model.guess(*phone, text, &code, now_ms));
            }
            Step::Wait(wait_ms) => now_ms += *wait_ms,
            Step::Sweep => while book.sweep(now_ms, 2) > 0 {},
        }
    }
    Ok(())
}

proptest! {
    #[test]
    fn random_histories_match_the_model(
        steps in prop::collection::vec(step(), 1..60),
    ) {
        run(&steps)?;
    }
}
