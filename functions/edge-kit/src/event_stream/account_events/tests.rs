use proptest::prelude::*;

use super::*;

fn event(number: i64) -> FeedEvent {
    FeedEvent { number, kind: "message.sent".to_owned(), body: format!("{{\"n\":{number}}}") }
}

/// A page of the events after `after` up to `last`.
fn page(is_answer: bool, after: i64, last: i64, newest: i64) -> String {
    let events = (after + 1..=last).map(event).collect();
    let page = FeedPage { is_answer, reset: false, after, events, newest };
    serde_json::to_string(&page).unwrap()
}

fn numbers(backlog: &mut EventBacklog) -> Vec<i64> {
    let frames = std::iter::from_fn(|| backlog.take());
    let events = frames.filter(|frame| frame.contains("event: message.sent"));
    let id = |frame: String| frame.lines().next()?.strip_prefix("id: ")?.parse().ok();
    events.map(|frame| id(frame).unwrap()).collect()
}

fn asks_after(answer: Option<&str>) -> Option<i64> {
    serde_json::from_str::<FeedRequest>(answer?).unwrap().after
}

#[test]
fn new_reader_is_told_where_it_begins_and_gets_what_follows() {
    let (mut source, mut backlog) = (AccountEvents::after(None), EventBacklog::default());
    assert_eq!(source.opening(), r#"{"after":null}"#);
    assert_eq!(source.receive(&page(true, 41, 41, 41), &mut backlog), None);
    let ready = "id: 41\nevent: ready\ndata: {\"type\":\"ready\",\"cursor\":\"41\"}\n\n";
    assert_eq!(backlog.take().as_deref(), Some(ready));
    assert_eq!(source.receive(&page(false, 41, 42, 42), &mut backlog), None);
    let sent = "id: 42\nevent: message.sent\ndata: {\"n\":42}\n\n";
    assert_eq!(backlog.take().as_deref(), Some(sent));
    assert_eq!(backlog.take(), None);
}

#[test]
fn events_sent_before_the_first_answer_are_not_written_twice() {
    let (mut source, mut backlog) = (AccountEvents::after(Some(5)), EventBacklog::default());
    assert_eq!(source.receive(&page(false, 6, 7, 7), &mut backlog), None);
    assert_eq!(source.receive(&page(true, 5, 7, 7), &mut backlog), None);
    assert_eq!(source.receive(&page(false, 6, 8, 8), &mut backlog), None);
    assert_eq!(numbers(&mut backlog), [6, 7, 8]);
}

#[test]
fn gap_in_the_numbers_is_asked_for_once() {
    let (mut source, mut backlog) = (AccountEvents::after(Some(5)), EventBacklog::default());
    source.receive(&page(true, 5, 5, 5), &mut backlog);
    let answer = source.receive(&page(false, 7, 8, 8), &mut backlog);
    assert_eq!(asks_after(answer.as_deref()), Some(5));
    assert_eq!(source.receive(&page(false, 8, 9, 9), &mut backlog), None);
    assert_eq!(source.receive(&page(true, 5, 9, 9), &mut backlog), None);
    assert_eq!(numbers(&mut backlog), [6, 7, 8, 9]);
}

#[test]
fn hint_of_a_newer_event_is_followed_by_a_request() {
    let (mut source, mut backlog) = (AccountEvents::after(Some(5)), EventBacklog::default());
    source.receive(&page(true, 5, 5, 5), &mut backlog);
    assert_eq!(source.receive(&page(false, 5, 5, 5), &mut backlog), None);
    let answer = source.receive(&page(false, 9, 9, 9), &mut backlog);
    assert_eq!(asks_after(answer.as_deref()), Some(5));
}

#[test]
fn unknown_number_resets_the_reader() {
    let (mut source, mut backlog) = (AccountEvents::after(Some(5)), EventBacklog::default());
    let reset = FeedPage { is_answer: true, reset: true, after: 90, newest: 90, events: vec![] };
    source.receive(&serde_json::to_string(&reset).unwrap(), &mut backlog);
    let told = "id: 90\nevent: reset\ndata: {\"type\":\"reset\",\"cursor\":\"90\"}\n\n";
    assert_eq!(backlog.take().as_deref(), Some(told));
    source.receive(&page(false, 90, 91, 91), &mut backlog);
    assert_eq!(numbers(&mut backlog), [91]);
}

#[test]
fn slow_reader_gets_the_rest_when_it_has_taken_what_waits() {
    let (mut source, mut backlog) = (AccountEvents::after(Some(0)), EventBacklog::default());
    source.receive(&page(true, 0, 0, 0), &mut backlog);
    backlog.take();
    let last = i64::try_from(MAX_WAITING).unwrap() + 10;
    assert_eq!(source.receive(&page(false, 0, last, last), &mut backlog), None);
    assert!(source.awaits_reader());
    let taken = numbers(&mut backlog);
    assert_eq!(taken.len(), MAX_WAITING);
    let asked = asks_after(source.resume().as_deref()).unwrap();
    assert_eq!(Some(&asked), taken.last());
    assert!(!source.awaits_reader());
    source.receive(&page(true, asked, last, last), &mut backlog);
    assert_eq!(numbers(&mut backlog).last(), Some(&last));
}

#[test]
fn keep_alive_waits_behind_no_event() {
    let mut backlog = EventBacklog::default();
    backlog.keep_alive();
    assert_eq!(backlog.take().as_deref(), Some(KEEP_ALIVE));
    backlog.keep_alive();
    backlog.push("x".to_owned());
    assert_eq!((backlog.take().as_deref(), backlog.take()), (Some("x"), None));
}

proptest! {
    /// Frames may be lost, answers may be late: the reader gets every event once and in order.
    #[test]
    fn reader_gets_every_event_once_and_in_order(
        steps in prop::collection::vec((0_u8..5, 1_i64..40), 1..80),
    ) {
        let (mut source, mut backlog) = (AccountEvents::after(Some(0)), EventBacklog::default());
        let (mut newest, mut pushed, mut read) = (0_i64, 0_i64, Vec::new());
        let mut asked = Some(0_i64);
        let most = 50;
        let answer_to = |after: i64, newest: i64| page(true, after, newest.min(after + most), newest);
        for (step, count) in steps {
            let answer = match step {
                // Events happen and are sent.
                0 | 1 => {
                    let frame = page(false, pushed, newest + count, newest + count);
                    newest += count;
                    pushed = newest;
                    source.receive(&frame, &mut backlog)
                }
                // Events happen and the frame is lost.
                2 => {
                    newest += count;
                    pushed = newest;
                    None
                }
                3 => match asked.take() {
                    Some(after) => source.receive(&answer_to(after, newest), &mut backlog),
                    None => source.receive(&page(false, newest, newest, newest), &mut backlog),
                },
                _ => {
                    read.extend(numbers(&mut backlog));
                    if source.awaits_reader() { source.resume() } else { None }
                }
            };
            if let Some(after) = asks_after(answer.as_deref()) {
                prop_assert_eq!(asked, None);
                asked = Some(after);
            }
        }
        for _ in 0..200 {
            let answer = match asked.take() {
                Some(after) => source.receive(&answer_to(after, newest), &mut backlog),
                None => source.receive(&page(false, newest, newest, newest), &mut backlog),
            };
            asked = asks_after(answer.as_deref());
            read.extend(numbers(&mut backlog));
            if source.awaits_reader() && asked.is_none() {
                asked = asks_after(source.resume().as_deref());
            }
        }
        prop_assert_eq!(read, (1..=newest).collect::<Vec<_>>());
    }
}
