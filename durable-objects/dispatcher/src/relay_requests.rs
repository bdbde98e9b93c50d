//! Inbound SMS that may be relay users' requests, for accounts that opted in to having them tried.
//!
//! A request that was claimed in D1 is completed by the claim's holder or by the cron; until then its SMS stays in
//! the outbox. Copies are recognized by their content, so a retry is harmless.

use std::rc::Rc;

use futures_channel::oneshot;
use futures_util::future::join_all;
use ids::AccountId;
use object_commands::webhook_delivery::QueuedEvent;
use object_kit::Fault;
use publishing::{ReceivedText, ResultSms, Source, TextOrigin, could_be_request};
use relay_requests::SenderText;
use runtime::{
    Settings, clock,
    log::{
        self,
        events::{DispatcherEvent, PublicationEvent},
    },
    objects::CallError,
};
use telephony::Region;
use unix_time::UnixMillis;
use webhooks::{Event, Fact, InboundFacts};

use crate::{DispatcherShell, commands};

/// Maximum number of requests handled at once.
const MAX_CONCURRENT_REQUESTS: usize = 32;
/// Time to wait for a request; the work continues beyond it and is asked about again. A copy waits up to 5 s for
/// the first one to end.
const WAIT_MS: u64 = 7_000;
/// Minimum delay before a retry when the sender has too many requests under way.
const MIN_RETRY_DELAY_MS: i64 = 60_000;
/// Age at which a request is given up, the same as for publications. Without it a request that never finds room
/// would be retried forever.
const GIVE_UP_MS: i64 = 86_400_000;

/// Event id of an event that must be announced again, and the earliest time for that.
pub(crate) type PostponedEvent = (String, UnixMillis);

/// Outcome for one SMS.
#[derive(Clone, Copy, PartialEq, Eq)]
enum RequestProgress {
    /// Nothing is left to do here.
    Done,
    /// The sender has too many requests under way. SMS of other senders are not affected.
    Full,
    /// D1 does not have the request yet.
    Undecided,
}

/// Handles the events that may contain a request. Returns those whose senders have too many requests under way.
/// `Err` when D1 does not have one of them yet, or has not confirmed it in time.
pub(crate) async fn handle_events(
    shell: &Rc<DispatcherShell>,
    events: &[QueuedEvent],
) -> Result<Vec<PostponedEvent>, Fault> {
    let now_ms = clock::now_ms();
    let mut postponed = Vec::new();
    let arrived = events.iter().filter(|it| is_timely(it, now_ms));
    let arrived = arrived.filter_map(|it| inbound(it).map(|facts| (it, facts)));
    let arrived = arrived.filter(|(_, facts)| could_be_request(facts.text.as_str()));
    let arrived: Vec<(&QueuedEvent, InboundFacts)> = arrived.collect();
    if arrived.is_empty() {
        return Ok(postponed);
    }
    let settings = Settings::of(&shell.env)?;
    let Some(relay_account) = publishing::account(&shell.env, &settings).await? else {
        return Ok(postponed);
    };
    for portion in arrived.chunks(MAX_CONCURRENT_REQUESTS) {
        let handled = portion.iter().map(|(_, facts)| {
            let facts = facts.clone();
            let (sender, receiver) = oneshot::channel();
            let (of, relay_account) = (shell.clone(), relay_account.clone());
            // If there is no room, dropping the sender makes the request undecided.
            let _ = shell.tasks.spawn(&shell.state, async move {
                // The receiver is gone if it gave up waiting, which is not an error.
                sender.send(handle(&of, &relay_account, &facts).await).ok();
            });
            clock::within(WAIT_MS, receiver)
        });
        for ((event, _), progress) in portion.iter().zip(join_all(handled).await) {
            match progress {
                Some(Ok(RequestProgress::Done)) => {}
                Some(Ok(RequestProgress::Full)) => {
                    postponed.push((event.event_id.clone(), retry_at_ms(event, now_ms)));
                }
                Some(Ok(RequestProgress::Undecided) | Err(_)) | None => {
                    return Err(Fault::new("a request is undecided"));
                }
            }
        }
    }
    Ok(postponed)
}

/// Returns the time of the next try. The delay grows with the request's age, which gives about twelve tries in a
/// day.
fn retry_at_ms(queued: &QueuedEvent, now_ms: UnixMillis) -> UnixMillis {
    now_ms.saturating_add(now_ms.since(queued.occurred_at_ms).max(MIN_RETRY_DELAY_MS))
}

fn is_timely(queued: &QueuedEvent, now_ms: UnixMillis) -> bool {
    queued.occurred_at_ms.saturating_add(GIVE_UP_MS) > now_ms
}

/// Returns the facts of an inbound SMS; `None` for other events and unreadable ones.
fn inbound(queued: &QueuedEvent) -> Option<InboundFacts> {
    match serde_json::from_str::<Event>(&queued.payload).ok()?.fact {
        Fact::InboundReceived(facts) => Some(facts),
        _ => None,
    }
}

async fn handle(
    shell: &Rc<DispatcherShell>,
    relay_account: &AccountId,
    facts: &InboundFacts,
) -> RequestProgress {
    let Ok(settings) = Settings::of(&shell.env) else { return RequestProgress::Undecided };
    let sender = SenderText::new(facts.from.as_str());
    let own_account = shell.account_id();
    let origin = own_account.as_ref().map_or("", AccountId::as_str);
    let arrival = ReceivedText {
        sender: &sender,
        text: &facts.text,
        source: Source::Inbound,
        origin: TextOrigin::of(origin),
        gateway_client: None,
        received_at_ms: Some(facts.received_at_ms),
        sent_at_ms: None,
    };
    let handled = publishing::handle(&shell.env, &settings, relay_account, &arrival).await;
    let is_own = own_account.as_ref().is_ok_and(|own| own == relay_account);
    if is_own {
        announce_own(shell, relay_account, &handled.steps).await;
    } else {
        publishing::announce_steps(&shell.env, relay_account, &handled.steps).await;
    }
    if let Some(sms) = &handled.result_sms {
        let region = settings.default_region;
        if is_own {
            // A Dispatcher must not call itself: the call would wait for the turn it is running in.
            submit(shell, relay_account, sms, region).await;
        } else {
            publishing::send_result_sms(&shell.env, relay_account, region, sms).await;
        }
    }
    if handled.is_full() {
        RequestProgress::Full
    } else if handled.is_fault() {
        RequestProgress::Undecided
    } else {
        RequestProgress::Done
    }
}

/// Announces the steps of a publication as events of this object's own account. They are queued at the endpoints
/// directly, because a Dispatcher must not call itself.
async fn announce_own(shell: &Rc<DispatcherShell>, own_account: &AccountId, steps: &[Event]) {
    let now_ms = clock::now_ms();
    for step in steps {
        let noted = shell.with_core(|core| {
            core.feed_events(std::slice::from_ref(step), now_ms)?;
            Ok(core.subscribers_of(step.kind()))
        });
        let announced = match (noted, QueuedEvent::of(step)) {
            (Ok(endpoint_ids), Ok(event)) => {
                let events = [event];
                let calls = endpoint_ids.iter().map(|endpoint_id| {
                    webhook_endpoints::enqueue_events(&shell.env, own_account, endpoint_id, &events)
                });
                let told: Result<(), CallError> = join_all(calls).await.into_iter().collect();
                told.map_err(Fault::from)
            }
            (Err(fault), _) => Err(fault),
            (_, Err(error)) => Err(error.into()),
        };
        if let Err(fault) = announced {
            log::write(&PublicationEvent::StepsNotAnnounced { error: &fault });
        }
    }
}

/// Submits the result SMS. The cron retries a failure.
async fn submit(
    shell: &Rc<DispatcherShell>,
    own_account: &AccountId,
    sms: &ResultSms,
    region: Region,
) {
    match commands::submit_message(shell, sms.submit(region), clock::now_ms()).await {
        Ok(submitted) if ResultSms::is_submitted(&submitted) => {
            publishing::record_result_sms_sent(&shell.env, own_account, sms).await;
        }
        Ok(_) => {}
        Err(fault) => log::write(&DispatcherEvent::ResultSmsFailed { error: &fault }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn queued() -> QueuedEvent {
        QueuedEvent {
            event_id: "e".to_owned(),
            order_key: "o".to_owned(),
            kind: "inbound.received".to_owned(),
            payload: String::new(),
            occurred_at_ms: UnixMillis::new(1_000),
        }
    }

    #[test]
    fn retries_for_a_sender_with_too_many_requests_become_rarer() {
        let (queued, mut now_ms, mut tries) = (queued(), UnixMillis::new(1_000), 0);
        while is_timely(&queued, now_ms) {
            let next_ms = retry_at_ms(&queued, now_ms);
            assert!(next_ms >= now_ms + 60_000);
            (now_ms, tries) = (next_ms, tries + 1);
        }
        assert_eq!(tries, 12);
    }

    #[test]
    fn untaken_request_is_retried_for_a_day() {
        let queued = queued();
        assert!(
            is_timely(&queued, UnixMillis::new(1_000))
                && is_timely(&queued, UnixMillis::new(86_400_999))
        );
        assert!(!is_timely(&queued, UnixMillis::new(86_401_000)));
    }
}
