//! Answer of `POST /api/v1/sms/send` to a dry run: what the request would do, and why. The checks and the choice of a
//! route are those of sending itself, in the account's Dispatcher.

use axum::{
    Json,
    response::{IntoResponse, Response},
};
use edge_kit::RequestContext;
use messaging::routing::Obstacle;
use object_commands::dispatcher::{Explain, ExplainedRoute, Explanation, Submit, SubmitOutcome};
use serde::Serialize;
use store_d1::Store;
use telephony::{Address, MessageText};

use super::send::{refusal, secs_up};
use crate::{
    access::{Client, MaySend},
    dispatcher_calls,
    error::ApiResult,
};

/// Answer to a dry run.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct ExplainSmsOut {
    /// Whether the request would be accepted. It may still wait: see `route` and `eta`.
    accepted: bool,
    /// Always `true`.
    dry_run: bool,
    encoding: EncodingOut,
    /// Earliest time at which the message could leave, in seconds since 1970, if its schedule or pacing holds it.
    eta: Option<i64>,
    queue: QueueOut,
    /// Recipients in E.164.
    recipients: Vec<ExplainedRecipientOut>,
    /// Failure that the request would have; `null` if it would be accepted.
    refusal: Option<RefusalOut>,
    /// Message that an earlier request with the same `Idempotency-Key` sent, and that would be the answer again; `null` if
    /// there is none.
    replayed_message_id: Option<String>,
    /// Gateway that would be given the message now: a phone's device id, or the id of a provider's number. `null` if the
    /// message would wait.
    route: Option<String>,
    /// Gateways of the account with the reasons why they would not be given the message now: the chosen one first, then
    /// the others in the order of preference; at most 100, and those that await approval.
    routes: Vec<RouteOut>,
    /// SMS segments of all recipients together.
    segments: u64,
    /// Number of gateways that are not listed.
    unlisted_routes: u32,
}

/// Encoding of a text on the air.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
struct EncodingOut {
    /// First character that the GSM alphabet lacks, and that makes the whole text UCS-2; `null` if there is none.
    character: Option<char>,
    #[cfg_attr(feature = "openapi", schemars(extend("enum" = ["gsm7", "ucs2"])))]
    name: &'static str,
    /// Position of that character in the text, from 0.
    position: Option<usize>,
}

/// Messages that wait in the account's queues. For a message with `send_at`, recipients of such messages instead.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
struct QueueOut {
    /// Number at which further messages like this one are refused.
    limit: u32,
    waiting: u32,
}

/// A recipient of a dry run. A reason that concerns a recipient alone, such as an opt-out, belongs here.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
struct ExplainedRecipientOut {
    /// Whether the request would be refused because this person has opted out.
    opted_out: bool,
    phone_number: String,
    /// SMS segments of the text.
    segments: u32,
}

/// Failure that the request would have.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
struct RefusalOut {
    code: &'static str,
    error: String,
}

/// A gateway that could or could not be given the message.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
struct RouteOut {
    gateway_id: String,
    /// Reason why it would not be given the message now; `null` for the chosen one. `inactive`: switched off, or not
    /// approved. `only_if_named`: left to messages that name it. `unsupported`: cannot choose a SIM. `unreachable`: has no
    /// open socket, cannot be notified, or did not fetch in time. `test_only`: a test gateway. `test_number`: left to the
    /// account's test gateway. `send_window`: closed at this hour. `pacing`: its SIM has no capacity.
    #[cfg_attr(
        feature = "openapi",
        schemars(
            with = "Option<String>",
            extend("enum" = [
                "inactive", "not_approved", "pinned_elsewhere", "only_if_named", "test_only", "test_number", "unsupported", "not_seen_lately",
                "had_it_before", "offline", "unreachable", "send_window", "pacing", "failed_before", "policy", "lower_priority",
                "more_loaded", "used_more_today", "used_more_recently", "later_id", null,
            ])
        )
    )]
    reason: Option<&'static str>,
    /// Time until which pacing or the send window holds the message there, in seconds since 1970; `null` for any other reason.
    until: Option<i64>,
}

/// Asks the Dispatcher what it would do with the message, and answers 200.
pub(super) async fn explain(
    context: &RequestContext,
    client: &Client<MaySend>,
    submit: Submit,
) -> ApiResult<Response> {
    let recipients = submit.draft.recipients.clone();
    let text = submit.draft.content.text().cloned().unwrap_or_default();
    let command = Explain { submit };
    let explanation = dispatcher_calls::dispatcher(context, &client.account_id, command).await?;
    let store = Store::open(&context.env)?;
    let pending = store.list_pending_gateways(&client.account_id, context.now_ms).await?;
    let pending = pending.into_iter().map(|gateway| gateway.device_id);
    let out = ExplainSmsOut::of(&explanation, &recipients, &text, pending);
    Ok(Json(out).into_response())
}

impl ExplainSmsOut {
    fn of(
        explanation: &Explanation,
        recipients: &[Address],
        text: &MessageText,
        pending: impl Iterator<Item = String>,
    ) -> Self {
        let (replayed, refused) = match &explanation.instead {
            Some(SubmitOutcome::Accepted { receipt, .. }) => (Some(receipt), None),
            Some(refused) => (None, Some(refusal(refused))),
            None => (None, None),
        };
        let is_new = replayed.is_none() && refused.is_none();
        let chosen = explanation.routes.first().filter(|first| first.obstacle.is_none());
        let segments = text.segments();
        let opted_out = match &explanation.instead {
            Some(SubmitOutcome::RecipientsOptedOut { ordinals }) => ordinals.as_slice(),
            _ => &[],
        };
        let recipients = (0_u8..).zip(recipients).map(|(at, address)| ExplainedRecipientOut {
            opted_out: opted_out.contains(&at),
            phone_number: address.as_str().to_owned(),
            segments,
        });
        let recipients: Vec<ExplainedRecipientOut> = recipients.collect();
        let awaiting = pending.map(|gateway_id| RouteOut {
            gateway_id,
            reason: Some("not_approved"),
            until: None,
        });
        Self {
            accepted: refused.is_none(),
            dry_run: true,
            encoding: EncodingOut::of(text),
            eta: explanation.eta_ms.filter(|_| is_new).map(secs_up),
            queue: QueueOut { limit: explanation.most_waiting, waiting: explanation.waiting },
            segments: recipients.iter().map(|it| u64::from(it.segments)).sum(),
            recipients,
            refusal: refused.map(|refused| {
                let (code, error) = refused.told();
                RefusalOut { code: code.as_str(), error: error.to_owned() }
            }),
            replayed_message_id: replayed.map(|receipt| receipt.message_id.clone()),
            route: chosen.filter(|_| is_new).map(|route| route.device_id.clone()),
            routes: explanation.routes.iter().map(RouteOut::of).chain(awaiting).collect(),
            unlisted_routes: explanation.unlisted_routes,
        }
    }
}

impl EncodingOut {
    fn of(text: &MessageText) -> Self {
        match text.first_beyond_gsm() {
            Some((position, character)) => {
                Self { character: Some(character), name: "ucs2", position: Some(position) }
            }
            None => Self { character: None, name: "gsm7", position: None },
        }
    }
}

impl RouteOut {
    fn of(route: &ExplainedRoute) -> Self {
        let until = match route.obstacle {
            Some(Obstacle::Pacing { until_ms } | Obstacle::SendWindow { until_ms }) => {
                Some(secs_up(until_ms))
            }
            _ => None,
        };
        let gateway_id = route.device_id.clone();
        Self { gateway_id, reason: route.obstacle.map(reason_word), until }
    }
}

pub(crate) fn reason_word(obstacle: Obstacle) -> &'static str {
    match obstacle {
        Obstacle::Inactive => "inactive",
        Obstacle::PinnedElsewhere => "pinned_elsewhere",
        Obstacle::OnlyIfNamed => "only_if_named",
        Obstacle::TestOnly => "test_only",
        Obstacle::TestNumber => "test_number",
        Obstacle::Incapable => "unsupported",
        Obstacle::NotSeenLately => "not_seen_lately",
        Obstacle::HadItBefore => "had_it_before",
        Obstacle::Offline => "offline",
        Obstacle::Unreachable => "unreachable",
        Obstacle::SendWindow { .. } => "send_window",
        Obstacle::Pacing { .. } => "pacing",
        Obstacle::FailedBefore => "failed_before",
        Obstacle::Policy => "policy",
        Obstacle::LowerPriority => "lower_priority",
        Obstacle::MoreLoaded => "more_loaded",
        Obstacle::UsedMoreToday => "used_more_today",
        Obstacle::UsedMoreRecently => "used_more_recently",
        Obstacle::LaterId => "later_id",
    }
}
