//! `GET /v1/metrics/publications` (contract 3.4): the log of publications, for administrators.

use axum::Json;
use edge_kit::{RequestContext, TimeMs};
use serde::Serialize;
use store_d1::{
    Store,
    relay::publications::log::{LogQuery, LoggedPublication},
};

use super::{
    log_pages::{self, LogPage},
    log_query::{self, ListPublicationsIn},
};
use crate::{
    access::{Client, MayManage},
    error::RelayResult,
    query::Query,
};

/// Answer of `GET /v1/metrics/publications`.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "openapi", schemars(rename = "ListPublicationsOut"))]
pub(crate) struct LogOut {
    /// Number of matching publications on all pages.
    total_publications: i64,
    total_published: i64,
    total_failed: i64,
    data: Vec<PublicationOut>,
    pagination: PaginationOut,
}

/// A publication that ended.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
struct PublicationOut {
    id: String,
    /// Country of the sender's number in ISO 3166; `null` if it is unknown.
    country_code: Option<String>,
    platform_name: String,
    /// Way by which the request arrived.
    #[cfg_attr(
        feature = "openapi",
        schemars(extend("enum" = ["gateway-client", "twilio", "app", "client-key", "inbound"]))
    )]
    source: String,
    status: PublicationStatusOut,
    /// Number of the gateway client that signed the request, or the tag that it stated; `null` if there is none.
    gateway_client: Option<String>,
    date_created: TimeMs,
}

/// Outcome of a publication: one that failed for good, or whose outcome is unknown, is `failed`.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
enum PublicationStatusOut {
    Published,
    Failed,
}

#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
struct PaginationOut {
    /// Number of matching publications on all pages.
    total_records: i64,
    page: i64,
    page_size: i64,
    total_pages: i64,
}

/// `GET /v1/metrics/publications`: returns totals and one page, latest first. Neither includes publications under way.
#[worker::send]
pub(crate) async fn list(
    context: RequestContext,
    client: Client<MayManage>,
    Query(input): Query<ListPublicationsIn>,
) -> RelayResult<Json<LogOut>> {
    let page = LogPage { number: input.page, size: input.page_size };
    let query = LogQuery::from(input);
    let store = Store::open(&context.env)?;
    let days = store.publication_days(&client.account_id, &query).await?;
    let total: i64 = days.iter().map(|day| day.total).sum();
    log_query::check_found(&query, total)?;
    let published: i64 = days.iter().map(|day| day.published).sum();
    let mut data = Vec::new();
    for range in log_pages::day_ranges(&days, page) {
        let missing = page.size.saturating_sub(i64::try_from(data.len()).unwrap_or(i64::MAX));
        let limit = u32::try_from(missing.max(0)).unwrap_or(0);
        let part = LogQuery { days: range.days, ..query.clone() };
        let rows = store.logged_publications(&client.account_id, &part, limit, range.skip);
        data.extend(rows.await?.into_iter().map(PublicationOut::of));
    }
    let LogPage { number, size } = page;
    Ok(Json(LogOut {
        total_publications: total,
        total_published: published,
        total_failed: total.saturating_sub(published),
        data,
        pagination: PaginationOut {
            total_records: total,
            page: number,
            page_size: size,
            total_pages: total.saturating_add(size).saturating_sub(1) / size.max(1),
        },
    }))
}

impl PublicationOut {
    fn of(row: LoggedPublication) -> Self {
        let some = |text: String| (!text.is_empty()).then_some(text);
        Self {
            id: row.id,
            country_code: some(row.country_code),
            platform_name: row.platform,
            source: row.source,
            status: match row.state.as_str() {
                "published" => PublicationStatusOut::Published,
                _ => PublicationStatusOut::Failed,
            },
            gateway_client: some(row.gateway_client),
            date_created: TimeMs(row.created_at_ms),
        }
    }
}

#[cfg(test)]
mod tests {
    use unix_time::UnixMillis;

    use super::*;

    #[test]
    fn publication_is_sent_in_the_order_of_its_fields() {
        let row = LoggedPublication {
            id: "pub_1".to_owned(),
            country_code: String::new(),
            platform: "gmail".to_owned(),
            source: "app".to_owned(),
            state: "unknown".to_owned(),
            gateway_client: String::new(),
            created_at_ms: UnixMillis::new(1_760_869_800_123),
        };
        let text = r#"{"id":"pub_1","country_code":null,"platform_name":"gmail","source":"app","status":"failed","gateway_client":null,"date_created":"2025-10-19T10:30:00.123Z"}"#;
        assert_eq!(serde_json::to_string(&PublicationOut::of(row)).unwrap(), text);
    }
}
