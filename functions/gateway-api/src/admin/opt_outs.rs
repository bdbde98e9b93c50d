//! `/api/v1/admin/opt-outs`: numbers that get no more ordinary SMS of the account, with the evidence.

mod import;
mod input;
#[cfg(feature = "openapi")]
pub(super) mod operations;
mod out;

use std::collections::BTreeSet;

use axum::{
    Json,
    extract::{Path, rejection::PathRejection},
};
use edge_kit::{Created, ErrorCode, RequestContext};
use ids::GatewayId;
use object_commands::dispatcher::{ChangeOptOuts, FindOptOut, ListOptOuts, OptOut};
use opt_outs::{Change, MAX_NOTE_CHARS, Note, Source};
use store_d1::Store;
use telephony::{Address, Region};

pub(crate) use self::import::import;
use self::{
    input::{CreateOptOutIn, DeleteOptOutIn, ListOptOutsIn},
    out::{OptOutListedOut, OptOutOut, OptOutsOut, gateways_of},
};
use crate::{
    access::{Client, MayManageAccount},
    addresses::SearchedAddress,
    dispatcher_calls,
    error::{ApiError, ApiResult},
    input::In,
};

const DEFAULT_LIMIT: u32 = 100;
const MAX_LIMIT: u32 = 500;

type PathNumber = Result<Path<String>, PathRejection>;

/// `GET /api/v1/admin/opt-outs`: numbers that have opted out, in the order of their digits, each with its latest
/// evidence. The last page has no cursor.
#[worker::send]
pub(crate) async fn list(
    context: RequestContext,
    client: Client<MayManageAccount>,
    In { input, .. }: In<ListOptOutsIn>,
) -> ApiResult<Json<OptOutsOut>> {
    let account_id = &client.account_id;
    let searched = input.number.as_deref();
    let searched = SearchedAddress::read(searched, "number", client.default_region)?;
    let limit = input.limit.unwrap_or(DEFAULT_LIMIT).min(MAX_LIMIT);
    let mut entries = if let Some(searched) = searched {
        let command = FindOptOut { number: searched.into_address() };
        let found = dispatcher_calls::dispatcher(&context, account_id, command).await?;
        found.into_iter().filter(|entry| entry.is_out).collect()
    } else {
        let after = input.cursor.as_deref().map(read_cursor).transpose()?.unwrap_or_default();
        // One entry more than the page shows whether another page follows.
        let command = ListOptOuts { after, limit: limit.saturating_add(1) };
        dispatcher_calls::dispatcher(&context, account_id, command).await?
    };
    let most = usize::try_from(limit).unwrap_or(usize::MAX);
    let has_more = entries.len() > most;
    entries.truncate(most);
    let next_cursor =
        entries.last().filter(|_| has_more).map(|entry| hex::encode(entry.number.as_bytes()));
    let devices = device_ids(&context, &client, &entries).await?;
    let opt_outs = entries.iter().map(|entry| OptOutListedOut::of(entry, &devices)).collect();
    Ok(Json(OptOutsOut { next_cursor, opt_outs }))
}

/// `POST /api/v1/admin/opt-outs`: opts a number out. A number that has opted out already stays as it is.
#[worker::send]
pub(crate) async fn create(
    context: RequestContext,
    client: Client<MayManageAccount>,
    In { input, .. }: In<CreateOptOutIn>,
) -> ApiResult<Created<OptOutOut>> {
    let number = Address::subscriber(&input.number, client.default_region)
        .ok_or_else(|| ApiError::invalid_phone_number("number"))?;
    let source =
        Source::Api { author: client.actor.known_as().to_owned(), reason: note(input.reason)? };
    let command = ChangeOptOuts { numbers: vec![number.clone()], change: Change::Out, source };
    let outcome = dispatcher_calls::dispatcher(&context, &client.account_id, command).await?;
    if outcome.refused > 0 {
        return Err(ApiError::refused(ErrorCode::ResourceLimitReached, "The list is full"));
    }
    Ok(Created(find(&context, &client, number).await?))
}

/// `GET /api/v1/admin/opt-outs/:number`: a number that has or had opted out, with its history.
#[worker::send]
pub(crate) async fn show(
    context: RequestContext,
    client: Client<MayManageAccount>,
    path: PathNumber,
) -> ApiResult<Json<OptOutOut>> {
    let number = named(path, client.default_region)?;
    find(&context, &client, number).await.map(Json)
}

/// `DELETE /api/v1/admin/opt-outs/:number`: opts a number in again. Its history stays.
#[worker::send]
pub(crate) async fn delete(
    context: RequestContext,
    client: Client<MayManageAccount>,
    path: PathNumber,
    In { input, .. }: In<DeleteOptOutIn>,
) -> ApiResult<Json<OptOutOut>> {
    let number = named(path, client.default_region)?;
    let source =
        Source::Api { author: client.actor.known_as().to_owned(), reason: note(input.reason)? };
    let command = ChangeOptOuts { numbers: vec![number.clone()], change: Change::In, source };
    let outcome = dispatcher_calls::dispatcher(&context, &client.account_id, command).await?;
    if outcome.changed == 0 {
        return Err(ApiError::opt_out_not_found());
    }
    find(&context, &client, number).await.map(Json)
}

async fn find(
    context: &RequestContext,
    client: &Client<MayManageAccount>,
    number: Address,
) -> ApiResult<OptOutOut> {
    let command = FindOptOut { number };
    let found = dispatcher_calls::dispatcher(context, &client.account_id, command).await?;
    let entry = found.ok_or_else(ApiError::opt_out_not_found)?;
    let devices = device_ids(context, client, std::slice::from_ref(&entry)).await?;
    Ok(OptOutOut::of(&entry, &devices))
}

/// Returns the device ids of the gateways that the evidence names. Reads nothing if it names none.
async fn device_ids(
    context: &RequestContext,
    client: &Client<MayManageAccount>,
    entries: &[OptOut],
) -> ApiResult<out::Devices> {
    let gateways: BTreeSet<&GatewayId> = entries.iter().flat_map(gateways_of).collect();
    if gateways.is_empty() {
        return Ok(out::Devices::default());
    }
    Ok(Store::open(&context.env)?.device_ids(&client.account_id, &gateways).await?)
}

/// Returns the number of a path, in any spelling. 404 for a text that is no number, short code or name.
fn named(path: PathNumber, region: Region) -> ApiResult<Address> {
    let text = path.map(|Path(text)| text).map_err(|_| ApiError::opt_out_not_found())?;
    let address = Address::search(&text, region);
    address
        .or_else(|| Address::search_as_stored(&text, region))
        .ok_or_else(ApiError::opt_out_not_found)
}

/// Reads a cursor: the key of a page's last entry, in hexadecimal digits, since a plus sign would be lost in a query.
fn read_cursor(text: &str) -> ApiResult<String> {
    let wrong = || ApiError::bad_parameter("cursor");
    let bytes = hex::decode(text.trim()).map_err(|_| wrong())?;
    String::from_utf8(bytes).map_err(|_| wrong())
}

/// Checks the length of a reason. A blank one is none.
fn note(reason: Option<String>) -> ApiResult<Option<Note>> {
    let reason = reason.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
    if reason.as_ref().is_some_and(|text| text.chars().count() > MAX_NOTE_CHARS) {
        let error = format!("Reason is too long (maximum is {MAX_NOTE_CHARS} characters)");
        return Err(ApiError::invalid("reason", error));
    }
    Ok(reason.map(Note))
}
