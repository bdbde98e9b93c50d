//! `GET /api/v1/admin/otp/conversions`.

use axum::Json;
use edge_kit::{RequestContext, TimeSecs};
use store_d1::{
    Store,
    one_time_codes::conversions::{
        BlockPage, ConversionQuery, ConversionSum, KEPT_DAYS, NO_COUNTRY,
    },
};
use telephony::Region;
use unix_time::UnixMillis;

use super::{
    DEFAULT_LIMIT, MAX_LIMIT,
    input::ConversionsIn,
    out::{CodeCountOut, ConversionOut, ConversionsOut},
};
use crate::{
    access::{Client, MayManageAccount},
    error::{ApiError, ApiResult},
    input::In,
};

/// Days of a report that names none: a week.
const DEFAULT_DAYS: i64 = 7;
const MAX_DAYS: i64 = 31;

/// Reports how many codes were sent and verified on some days, by country or by block of numbers.
#[worker::send]
pub(crate) async fn show(
    context: RequestContext,
    client: Client<MayManageAccount>,
    In { input, .. }: In<ConversionsIn>,
) -> ApiResult<Json<ConversionsOut>> {
    let country = input.country.as_deref().map(country).transpose()?;
    let (since_day, until_day) = days(input.since, input.until, context.now_ms)?;
    let limit = input.limit.unwrap_or(DEFAULT_LIMIT).min(MAX_LIMIT);
    let by_block = input.block.unwrap_or(false);
    let cursor = input.cursor.filter(|_| by_block);
    let after = match cursor.as_deref() {
        None => ("", ""),
        Some(text) => place(text).ok_or_else(|| ApiError::bad_parameter("cursor"))?,
    };
    let query = ConversionQuery {
        since_day,
        until_day,
        country: country.map(Region::as_str),
        blocks: by_block.then_some(BlockPage { after, limit }),
    };
    let report = Store::open(&context.env)?.conversions(&client.account_id, &query).await?;
    let next = report.sums.last().filter(|_| report.has_more).map(cursor_after);
    Ok(Json(ConversionsOut {
        conversions: report.sums.iter().map(|sum| ConversionOut::of(sum, by_block)).collect(),
        next_cursor: next,
        since: TimeSecs(UnixMillis::from_day(since_day)),
        test_numbers: CodeCountOut { sent: report.test.0, verified: report.test.1 },
        until: TimeSecs(UnixMillis::from_day(until_day)),
    }))
}

fn country(text: &str) -> ApiResult<Region> {
    Region::parse(text)
        .ok_or_else(|| ApiError::invalid("country", "country must be an ISO 3166 country"))
}

/// Returns the first day, and the day after the last one. Sums are of whole days in UTC.
fn days(
    since: Option<UnixMillis>,
    until: Option<UnixMillis>,
    now_ms: UnixMillis,
) -> ApiResult<(i64, i64)> {
    let today = now_ms.day();
    let until_day = until
        .map_or(today.saturating_add(1), |at_ms| at_ms.saturating_sub(1).day().saturating_add(1));
    let until_day = until_day.min(today.saturating_add(1));
    let since_day = since.map_or_else(|| until_day.saturating_sub(DEFAULT_DAYS), UnixMillis::day);
    if since.zip(until).is_some_and(|(since, until)| since >= until) {
        return Err(ApiError::invalid("until", "until must be after since"));
    }
    // A start before what is kept is the start of what is kept.
    let since_day = since_day.max(today.saturating_sub(KEPT_DAYS)).min(until_day);
    if until_day.saturating_sub(since_day) > MAX_DAYS {
        let text = format!("since must be at most {MAX_DAYS} days before until");
        return Err(ApiError::invalid("since", text));
    }
    Ok((since_day, until_day))
}

fn cursor_after(sum: &ConversionSum) -> String {
    format!("{}.{}", sum.country, sum.number_block)
}

fn place(text: &str) -> Option<(&str, &str)> {
    let (country, block) = text.split_once('.')?;
    let known = country == NO_COUNTRY || Region::parse(country).is_some();
    (known && block.len() <= 7).then_some((country, block))
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW_MS: UnixMillis = UnixMillis::from_day(20_000);

    fn at(day: i64, ms: i64) -> UnixMillis {
        UnixMillis::from_day(day).saturating_add(ms)
    }

    #[test]
    fn report_is_of_whole_days_and_of_a_week_by_default() {
        assert_eq!(days(None, None, NOW_MS), Ok((19_994, 20_001)));
        assert_eq!(days(Some(at(19_999, 5)), None, NOW_MS), Ok((19_999, 20_001)));
        assert_eq!(days(Some(at(19_990, 0)), Some(at(19_991, 0)), NOW_MS), Ok((19_990, 19_991)));
        assert_eq!(days(Some(at(19_990, 0)), Some(at(19_991, 1)), NOW_MS), Ok((19_990, 19_992)));
        assert_eq!(days(None, Some(at(30_000, 0)), NOW_MS), Ok((19_994, 20_001)));
    }

    #[test]
    fn report_of_more_than_31_days_or_of_none_is_refused() {
        let refused = |name: &str, text: &str| Err(ApiError::invalid(name, text));
        assert_eq!(
            days(Some(at(19_969, 0)), None, NOW_MS),
            refused("since", "since must be at most 31 days before until")
        );
        assert_eq!(
            days(Some(at(19_990, 0)), Some(at(19_990, 0)), NOW_MS),
            refused("until", "until must be after since")
        );
        assert_eq!(days(Some(at(1, 0)), Some(at(19_990, 0)), NOW_MS), Ok((19_965, 19_990)));
    }

    #[test]
    fn cursor_leads_back_to_its_place() {
        for (country, number_block) in [("US", "+120255"), ("US", ""), ("-", "+870123")] {
            let sum = ConversionSum {
                country: country.to_owned(),
                number_block: number_block.to_owned(),
                sent: 1,
                verified: 0,
            };
            assert_eq!(place(&cursor_after(&sum)), Some((country, number_block)));
        }
        for text in ["", "US", "XX.+120255", "US.+1202555", "us'.x"] {
            assert_eq!(place(text), None, "{text}");
        }
    }
}
