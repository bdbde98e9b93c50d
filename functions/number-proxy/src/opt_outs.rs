//! `/proxy/opt-outs`: participants who asked with STOP to get no more SMS from a number.

#[cfg(feature = "openapi")]
pub(crate) mod operations;

use axum::Json;
use edge_kit::{RequestContext, TimeMs};
use serde::Serialize;
use store_d1::{Store, masking::opt_outs::OptOut};

use crate::{
    access::{Client, MayManage},
    dispatcher_calls,
    error::{ProxyError, ProxyResult},
    input::{Body, FromBody, FromQuery, Query, QueryPairs},
    json_object::JsonObject,
};

const MAX_LISTED: u32 = 1_000;

/// Query of `GET /proxy/opt-outs`.
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct ListOptOutsIn {
    /// `number` of the last entry of the page before.
    #[cfg_attr(feature = "openapi", schemars(with = "Option<String>"))]
    after_number: String,
    /// `participant` of the last entry of the page before.
    #[cfg_attr(feature = "openapi", schemars(with = "Option<String>"))]
    after_participant: String,
}

/// Body of `DELETE /proxy/opt-outs`.
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct DeleteOptOutIn {
    /// Number of the pool that the participant opted out of, in any spelling.
    #[cfg_attr(feature = "openapi", schemars(length(min = 1, max = 18)))]
    number: String,
    /// The participant's phone number, in any spelling.
    #[cfg_attr(feature = "openapi", schemars(length(min = 1, max = 18)))]
    participant: String,
}

/// Answer of `GET /proxy/opt-outs`.
#[derive(Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct OptOutsOut {
    /// At most 1,000, by number and participant.
    opt_outs: Vec<OptOutOut>,
}

/// A participant's refusal to get SMS from a number.
#[derive(Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
struct OptOutOut {
    /// Time at which the participant opted out.
    at: TimeMs,
    /// The number without punctuation.
    number: String,
    /// The participant's phone number without punctuation.
    participant: String,
}

/// Answer of `DELETE /proxy/opt-outs`.
#[derive(Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct DeleteOptOutOut {
    /// Always `Successfully removed the opt-out`.
    message: &'static str,
    /// Always `succeeded`.
    status: &'static str,
}

/// `GET /proxy/opt-outs`: lists opt-outs by number and participant, up to a thousand;
/// `?after_number=&after_participant=` returns the next ones.
#[worker::send]
pub(crate) async fn list(
    context: RequestContext,
    client: Client<MayManage>,
    Query(input): Query<ListOptOutsIn>,
) -> ProxyResult<Json<OptOutsOut>> {
    let after = (input.after_number.as_str(), input.after_participant.as_str());
    let store = Store::open(&context.env)?;
    let listed = store.list_opt_outs(&client.account_id, after, MAX_LISTED).await?;
    Ok(Json(OptOutsOut { opt_outs: listed.into_iter().map(shown).collect() }))
}

/// `DELETE /proxy/opt-outs` with `number` and `participant`: the same as if the participant had sent START.
#[worker::send]
pub(crate) async fn delete(
    context: RequestContext,
    client: Client<MayManage>,
    Body(DeleteOptOutIn { number, participant }): Body<DeleteOptOutIn>,
) -> ProxyResult<Json<DeleteOptOutOut>> {
    let key = |number: &str| dispatcher_calls::number_key(number, client.default_region);
    let store = Store::open(&context.env)?;
    let deleted =
        store.delete_opt_out(&client.account_id, &key(&number), &key(&participant)).await?;
    if !deleted {
        return Err(ProxyError::opt_out_not_found());
    }
    Ok(Json(DeleteOptOutOut::DONE))
}

impl FromQuery for ListOptOutsIn {
    fn read(query: &QueryPairs) -> ProxyResult<Self> {
        let text = |name: &str| query.text(name).unwrap_or_default().to_owned();
        Ok(Self {
            after_number: text("after_number"),
            after_participant: text("after_participant"),
        })
    }
}

impl FromBody for DeleteOptOutIn {
    fn read(body: &JsonObject) -> ProxyResult<Self> {
        let given = |name: &str| {
            let required = "Required argument: 'number' (str, length <= 18), 'participant' (str, length <= 18)";
            body.number(name).ok_or_else(|| ProxyError::missing(required).about(name))
        };
        Ok(Self { number: given("number")?, participant: given("participant")? })
    }
}

impl DeleteOptOutOut {
    const DONE: Self = Self { message: "Successfully removed the opt-out", status: "succeeded" };
}

fn shown(it: OptOut) -> OptOutOut {
    OptOutOut { at: TimeMs(it.at_ms), number: it.number_key, participant: it.participant_key }
}

#[cfg(test)]
mod tests {
    use unix_time::UnixMillis;

    use super::*;

    #[test]
    fn members_of_the_answers_are_in_alphabetical_order() {
        let opt_out = OptOutOut {
            at: TimeMs(UnixMillis::new(1_463_696_398_999)),
            number: "1".to_owned(),
            participant: "2".to_owned(),
        };
        let listed = serde_json::to_string(&OptOutsOut { opt_outs: vec![opt_out] });
        let expected =
            r#"{"opt_outs":[{"at":"2016-05-19T22:19:58.999Z","number":"1","participant":"2"}]}"#;
        assert_eq!(listed.unwrap(), expected);
        let deleted = serde_json::to_string(&DeleteOptOutOut::DONE);
        let expected = r#"{"message":"Successfully removed the opt-out","status":"succeeded"}"#;
        assert_eq!(deleted.unwrap(), expected);
    }
}
