//! Wireroom's one Worker: the entry points that the platform calls, composed from the faces and the objects.

mod cron;
mod fetch;
mod incoming;

// The platform finds an object's class only if the entry crate re-exports it.
pub use dispatcher_object::Dispatcher;
pub use gateway_connection_object::GatewayConnection;
pub use push_queue_object::PushQueue;
pub use sync_session_object::SyncSession;
pub use webhook_delivery_object::WebhookDelivery;

use worker::{Context, Env, Response, Result, ScheduleContext, ScheduledEvent, event, web_sys};

#[event(fetch)]
async fn on_fetch(request: web_sys::Request, env: Env, context: Context) -> Result<Response> {
    fetch::handle(request, env, context).await
}

#[event(scheduled)]
async fn on_scheduled(event: ScheduledEvent, env: Env, _context: ScheduleContext) {
    cron::handle(&event, &env).await;
}
