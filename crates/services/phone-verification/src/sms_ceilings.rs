//! Ceilings on SMS that requests cause: counts against them, and tells the account's owner of a stop.

use std::{cell::RefCell, collections::HashMap};

use ids::AccountId;
use one_time_codes::{Purpose, prefix_of};
use request_limits::{Bucket, Ceilings, Network};
use runtime::{
    ServiceContext,
    log::{self, events::CodeEvent},
};
use store_d1::{Store, StoreError};
use telephony::PhoneNumber;
use throttling::LimitExceeded;
use unix_time::UnixMillis;
use webhook_endpoints::announce_events;
use webhooks::{ConversionFacts, Event, Fact, StoppedFacts};

/// `Retry-After` in seconds while the conversion alarm is raised.
const ALARM_RETRY_SECS: u32 = 600;
/// Time for which an announced alarm is not announced again.
const ALARM_TOLD_MS: i64 = 3_600_000;
/// Reasons of stops that are alarms of too few verified codes: for all numbers, and for a block of them.
const CONVERSION_ALARM: &str = "conversion_alarm";
const LOW_CONVERSION: &str = "low_conversion";
/// Size at which the cache of announcements is emptied.
const MAX_TOLD: usize = 1_000;

thread_local! {
    /// Stops that the account's endpoints were told of, with their ends. Endpoints deduplicate events, so forgetting a
    /// stop costs calls but causes no second delivery.
    static TOLD: RefCell<HashMap<String, UnixMillis>> = RefCell::default();
}

/// An SMS that a request is about to cause.
#[derive(Clone, Copy, Debug)]
pub(crate) struct PlannedSms<'a> {
    pub(crate) account_id: &'a AccountId,
    /// Purpose of the SMS, as events name it.
    pub(crate) purpose: &'static str,
    pub(crate) ceilings: Ceilings,
    pub(crate) network: &'a Network,
    pub(crate) phone: &'a PhoneNumber,
    /// Purpose whose codes are refused while too few of them are verified.
    pub(crate) watched: Option<&'a Purpose>,
}

/// Reason why an SMS must not be sent.
#[derive(Debug)]
pub(crate) enum CeilingFault {
    Stopped(LimitExceeded),
    Store(StoreError),
}

/// A counted SMS, which can be taken back if it is certainly not sent.
#[derive(Debug)]
pub(crate) struct CountedSms(Vec<Bucket>);

/// Counts one SMS against all of its ceilings, or against none: one D1 statement, and one read if conversion is
/// watched. The account's endpoints are told of a stop once.
pub(crate) async fn count(
    context: &ServiceContext,
    sms: PlannedSms<'_>,
) -> Result<CountedSms, CeilingFault> {
    let PlannedSms { account_id, purpose, ceilings, network, phone, watched } = sms;
    let (key, now_ms, block) = (&context.settings.network_key, context.now_ms, prefix_of(phone));
    let store = Store::open(&context.env).map_err(CeilingFault::Store)?;
    // Checked before the SMS is counted, so that a request that this alarm stops uses up no ceiling.
    if let Some(watched) = watched {
        let conversion = store.conversion(account_id, watched, now_ms).await;
        let conversion = conversion.map_err(CeilingFault::Store)?;
        let alarm = context.settings.one_time_codes.alarm;
        if alarm.is_raised(conversion.sent.into(), conversion.verified.into()) {
            notify_conversion_alarm(context, account_id, purpose);
            let exceeded = LimitExceeded { retry_after_secs: ALARM_RETRY_SECS };
            return Err(CeilingFault::Stopped(exceeded));
        }
    }
    let buckets = ceilings.buckets(purpose, key, Some(network), block, now_ms);
    let counted = store.count_sms(account_id, &buckets).await.map_err(CeilingFault::Store)?;
    if let Err(full) = counted {
        notify_ceiling_reached(context, account_id, purpose, block, full);
        let retry_after_secs = wait_secs(full.ends_at_ms, now_ms);
        return Err(CeilingFault::Stopped(LimitExceeded { retry_after_secs }));
    }
    Ok(CountedSms(buckets))
}

/// Takes back a counted SMS that was certainly not sent. If that fails, the count stands.
pub(crate) async fn release(
    context: &ServiceContext,
    account_id: &AccountId,
    counted: &CountedSms,
) {
    let released = match Store::open(&context.env) {
        Ok(store) => store.release_sms(account_id, &counted.0).await,
        Err(error) => Err(error),
    };
    if let Err(error) = released {
        log::write(&CodeEvent::SmsNotUncounted { error: &error });
    }
}

fn wait_secs(until_ms: UnixMillis, now_ms: UnixMillis) -> u32 {
    let wait_ms = until_ms.since(now_ms).max(1);
    u32::try_from(wait_ms.saturating_add(999) / 1_000).unwrap_or(u32::MAX)
}

fn notify_ceiling_reached(
    context: &ServiceContext,
    account_id: &AccountId,
    purpose: &str,
    block: &str,
    full: &Bucket,
) {
    if !full.ceiling.stops_others() {
        return;
    }
    let of_block = full.ceiling == request_limits::Ceiling::NumberBlock;
    let facts = StoppedFacts {
        subject: full.subject.clone(),
        purpose: purpose.to_owned(),
        reason: full.ceiling.as_str().to_owned(),
        limit: Some(full.quota),
        number_block: of_block.then(|| block.to_owned()),
        until_ms: full.ends_at_ms,
    };
    notify_once(context, account_id, facts, full.ends_at_ms);
}

/// Tells the account's endpoints that a block of numbers gets no codes.
pub(crate) fn notify_number_block(
    context: &ServiceContext,
    sms: PlannedSms<'_>,
    until_ms: UnixMillis,
) {
    let block = prefix_of(sms.phone);
    let facts = StoppedFacts {
        subject: format!("low_conversion of {block}"),
        purpose: sms.purpose.to_owned(),
        reason: LOW_CONVERSION.to_owned(),
        limit: None,
        number_block: Some(block.to_owned()),
        until_ms,
    };
    notify_once(context, sms.account_id, facts, until_ms);
}

fn notify_conversion_alarm(context: &ServiceContext, account_id: &AccountId, purpose: &str) {
    let window = request_limits::Window::at(context.now_ms, 3_600);
    let facts = StoppedFacts {
        subject: format!("conversion_alarm of {purpose}"),
        purpose: purpose.to_owned(),
        reason: CONVERSION_ALARM.to_owned(),
        limit: None,
        number_block: None,
        until_ms: context.now_ms.saturating_add(i64::from(ALARM_RETRY_SECS) * 1_000),
    };
    // One event per clock hour, however long the alarm stays raised.
    notify_once(context, account_id, facts, window.started_at_ms.saturating_add(ALARM_TOLD_MS));
}

/// Tells the account's endpoints after the answer, unless this isolate has already told them. `until_ms` also
/// distinguishes this stop from later ones of the same ceiling.
fn notify_once(
    context: &ServiceContext,
    account_id: &AccountId,
    facts: StoppedFacts,
    until_ms: UnixMillis,
) {
    let told = format!("{} {}", account_id.as_str(), facts.subject);
    // Remembered before the call, so that concurrent requests announce a stop once.
    if !remember(told.clone(), until_ms, context.now_ms) {
        return;
    }
    log::write(&CodeEvent::SmsStopped {
        account_id: &account_id.as_str(),
        purpose: &facts.purpose,
        reason: &facts.reason,
    });
    let occurrence = u64::try_from(until_ms.as_i64()).unwrap_or(0);
    let facts = conversion_of(&facts)
        .map(Fact::ConversionAlarm)
        .into_iter()
        .chain([Fact::SpendingStopped(facts)]);
    let events: Vec<Event> =
        facts.map(|fact| Event::record(fact, occurrence, None, context.now_ms)).collect();
    let (env, account_id) = (context.env.clone(), account_id.clone());
    context.background.spawn(async move {
        if let Err(error) = announce_events(&env, &account_id, &events).await {
            // The next request that is stopped announces it again.
            TOLD.with_borrow_mut(|all| all.remove(&told));
            log::write(&CodeEvent::StopNotAnnounced {
                account_id: &account_id.as_str(),
                error: &error,
            });
        }
    });
}

/// Returns the facts of the alarm if the stop is one because too few codes are verified.
fn conversion_of(facts: &StoppedFacts) -> Option<ConversionFacts> {
    [CONVERSION_ALARM, LOW_CONVERSION].contains(&facts.reason.as_str()).then(|| ConversionFacts {
        subject: facts.subject.clone(),
        purpose: facts.purpose.clone(),
        number_block: facts.number_block.clone(),
        until_ms: facts.until_ms,
    })
}

/// Stores an announcement. Returns whether it was new.
fn remember(told: String, until_ms: UnixMillis, now_ms: UnixMillis) -> bool {
    TOLD.with_borrow_mut(|all| {
        if all.get(&told).is_some_and(|until_ms| *until_ms > now_ms) {
            return false;
        }
        if all.len() >= MAX_TOLD {
            all.clear();
        }
        all.insert(told, until_ms);
        true
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_stops_by_too_few_verified_codes_are_conversion_alarms() {
        let stopped = |reason: &str| StoppedFacts {
            subject: "subject".to_owned(),
            purpose: "codes".to_owned(),
            reason: reason.to_owned(),
            limit: None,
            number_block: Some("+120255".to_owned()),
            until_ms: UnixMillis::new(1_000),
        };
        for reason in ["conversion_alarm", "low_conversion"] {
            let facts = conversion_of(&stopped(reason)).unwrap();
            assert_eq!(facts.number_block.as_deref(), Some("+120255"));
            assert_eq!((facts.subject.as_str(), facts.until_ms.as_i64()), ("subject", 1_000));
        }
        assert_eq!(conversion_of(&stopped("account_hour")), None);
    }

    #[test]
    fn stop_is_announced_once_until_it_ends_and_the_cache_is_bounded() {
        let told =
            |subject: &str, now_ms| remember(subject.to_owned(), UnixMillis::new(1_000), now_ms);
        assert_eq!(
            [
                told("one", UnixMillis::EPOCH),
                told("one", UnixMillis::new(999)),
                told("two", UnixMillis::EPOCH)
            ],
            [true, false, true]
        );
        assert!(told("one", UnixMillis::new(1_000)));
        for index in 0..=MAX_TOLD {
            told(&index.to_string(), UnixMillis::EPOCH);
        }
        assert!(TOLD.with_borrow(HashMap::len) <= MAX_TOLD);
    }
}
