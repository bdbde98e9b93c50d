//! Filters that select the events of an endpoint.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::EventKind;

const EVERYTHING: &str = "*";
/// Maximum names repeated in an error; the next constant limits the characters of each.
const MAX_NAMES_SHOWN: usize = 10;
const MAX_CHARS_SHOWN: usize = 40;

/// A set of kinds, or everything including kinds of later versions. Kinds that are questions must be named in either
/// case. Its record is a list of names.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Vec<String>", into = "Vec<String>")]
pub struct EventFilter(Wanted);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Wanted {
    /// All kinds that are not questions, and these questions.
    Everything(BTreeSet<EventKind>),
    Kinds(BTreeSet<EventKind>),
}

/// Reason why a list of names is not a filter.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FilterError {
    #[error("no events")]
    Empty,
    /// The names as given, shortened.
    #[error("unknown events: {}", .0.join(", "))]
    Unknown(Vec<String>),
}

impl EventFilter {
    /// Returns the filter for every event that is not a question.
    pub fn everything() -> Self {
        Self(Wanted::Everything(BTreeSet::new()))
    }

    /// Parses names as any face writes them: `message.sent`, `sms_sent`, `sms:sent`, or `*` for all.
    /// Spaces around a name are ignored.
    pub fn parse<'a>(names: impl IntoIterator<Item = &'a str>) -> Result<Self, FilterError> {
        let mut everything = false;
        let mut kinds = BTreeSet::new();
        let mut unknown = Vec::new();
        for name in names {
            let name = name.trim();
            match kind_of(name) {
                Some(kind) => {
                    kinds.insert(kind);
                }
                None if name == EVERYTHING => everything = true,
                None if unknown.len() < MAX_NAMES_SHOWN => {
                    unknown.push(name.chars().take(MAX_CHARS_SHOWN).collect());
                }
                None => {}
            }
        }
        if !unknown.is_empty() {
            Err(FilterError::Unknown(unknown))
        } else if everything {
            kinds.retain(|kind| kind.is_question());
            Ok(Self(Wanted::Everything(kinds)))
        } else if kinds.is_empty() {
            Err(FilterError::Empty)
        } else {
            Ok(Self(Wanted::Kinds(kinds)))
        }
    }

    /// Returns the filter for this kind only.
    pub fn only(kind: EventKind) -> Self {
        Self(Wanted::Kinds(BTreeSet::from([kind])))
    }

    /// Whether the endpoint wants events of this kind.
    pub fn wants(&self, kind: EventKind) -> bool {
        match &self.0 {
            Wanted::Everything(questions) => !kind.is_question() || questions.contains(&kind),
            Wanted::Kinds(kinds) => kinds.contains(&kind),
        }
    }

    /// Returns names that [`parse`](Self::parse) reads back: `*`, or the kinds' own names.
    pub fn names(&self) -> Vec<&'static str> {
        match &self.0 {
            Wanted::Everything(questions) => {
                std::iter::once(EVERYTHING).chain(questions.iter().map(|it| it.as_str())).collect()
            }
            Wanted::Kinds(kinds) => kinds.iter().map(|kind| kind.as_str()).collect(),
        }
    }
}

fn kind_of(name: &str) -> Option<EventKind> {
    EventKind::ALL.into_iter().find(|kind| {
        kind.as_str() == name
            || kind.gateway_api_name() == Some(name)
            || kind.smsgate_name() == Some(name)
    })
}

impl TryFrom<Vec<String>> for EventFilter {
    type Error = FilterError;

    fn try_from(names: Vec<String>) -> Result<Self, FilterError> {
        Self::parse(names.iter().map(String::as_str))
    }
}

impl From<EventFilter> for Vec<String> {
    fn from(filter: EventFilter) -> Self {
        filter.names().into_iter().map(str::to_owned).collect()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn kinds(names: &[&str]) -> Vec<EventKind> {
        let filter = EventFilter::parse(names.iter().copied()).unwrap();
        EventKind::ALL.into_iter().filter(|kind| filter.wants(*kind)).collect()
    }

    #[test]
    fn each_face_may_use_its_own_event_names() {
        for (names, kind) in [
            (["message.sent", "sms_sent", "sms:sent"], EventKind::MessageSent),
            (["message.delivered", "sms_delivered", "sms:delivered"], EventKind::MessageDelivered),
            (["message.failed", "sms_failed", "sms:failed"], EventKind::MessageFailed),
            (["inbound.received", "sms_received", "sms:received"], EventKind::InboundReceived),
        ] {
            for name in names {
                assert_eq!(kinds(&[name]), [kind], "{name}");
            }
        }
        assert_eq!(kinds(&[" sms:cancelled "]), [EventKind::MessageCancelled]);
    }

    #[test]
    fn star_selects_every_telling_event_even_beside_other_names() {
        let telling: Vec<EventKind> =
            EventKind::ALL.into_iter().filter(|kind| !kind.is_question()).collect();
        assert_eq!(telling.len(), 20);
        assert_eq!(kinds(&["*"]), telling);
        assert_eq!(kinds(&["sms_sent", "*"]), telling);
    }

    #[test]
    fn questions_are_selected_only_by_name() {
        assert_eq!(kinds(&["proxy.intercept"]), [EventKind::ProxyIntercept]);
        assert_eq!(kinds(&["*", "proxy.intercept"]), EventKind::ALL);
    }

    #[test]
    fn error_repeats_the_unknown_names() {
        let long = "x".repeat(1_000);
        let refused = EventFilter::parse(["sms_sent", "sms_lost", "*", "SMS_SENT", &long]);
        let error = refused.unwrap_err();
        assert_eq!(
            error.to_string(),
            format!("unknown events: sms_lost, SMS_SENT, {}", "x".repeat(40))
        );
        let many = EventFilter::parse(std::iter::repeat_n("y", 1_000)).unwrap_err();
        assert_eq!(many, FilterError::Unknown(vec!["y".to_owned(); 10]));
    }

    #[test]
    fn empty_filter_is_refused() {
        assert_eq!(EventFilter::parse([]), Err(FilterError::Empty));
        assert!(serde_json::from_str::<EventFilter>("[]").is_err());
    }

    proptest! {
        #[test]
        fn filter_round_trips_through_its_record(
            wanted in prop::collection::btree_set(prop::sample::select(&EventKind::ALL[..]), 1..22),
            everything: bool,
        ) {
            let names = wanted.iter().map(|kind| kind.as_str());
            let filter = EventFilter::parse(names.chain(everything.then_some("*"))).unwrap();
            for kind in EventKind::ALL {
                let unnamed = everything && !kind.is_question();
                prop_assert_eq!(filter.wants(kind), unnamed || wanted.contains(&kind));
            }
            prop_assert_eq!(&EventFilter::parse(filter.names()).unwrap(), &filter);
            let json = serde_json::to_string(&filter).unwrap();
            prop_assert_eq!(serde_json::from_str::<EventFilter>(&json).unwrap(), filter);
        }

        #[test]
        fn error_repeats_only_given_names(names: Vec<String>) {
            match EventFilter::parse(names.iter().map(String::as_str)) {
                Err(FilterError::Unknown(unknown)) => {
                    let given = |shown: &String| names.iter().any(|name| name.contains(shown));
                    prop_assert!(unknown.iter().all(given));
                }
                Err(FilterError::Empty) => prop_assert!(names.is_empty()),
                Ok(filter) => prop_assert!(!filter.names().is_empty()),
            }
        }
    }
}
