//! `GET /v3/clients` (contract 3.1).

use edge_kit::RequestContext;
use http::HeaderMap;
use serde::Serialize;
use store_d1::{
    Store,
    relay::gateway_clients::{GatewayClientRecord, MAX_GATEWAY_CLIENTS},
};
use unix_time::UnixMillis;

use super::{
    PageQuery, count,
    etag::{self, Tagged},
    input::ListClientsIn,
    pagination::RequestedPage,
};
use crate::{account::RelayAccount, error::RelayResult};

/// A gateway client as shown in the directory.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "openapi", schemars(rename = "GatewayClientOut"))]
pub(crate) struct ClientOut {
    /// Name of the country; empty if it is unknown.
    country: String,
    /// Time of the last request that it forwarded and that was published, in Unix seconds; `null` if there is none.
    last_published_date: Option<i64>,
    /// Phone number in E.164.
    #[cfg_attr(feature = "openapi", schemars(extend("format" = "e164")))]
    msisdn: String,
    /// Name of the mobile network; empty if it is unknown.
    operator: String,
    /// Country code and network code of the mobile network; empty if they are unknown.
    operator_code: String,
    /// Ways by which the client forwards SMS, such as `https`.
    protocols: Vec<String>,
    /// Percentage of its reliability tests that arrived within three minutes, with two decimals.
    reliability: String,
}

/// `GET /v3/clients`: returns a page of the directory, by number, or all of it if no page is requested.
#[worker::send]
pub(crate) async fn list(
    context: RequestContext,
    RelayAccount(account_id): RelayAccount,
    headers: HeaderMap,
    query: PageQuery<ListClientsIn>,
) -> RelayResult<Tagged<Vec<ClientOut>>> {
    count(&context, &headers).await?;
    let input = ListClientsIn::read(&query)?;
    let page = RequestedPage::or_all(input.page, input.per_page, MAX_GATEWAY_CLIENTS);
    let store = Store::open(&context.env)?;
    let (filter, offset) = (input.filter(), page.offset());
    let found = store.list_gateway_clients(&account_id, filter, offset, page.size).await?;
    let mut more = HeaderMap::new();
    query.describe(page, found.total, &mut more);
    let clients: Vec<ClientOut> = found.clients.into_iter().map(ClientOut::from).collect();
    Ok(etag::respond(&headers, &clients, more))
}

impl From<GatewayClientRecord> for ClientOut {
    fn from(client: GatewayClientRecord) -> Self {
        let protocols = client.protocols.split(',').filter(|name| !name.is_empty());
        Self {
            country: client.country,
            last_published_date: client.last_published_at_ms.map(UnixMillis::as_secs),
            msisdn: client.msisdn,
            operator: client.operator,
            operator_code: client.operator_code,
            protocols: protocols.map(str::to_owned).collect(),
            reliability: percentage(client.tests_in_time, client.tests_started),
        }
    }
}

/// Returns a rounded percentage with two decimals; zero if `whole` is zero.
fn percentage(part: u32, whole: u32) -> String {
    if whole == 0 {
        return "0.00".to_owned();
    }
    let hundredths = (u64::from(part) * 20_000 / u64::from(whole)).div_ceil(2);
    format!("{}.{:02}", hundredths / 100, hundredths % 100)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reliability_is_a_percentage_with_two_decimals() {
        for (part, whole, text) in [
            (0, 0, "0.00"),
            (0, 3, "0.00"),
            (10, 11, "90.91"),
            (1, 3, "33.33"),
            (2, 3, "66.67"),
            (1, 8, "12.50"),
            (11, 11, "100.00"),
            (1, u32::MAX, "0.00"),
        ] {
            assert_eq!(percentage(part, whole), text, "{part}/{whole}");
        }
    }
}
