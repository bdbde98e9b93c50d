//! `GET /api/v1/admin/stats` (contract A.3).

#[cfg(feature = "openapi")]
pub(super) mod operations;
mod out;

use axum::Json;
use edge_kit::{RequestContext, TimeSecs};
use messaging::message::Metric;
use store_d1::Store;

use self::out::{CodeCountsOut, GatewayCountsOut, MessageCountsOut, StatsOut};
use crate::{
    access::{Client, MayManageGateways},
    dispatcher_calls,
    error::ApiResult,
};

/// `GET /api/v1/admin/stats`: statistics from the counters, never from history. "Today" is the UTC day on which
/// Wireroom learned of a message.
#[worker::send]
pub(crate) async fn stats(
    context: RequestContext,
    client: Client<MayManageGateways>,
) -> ApiResult<Json<StatsOut>> {
    dispatcher_calls::flush(&context, &client.account_id).await?;
    let store = Store::open(&context.env)?;
    let metrics = [
        Metric::Accepted,
        Metric::Concluded,
        Metric::Sent,
        Metric::Failed,
        Metric::Received,
        Metric::ReceivedElsewhen,
        Metric::CodesSent,
        Metric::CodesVerified,
    ];
    let today = context.now_ms.day();
    let names = metrics.map(Metric::as_str);
    let counters = store.counters_of_day(&client.account_id, &names, today).await?;
    let gateways = store.count_gateways(&client.account_id).await?;
    let today = |metric: Metric| counters.today(metric.as_str());
    let total = |metric: Metric| counters.total(metric.as_str());
    // `Received` counts by the phone's clock; the correction moves it to the day on which we learned of the SMS. The
    // corrections of all days add up to zero, so totals need none.
    let received_today = today(Metric::Received).saturating_add(today(Metric::ReceivedElsewhen));
    let sent_today = today(Metric::Sent);
    let (codes, verified) = (today(Metric::CodesSent), today(Metric::CodesVerified));
    let alarm = &context.settings.one_time_codes.alarm;
    Ok(Json(StatsOut {
        gateways: GatewayCountsOut {
            active: gateways.active,
            offline: gateways.total.saturating_sub(gateways.online),
            online: gateways.online,
            total: gateways.total,
        },
        messages: MessageCountsOut {
            failed_today: today(Metric::Failed),
            pending: total(Metric::Accepted).saturating_sub(total(Metric::Concluded)).max(0),
            received_today,
            sent_today,
            total_received: total(Metric::Received),
            total_sent: total(Metric::Sent),
            total_today: sent_today.saturating_add(received_today),
        },
        otp: CodeCountsOut {
            conversion_alarm: alarm.is_raised(count(codes), count(verified)),
            sent_today: codes,
            verification_rate: percentage(verified, codes),
            verified_today: verified,
        },
        timestamp: TimeSecs(context.now_ms),
    }))
}

/// Percentage with two decimals; 0.0 if the whole is zero.
#[expect(clippy::cast_precision_loss, reason = "counts of a day")]
fn percentage(part: i64, whole: i64) -> f64 {
    if whole <= 0 { 0.0 } else { (part as f64 / whole as f64 * 10_000.0).round() / 100.0 }
}

fn count(number: i64) -> u64 {
    u64::try_from(number).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_rate_is_a_percentage_to_two_decimals() {
        let shown = |part, whole| json!(percentage(part, whole)).to_string();
        assert_eq!([shown(42, 45), shown(1, 3), shown(5, 5)], ["93.33", "33.33", "100.0"]);
        assert_eq!([shown(0, 0), shown(3, 0)], ["0.0", "0.0"]);
    }
}
