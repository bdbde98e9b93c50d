//! `GET /api/v1/admin/usage`: what an account or one gateway sent and received, by day.

mod input;
#[cfg(feature = "openapi")]
pub(super) mod operations;
mod out;

use std::collections::BTreeMap;

use axum::Json;
use edge_kit::RequestContext;
use messaging::message::Metric;
use store_d1::{Store, usage::DailyCount};
use unix_time::{DAY_MS, UnixMillis};

use self::{
    input::UsageIn,
    out::{DayUsageOut, UsageOut},
};
use crate::{
    access::{Client, MayManageGateways},
    dispatcher_calls,
    error::{ApiError, ApiResult},
    input::In,
};

/// Days of a report that states no start, today included.
const DEFAULT_DAYS: i64 = 30;
/// Maximum number of days of a report.
const MAX_DAYS: i64 = 400;
/// Maximum number of days, each times the account's phones, of a report about all of them: it reads one row for each
/// metric, day and gateway.
const MAX_GATEWAY_DAYS: i64 = 20_000;
const METRICS: [Metric; 7] = [
    Metric::Sent,
    Metric::ExtraSegments,
    Metric::Delivered,
    Metric::Failed,
    Metric::Received,
    Metric::ReceivedElsewhen,
    Metric::CodesSent,
];

/// `GET /api/v1/admin/usage`: one entry for each UTC day from `since` to `until`, from the counters, which history's
/// deletion does not change.
#[worker::send]
pub(crate) async fn usage(
    context: RequestContext,
    client: Client<MayManageGateways>,
    In { input, .. }: In<UsageIn>,
) -> ApiResult<Json<UsageOut>> {
    let days = days(input.since, input.until, context.now_ms)?;
    let shown_gateway = input.gateway_id.as_ref().map(|name| name.text.clone());
    let gateway = dispatcher_calls::named_gateway(&context, input.gateway_id, &client).await?;
    let (account_id, store) = (&client.account_id, Store::open(&context.env)?);
    if gateway.is_none() {
        let gateways = i64::from(store.count_gateways(account_id).await?.total).saturating_add(1);
        let count = i64::try_from(days.len()).unwrap_or(i64::MAX);
        if count.saturating_mul(gateways) > MAX_GATEWAY_DAYS {
            let text =
                "since is too long ago for so many gateways: name a gateway_id or fewer days";
            return Err(ApiError::invalid("since", text));
        }
    }
    dispatcher_calls::flush(&context, account_id).await?;
    let names = METRICS.map(Metric::as_str);
    let counted = store.counters_by_day(account_id, &names, &days, gateway.as_ref()).await?;
    let gateway_id = shown_gateway.filter(|_| gateway.is_some());
    Ok(Json(UsageOut { days: series(&days, counted, gateway.is_none()), gateway_id }))
}

/// Returns the numbers of the days that the time touches. `until` is exclusive.
fn days(
    since: Option<UnixMillis>,
    until: Option<UnixMillis>,
    now_ms: UnixMillis,
) -> ApiResult<Vec<i64>> {
    let last = until.map_or(now_ms, |until_ms| until_ms.saturating_sub(1)).day();
    let first = since.map_or(last.saturating_sub(DEFAULT_DAYS - 1), UnixMillis::day);
    let count = last.saturating_sub(first).saturating_add(1);
    if count < 1 {
        return Err(ApiError::invalid("until", "until must be after since"));
    }
    if count > MAX_DAYS {
        return Err(ApiError::invalid("since", format!("The time has more than {MAX_DAYS} days")));
    }
    // Days before 1970 have no counters, and day -1 is the key of the totals.
    Ok((first.max(0)..=last).collect())
}

fn series(days: &[i64], counted: Vec<DailyCount>, of_account: bool) -> Vec<DayUsageOut> {
    let mut counts = BTreeMap::new();
    for count in counted {
        counts.insert((count.day, count.metric), count.value.unwrap_or(0));
    }
    let on = |day: i64, metric: Metric| {
        counts.get(&(day, metric.as_str().to_owned())).copied().unwrap_or(0)
    };
    let entry = |day: &i64| {
        let sent = on(*day, Metric::Sent);
        // `Received` counts by the phone's clock; the correction moves it to the day on which we learned of the SMS.
        let received =
            on(*day, Metric::Received).saturating_add(on(*day, Metric::ReceivedElsewhen));
        DayUsageOut {
            codes: of_account.then(|| on(*day, Metric::CodesSent)),
            day: date(*day),
            delivered: on(*day, Metric::Delivered),
            failed: on(*day, Metric::Failed),
            received,
            segments: sent.saturating_add(on(*day, Metric::ExtraSegments)),
            sent,
        }
    };
    days.iter().map(entry).collect()
}

/// Returns a day as `2025-10-19`.
fn date(day: i64) -> String {
    let midnight = UnixMillis::new(day.saturating_mul(DAY_MS));
    let text = runtime::timestamp::format_secs(midnight);
    text.split('T').next().unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW_MS: UnixMillis = UnixMillis::new(1_760_869_800_000);

    #[expect(clippy::unnecessary_wraps, reason = "it stands for a parameter that was given")]
    fn at(day: i64, ms: i64) -> Option<UnixMillis> {
        Some(UnixMillis::new((NOW_MS.day() + day) * DAY_MS + ms))
    }

    #[test]
    fn report_covers_every_day_that_its_time_touches() {
        let today = NOW_MS.day();
        let read = |since, until| days(since, until, NOW_MS).ok().map(|it| (it[0], it.len()));
        assert_eq!(read(None, None), Some((today - 29, 30)));
        assert_eq!(read(at(-1, 5), None), Some((today - 1, 2)));
        assert_eq!(read(at(-2, 0), at(-1, 0)), Some((today - 2, 1)));
        assert_eq!(read(at(-2, 0), at(-1, 1)), Some((today - 2, 2)));
        assert_eq!(read(at(-399, 0), None), Some((today - 399, 400)));
        assert_eq!(read(at(-400, 0), None), None);
        assert_eq!(read(at(1, 0), None), None);
    }

    #[test]
    fn days_without_counts_are_zeros_and_segments_include_the_first_of_each_sms() {
        let today = NOW_MS.day();
        let count = |metric: Metric, value| DailyCount {
            metric: metric.as_str().to_owned(),
            day: today,
            value: Some(value),
        };
        let counted = vec![
            count(Metric::Sent, 3),
            count(Metric::ExtraSegments, 4),
            count(Metric::Received, 5),
            count(Metric::ReceivedElsewhen, -1),
        ];
        let shown = serde_json::to_string(&series(&[today - 1, today], counted, false)).unwrap();
        let expected = r#"[{"codes":null,"day":"2025-10-18","delivered":0,"failed":0,"received":0,"segments":0,"sent":0},{"codes":null,"day":"2025-10-19","delivered":0,"failed":0,"received":4,"segments":7,"sent":3}]"#;
        assert_eq!(shown, expected);
    }
}
