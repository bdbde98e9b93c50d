//! `/proxy/settings`: an account's own texts, which the original has only per deployment.

mod input;
#[cfg(feature = "openapi")]
pub(crate) mod operations;
mod out;

use axum::Json;
use edge_kit::RequestContext;
use store_d1::Store;

use self::{input::UpdateTextsIn, out::TextsOut};
use crate::{
    access::{Client, MayManage},
    error::ProxyResult,
    input::Body,
};

/// `GET /proxy/settings`: returns the texts in effect, and those that the account has set.
#[worker::send]
pub(crate) async fn show(
    context: RequestContext,
    client: Client<MayManage>,
) -> ProxyResult<Json<TextsOut>> {
    let own = Store::open(&context.env)?.proxy_texts(&client.account_id).await?;
    Ok(Json(TextsOut::of(context.settings.masking.texts.with(&own), own)))
}

/// `PUT /proxy/settings`: replaces the account's texts. For absent or null ones, the deployment's apply.
#[worker::send]
pub(crate) async fn update(
    context: RequestContext,
    client: Client<MayManage>,
    Body(input): Body<UpdateTextsIn>,
) -> ProxyResult<Json<TextsOut>> {
    let own = input.into_texts();
    Store::open(&context.env)?.set_proxy_texts(&client.account_id, &own).await?;
    Ok(Json(TextsOut::of(context.settings.masking.texts.with(&own), own)))
}
