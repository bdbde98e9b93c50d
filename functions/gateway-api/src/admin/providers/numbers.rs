//! `/api/v1/admin/providers/:provider/numbers`: the numbers that a provider sends and receives for. Each is a route,
//! like a gateway.

mod input;
pub(super) mod out;

use axum::{
    Json,
    extract::{Path, rejection::PathRejection},
    response::{IntoResponse, Response},
};
use edge_kit::{Created, ErrorCode, RequestContext, answers::SuccessOut};
use ids::{AccountId, GatewayId};
use object_commands::dispatcher::GatewayChanged;
use runtime::{
    OsRng,
    log::{self, events::GatewayApiEvent},
};
use sms_providers::ProviderKind;
use store_d1::{
    Store,
    provider_numbers::{
        MAX_NUMBERS, NewProviderNumber, NumberDeleted, NumberInserted, ProviderNumberRecord,
    },
};

use self::{
    input::{CreateNumberIn, ListNumbersIn, UpdateNumberIn},
    out::{NumberChangedOut, NumberOut, NumbersOut},
};
use super::{PathProvider, parse};
use crate::{
    access::{Client, MayManageAccount},
    dispatcher_calls,
    error::{ApiError, ApiResult},
    input::In,
};

const DEFAULT_LIMIT: u32 = 100;
const MAX_LIMIT: u32 = 500;

type PathNumber = Result<Path<(String, GatewayId)>, PathRejection>;

/// `GET …/numbers`: the account's numbers with this provider. A page may be short; the last one has no cursor.
#[worker::send]
pub(crate) async fn list(
    context: RequestContext,
    client: Client<MayManageAccount>,
    path: PathProvider,
    In { input, .. }: In<ListNumbersIn>,
) -> ApiResult<Json<NumbersOut>> {
    let provider = parse(path)?;
    let limit = input.limit.unwrap_or(DEFAULT_LIMIT).min(MAX_LIMIT);
    let after = input.cursor.unwrap_or_default();
    let store = Store::open(&context.env)?;
    let more = limit.saturating_add(1);
    let numbers = store.list_provider_numbers(&client.account_id, &after, more).await?;
    let page = numbers.get(..usize::try_from(limit).unwrap_or(usize::MAX)).unwrap_or(&numbers);
    let last = page.last().filter(|_| page.len() < numbers.len());
    let next_cursor = last.map(|it| it.address.clone());
    let of_provider = |it: &&ProviderNumberRecord| it.provider == provider.as_str();
    let shown = page.iter().filter(of_provider).cloned().map(NumberOut::from).collect();
    Ok(Json(NumbersOut { next_cursor, numbers: shown }))
}

/// `POST …/numbers`: adds a number. If the account already has it with this provider, perhaps because an SMS arrived
/// there, it is updated to the given values.
#[worker::send]
pub(crate) async fn create(
    context: RequestContext,
    client: Client<MayManageAccount>,
    path: PathProvider,
    In { input, .. }: In<CreateNumberIn>,
) -> ApiResult<Response> {
    let provider = parse(path)?;
    let address = input.address(client.default_region)?;
    let change = input.change();
    let (account_id, now_ms) = (&client.account_id, context.now_ms);
    let number = NewProviderNumber {
        id: &GatewayId::generate(&mut OsRng),
        provider: provider.as_str(),
        address: &address,
        active: change.active.unwrap_or(true),
        priority: change.priority.unwrap_or(1),
        general: change.general.unwrap_or(false),
    };
    let store = Store::open(&context.env)?;
    let (is_new, stored) = match store.insert_provider_number(account_id, &number, now_ms).await? {
        NumberInserted::Inserted(record) => {
            context.audit.created(record.id.as_str());
            (true, record)
        }
        NumberInserted::Found(record) if record.provider == provider.as_str() => {
            let changed = store.change_provider_number(account_id, &record.id, change).await?;
            (false, changed.unwrap_or(record))
        }
        NumberInserted::Found(record) => {
            let text = format!("The account has this number with {}", record.provider);
            return Err(ApiError::conflict(ErrorCode::NumberExists, &text).about("number"));
        }
        NumberInserted::Full => {
            let text = format!("An account can have {MAX_NUMBERS} numbers");
            return Err(ApiError::refused(ErrorCode::ResourceLimitReached, text));
        }
    };
    announce(&context, account_id, &stored.id).await;
    let shown = NumberChangedOut::of(stored);
    Ok(if is_new { Created(shown).into_response() } else { Json(shown).into_response() })
}

/// `PATCH …/numbers/:id`: sets those of `active`, `priority` and `general` that are given.
#[worker::send]
pub(crate) async fn update(
    context: RequestContext,
    client: Client<MayManageAccount>,
    path: PathNumber,
    In { input, .. }: In<UpdateNumberIn>,
) -> ApiResult<Json<NumberChangedOut>> {
    let account_id = &client.account_id;
    let store = Store::open(&context.env)?;
    let found = find(&store, account_id, path).await?;
    let changed = store.change_provider_number(account_id, &found.id, input.change()).await?;
    let changed = changed.ok_or_else(ApiError::number_not_found)?;
    announce(&context, account_id, &changed.id).await;
    Ok(Json(NumberChangedOut::of(changed)))
}

/// `DELETE …/numbers/:id`: stops sending through the number. 409 while it is in the masking pool.
#[worker::send]
pub(crate) async fn delete(
    context: RequestContext,
    client: Client<MayManageAccount>,
    path: PathNumber,
) -> ApiResult<Json<SuccessOut>> {
    let account_id = &client.account_id;
    let store = Store::open(&context.env)?;
    let found = find(&store, account_id, path).await?;
    match store.delete_provider_number(account_id, &found.id).await? {
        NumberDeleted::Deleted(_) => {}
        NumberDeleted::Masking => {
            return Err(ApiError::conflict(
                ErrorCode::NumberInUse,
                "The number is in the masking pool",
            ));
        }
        NumberDeleted::Unknown => return Err(ApiError::number_not_found()),
    }
    announce(&context, account_id, &found.id).await;
    Ok(Json(SuccessOut::DONE))
}

/// Finds a number of the account with the provider in the path; otherwise 404.
async fn find(
    store: &Store,
    account_id: &AccountId,
    path: PathNumber,
) -> ApiResult<ProviderNumberRecord> {
    let Path((provider, id)) = path.map_err(|_| ApiError::number_not_found())?;
    let provider = ProviderKind::parse(&provider).ok_or_else(ApiError::provider_not_found)?;
    let found = store.find_provider_number(account_id, &id).await?;
    let found = found.filter(|record| record.provider == provider.as_str());
    found.ok_or_else(ApiError::number_not_found)
}

/// Announces a change that was made. If this notice is lost, the Dispatcher reads the change within minutes.
async fn announce(context: &RequestContext, account_id: &AccountId, number_id: &GatewayId) {
    let notice = GatewayChanged { gateway_id: number_id.clone() };
    if dispatcher_calls::dispatcher(context, account_id, notice).await.is_err() {
        log::write(&GatewayApiEvent::NumberChangeNotAnnounced { gateway_id: number_id });
    }
}
