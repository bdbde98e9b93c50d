//! `/proxy/opt-outs`: participants who asked with STOP to get no more SMS from a number.

use axum::Json;
use edge_kit::{RequestContext, parse_query};
use http::Uri;
use runtime::timestamp;
use serde::Serialize;
use serde_json::{Value, json};
use store_d1::{Store, masking::opt_outs::OptOut};

use crate::{
    access::{Client, MayManage},
    dispatcher_calls,
    error::{ProxyError, ProxyResult},
    json_object::JsonObject,
};

const MAX_LISTED: u32 = 1_000;

#[derive(Serialize)]
struct OptOutOut {
    /// Number and participant have no punctuation.
    number: String,
    participant: String,
    at: String,
}

/// `GET /proxy/opt-outs`: lists opt-outs by number and participant, up to a thousand;
/// `?after_number=&after_participant=` returns the next ones.
#[worker::send]
pub(crate) async fn list(
    context: RequestContext,
    client: Client<MayManage>,
    uri: Uri,
) -> ProxyResult<Json<Value>> {
    let query = parse_query(&uri)?;
    let named = |name: &str| query.iter().find(|(it, _)| it == name).map_or("", |(_, it)| it);
    let after = (named("after_number"), named("after_participant"));
    let store = Store::open(&context.env)?;
    let listed = store.list_opt_outs(&client.account_id, after, MAX_LISTED).await?;
    let opt_outs: Vec<OptOutOut> = listed.into_iter().map(shown).collect();
    Ok(Json(json!({ "opt_outs": opt_outs })))
}

/// `DELETE /proxy/opt-outs` with `number` and `participant`: the same as if the participant had sent START.
#[worker::send]
pub(crate) async fn delete(
    context: RequestContext,
    client: Client<MayManage>,
    body: JsonObject,
) -> ProxyResult<Json<Value>> {
    let (Some(number), Some(participant)) = (body.number("number"), body.number("participant"))
    else {
        return Err(ProxyError::invalid(
            "Required argument: 'number' (str, length <= 18), 'participant' (str, length <= 18)",
        ));
    };
    let key = |number: &str| dispatcher_calls::number_key(number, client.default_region);
    let store = Store::open(&context.env)?;
    let deleted =
        store.delete_opt_out(&client.account_id, &key(&number), &key(&participant)).await?;
    if !deleted {
        return Err(ProxyError::opt_out_not_found());
    }
    let message = "Successfully removed the opt-out";
    Ok(Json(json!({ "message": message, "status": "succeeded" })))
}

fn shown(it: OptOut) -> OptOutOut {
    OptOutOut {
        number: it.number_key,
        participant: it.participant_key,
        at: timestamp::format_ms(it.at_ms),
    }
}
