//! `/api/v1/admin/webhooks`: the account's webhook endpoints (contract A.7).

mod alerts;
pub(crate) mod attempts;
mod checks;
pub(crate) mod events;
mod input;
#[cfg(feature = "openapi")]
pub(super) mod operations;
mod out;
pub(crate) mod public_key;
pub(crate) mod replay;
pub(crate) mod rotate;
pub(crate) mod test;

use axum::{
    Json,
    extract::{Path, rejection::PathRejection},
};
use edge_kit::{Created, ErrorCode, RequestContext, answers::SuccessOut};
use http::{HeaderMap, Uri};
use ids::AccountId;
use object_commands::{
    Command,
    webhook_delivery::{ReadQueueState, WebhookDeliveryCommand, object_name},
};
use runtime::objects::{self, ObjectClass};
use serde_json::json;
use store_d1::{
    Store,
    webhook_endpoints::{EndpointChange, EndpointRecord, MAX_ENDPOINTS, NewEndpoint},
};
use webhooks::{EventFilter, Format, Schedule};

use self::{
    input::{CreateWebhookIn, ListWebhooksIn, UpdateWebhookIn},
    out::{
        ShowWebhookOut, UpdateWebhookOut, WebhookOut, WebhookSecretOut, WebhookWithQueueOut,
        WebhooksOut,
    },
};
use crate::{
    access::{Client, MayManageGateways},
    error::{ApiError, ApiResult},
    input::In,
};

const MAX_ID_BYTES: usize = 36;
/// Members that a callback's endpoint has by its URL.
const FIXED_OF_CALLBACKS: [&str; 4] = ["url", "format", "events", "event_type"];
/// Default time-out of a receiver.
const DEFAULT_TIMEOUT_SECS: u32 = 15;

type PathId = Result<Path<String>, PathRejection>;

/// `GET /api/v1/admin/webhooks`: all of the account's endpoints of one kind.
#[worker::send]
pub(crate) async fn list(
    context: RequestContext,
    client: Client<MayManageGateways>,
    headers: HeaderMap,
    uri: Uri,
    In { input, .. }: In<ListWebhooksIn>,
) -> ApiResult<Json<WebhooksOut>> {
    let kind = checks::kind(input.kind.as_deref())?;
    let endpoints = Store::open(&context.env)?.list_endpoints(&client.account_id, kind).await?;
    let key_url = public_key::url(&context, (&headers, &uri), &client.account_id);
    let webhooks = endpoints.iter().map(|it| WebhookOut::of(it, &key_url)).collect();
    Ok(Json(WebhooksOut { webhooks }))
}

/// `GET /api/v1/admin/webhooks/:id`: one endpoint, with its queue.
#[worker::send]
pub(crate) async fn show(
    context: RequestContext,
    client: Client<MayManageGateways>,
    path: PathId,
    headers: HeaderMap,
    uri: Uri,
) -> ApiResult<Json<ShowWebhookOut>> {
    let key_url = public_key::url(&context, (&headers, &uri), &client.account_id);
    let endpoint = find(&context, &client.account_id, path).await?;
    let queue = object(&context, &client.account_id, &endpoint.id, ReadQueueState {}).await?;
    Ok(Json(ShowWebhookOut { webhook: WebhookWithQueueOut::of(&endpoint, &key_url, queue) }))
}

/// `POST /api/v1/admin/webhooks`: creates an endpoint and shows its secret once.
#[worker::send]
pub(crate) async fn create(
    context: RequestContext,
    client: Client<MayManageGateways>,
    headers: HeaderMap,
    uri: Uri,
    In { input, .. }: In<CreateWebhookIn>,
) -> ApiResult<Created<WebhookSecretOut>> {
    let key_url = public_key::url(&context, (&headers, &uri), &client.account_id);
    let url = input.url.ok_or_else(|| ApiError::missing("url"))?;
    let url = checks::url(&url, &context.settings, &headers)?;
    let name = checks::name(input.name)?.unwrap_or_else(|| url.origin().to_owned());
    let format = checks::format(input.format.as_deref())?.unwrap_or(Format::GatewayApi);
    let events = checks::events(input.events, input.event_type)?;
    let events = events.unwrap_or_else(EventFilter::everything);
    checks::check_that_format_has(format, &events)?;
    let timeout_secs = checks::timeout_secs(input.timeout).unwrap_or(DEFAULT_TIMEOUT_SECS);
    let schedule = checks::schedule(input.retry_schedule, input.retry_count)?;
    let schedule = schedule.unwrap_or_else(|| json_list(&Schedule::default()));
    let active = input.active.unwrap_or(true);
    let secret = checks::secret(input.secret_key.as_deref())?;
    let account_id = &client.account_id;
    let id = webhook_endpoints::new_id();
    let sealed_secret = checks::seal(&context.settings, &secret, account_id, &id)?;
    let store = Store::open(&context.env)?;
    if let Some(alerted) = &input.alert_endpoint_id {
        alerts::check(&store, account_id, &id, alerted).await?;
    }
    let headers = input.headers.filter(|headers| !headers.is_empty());
    let headers = headers
        .map(|headers| checks::seal_headers(&context.settings, &headers, account_id, &id))
        .transpose()?;
    let endpoint = NewEndpoint {
        id: &id,
        name: &name,
        url: url.as_str(),
        format,
        events: &events,
        active,
        timeout_secs,
        schedule: &schedule,
        sealed_secret: &sealed_secret,
        signs_v1: secret.signs_v1(),
        headers,
        alert_endpoint_id: input.alert_endpoint_id.as_deref(),
    };
    if !store.insert_endpoint(account_id, &endpoint, context.now_ms).await? {
        let error = format!("An account can have {MAX_ENDPOINTS} webhooks");
        return Err(ApiError::refused(ErrorCode::ResourceLimitReached, error));
    }
    context.audit.created(&id);
    webhook_endpoints::announce_change(&context, account_id, None).await;
    let stored = store.find_endpoint(account_id, &id).await?;
    let stored = stored.ok_or_else(ApiError::webhook_not_found)?;
    Ok(Created(WebhookSecretOut::of(&stored, &key_url, &secret)))
}

/// `PATCH /api/v1/admin/webhooks/:id`: changes the given members. Switching the endpoint on also retries its queued
/// events, even after failures.
#[worker::send]
pub(crate) async fn update(
    context: RequestContext,
    client: Client<MayManageGateways>,
    path: PathId,
    headers: HeaderMap,
    uri: Uri,
    In { input, params }: In<UpdateWebhookIn>,
) -> ApiResult<Json<UpdateWebhookOut>> {
    let key_url = public_key::url(&context, (&headers, &uri), &client.account_id);
    let now = find(&context, &client.account_id, path).await?;
    let url = input.url.map(|url| checks::url(&url, &context.settings, &headers)).transpose()?;
    let name = checks::name(input.name)?;
    let format = checks::format(input.format.as_deref())?;
    let events = checks::events(input.events, input.event_type)?;
    let schedule = checks::schedule(input.retry_schedule, input.retry_count)?;
    // The format and the events that the endpoint will have are compared, whichever of them changes.
    let wanted = events.clone().or_else(|| EventFilter::parse(now.events.split(' ')).ok());
    if let (Some(format), Some(wanted)) = (format.or_else(|| Format::parse(&now.format)), wanted) {
        checks::check_that_format_has(format, &wanted)?;
    }
    if params.has("secret_key") {
        return Err(ApiError::invalid("secret_key", "secret_key is changed by POST …/rotate"));
    }
    if now.is_callback()
        && let Some(fixed) = FIXED_OF_CALLBACKS.into_iter().find(|name| params.has(name))
    {
        let text = format!("{fixed} of a webhook that a callback_url made cannot be changed");
        return Err(ApiError::invalid(fixed, text));
    }
    let store = Store::open(&context.env)?;
    let (account_id, now_ms) = (&client.account_id, context.now_ms);
    let alerted = input.alert_endpoint_id.as_deref();
    if let Some(alerted) = alerted {
        alerts::check(&store, account_id, &now.id, alerted).await?;
    }
    let headers_stay_at = checks::headers_stay_at(url.as_ref(), &now.url, input.headers.is_some());
    let headers = input.headers.map(|headers| {
        checks::seal_headers(&context.settings, &headers, &client.account_id, &now.id)
    });
    let change = EndpointChange {
        name: name.as_deref(),
        url: url.as_ref().map(outbound::OutboundUrl::as_str),
        format,
        events: events.as_ref(),
        active: input.active,
        timeout_secs: checks::timeout_secs(input.timeout),
        schedule: schedule.as_deref(),
        headers: headers.transpose()?,
        alert_endpoint_id: params.is_given("alert_endpoint_id").then_some(alerted),
        headers_stay_at,
    };
    let changed = store.change_endpoint(account_id, &now.id, &change, now_ms).await?;
    let Some(changed) = changed else {
        // Either it was deleted meanwhile, or its headers must not stay.
        store.find_endpoint(account_id, &now.id).await?.ok_or_else(ApiError::webhook_not_found)?;
        let text = "headers must be given, since url has another origin";
        return Err(ApiError::invalid("headers", text));
    };
    webhook_endpoints::announce_change(
        &context,
        account_id,
        Some((&now.id, input.active == Some(true))),
    )
    .await;
    Ok(Json(UpdateWebhookOut::of(&changed, &key_url)))
}

/// `DELETE /api/v1/admin/webhooks/:id`: deletes the endpoint and drops its queued events.
#[worker::send]
pub(crate) async fn delete(
    context: RequestContext,
    client: Client<MayManageGateways>,
    path: PathId,
) -> ApiResult<Json<SuccessOut>> {
    let id = id(path)?;
    let account_id = &client.account_id;
    if !Store::open(&context.env)?.delete_endpoint(account_id, &id).await? {
        return Err(ApiError::webhook_not_found());
    }
    webhook_endpoints::announce_change(&context, account_id, Some((&id, false))).await;
    Ok(Json(SuccessOut::DONE))
}

/// Finds an endpoint of the account; another account's, too, is 404.
async fn find(
    context: &RequestContext,
    account_id: &AccountId,
    path: PathId,
) -> ApiResult<EndpointRecord> {
    let id = id(path)?;
    let endpoint = Store::open(&context.env)?.find_endpoint(account_id, &id).await?;
    endpoint.ok_or_else(ApiError::webhook_not_found)
}

/// Parses an endpoint's id. Another face's endpoints may have ids that their owners chose.
fn id(path: PathId) -> ApiResult<String> {
    let is_letter = |byte: u8| byte.is_ascii_alphanumeric() || b"_-".contains(&byte);
    let is_id = |text: &String| text.len() <= MAX_ID_BYTES && text.bytes().all(is_letter);
    let id = path.ok().map(|Path(text)| text).filter(is_id);
    id.ok_or_else(ApiError::webhook_not_found)
}

fn json_list(schedule: &Schedule) -> String {
    json!(schedule.delays_secs()).to_string()
}

/// Calls an endpoint's object. 503 if it does not answer.
async fn object<C>(
    context: &RequestContext,
    account_id: &AccountId,
    endpoint_id: &str,
    command: C,
) -> ApiResult<C::Outcome>
where
    C: Command<Envelope = WebhookDeliveryCommand>,
{
    let name = object_name(account_id.as_str(), endpoint_id);
    Ok(objects::call(&context.env, ObjectClass::WebhookDelivery, &name, command).await?)
}
