//! `GET /v1/metrics/publications` (contract 3.4): the log of publications, for administrators.

use axum::Json;
use edge_kit::RequestContext;
use http::Uri;
use runtime::timestamp;
use serde::Serialize;
use store_d1::{
    Store,
    relay::publications::log::{LogQuery, LoggedPublication},
};

use super::{
    log_pages::{self, LogPage},
    log_query,
};
use crate::{
    access::{Client, MayManage},
    error::RelayResult,
};

#[derive(Serialize)]
pub(crate) struct LogOut {
    total_publications: i64,
    total_published: i64,
    total_failed: i64,
    data: Vec<PublicationOut>,
    pagination: PaginationOut,
}

#[derive(Serialize)]
struct PublicationOut {
    id: String,
    country_code: Option<String>,
    platform_name: String,
    source: String,
    status: &'static str,
    gateway_client: Option<String>,
    date_created: String,
}

#[derive(Serialize)]
struct PaginationOut {
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
    uri: Uri,
) -> RelayResult<Json<LogOut>> {
    let (query, page) = log_query::parse(uri.query().unwrap_or_default())?;
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
            status: if row.state == "published" { "published" } else { "failed" },
            gateway_client: some(row.gateway_client),
            date_created: timestamp::format_ms(row.created_at_ms),
        }
    }
}
