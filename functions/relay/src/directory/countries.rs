//! `GET /v3/clients/countries`, `GET /v3/clients/{country}/operators` (contract 3.1).

use axum::extract::{Path, rejection::PathRejection};
use edge_kit::RequestContext;
use http::HeaderMap;
use store_d1::Store;

use super::{
    count,
    etag::{self, Tagged},
};
use crate::{account::RelayAccount, error::RelayResult};

/// `GET /v3/clients/countries`: lists the countries that have gateway clients.
#[worker::send]
pub(crate) async fn countries(
    context: RequestContext,
    RelayAccount(account_id): RelayAccount,
    headers: HeaderMap,
) -> RelayResult<Tagged<Vec<String>>> {
    count(&context, &headers).await?;
    let names = Store::open(&context.env)?.gateway_client_countries(&account_id).await?;
    Ok(etag::respond(&headers, &names, HeaderMap::new()))
}

/// `GET /v3/clients/{country}/operators`: lists the operators of the country's gateway clients. Empty for an unknown
/// country.
#[worker::send]
pub(crate) async fn operators(
    context: RequestContext,
    RelayAccount(account_id): RelayAccount,
    headers: HeaderMap,
    path: Result<Path<String>, PathRejection>,
) -> RelayResult<Tagged<Vec<String>>> {
    count(&context, &headers).await?;
    let names = match path {
        Ok(Path(country)) => {
            let store = Store::open(&context.env)?;
            store.gateway_client_operators(&account_id, country.trim()).await?
        }
        Err(_) => Vec::new(),
    };
    Ok(etag::respond(&headers, &names, HeaderMap::new()))
}
