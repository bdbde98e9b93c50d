//! `POST /api/v1/admin/webhooks/:id/test`.

use edge_kit::{Accepted, ErrorCode, RequestContext};
use object_commands::webhook_delivery::{EnqueueEvents, QueuedEvent};
use rand_core::RngCore;
use runtime::OsRng;
use webhooks::{EndpointFacts, Event, Fact};

use super::{PathId, find, object, out::TestWebhookOut};
use crate::{
    access::{Client, MayManageGateways},
    error::{ApiError, ApiResult},
};

/// Sends the endpoint a test event, whatever its subscriptions. The result is in the log of attempts.
#[worker::send]
pub(crate) async fn send_test(
    context: RequestContext,
    client: Client<MayManageGateways>,
    path: PathId,
) -> ApiResult<Accepted<TestWebhookOut>> {
    let endpoint = find(&context, &client.account_id, path).await?;
    if endpoint.active == 0 {
        return Err(ApiError::refused(ErrorCode::WebhookInactive, "The webhook is switched off"));
    }
    let facts = EndpointFacts { endpoint_id: endpoint.id.clone(), reason: None };
    let event = Event::record(Fact::EndpointTest(facts), OsRng.next_u64(), None, context.now_ms);
    let mut queued = QueuedEvent::of(&event).map_err(|_| ApiError::unavailable())?;
    // A test shows the current state, so it must not wait behind a failed event.
    queued.order_key.clone_from(&queued.event_id);
    let event_id = queued.event_id.clone();
    let command = EnqueueEvents { events: vec![queued] };
    object(&context, &client.account_id, &endpoint.id, command).await?;
    Ok(Accepted(TestWebhookOut { event_id, success: true }))
}
