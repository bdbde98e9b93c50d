//! Explaining a submission without making it. The checks and the choice are those of the submission itself.

use messaging::{
    Demand,
    routing::{self, RouteRequest},
};
use object_commands::dispatcher::{ExplainedRoute, Explanation, Submit};
use object_sql::Sql;
use unix_time::UnixMillis;

use super::{Admission, segments};
use crate::{
    DispatcherCore, DispatcherError,
    queues::{Queue, rank_of},
};

impl<S: Sql> DispatcherCore<S> {
    /// Explains what [`submit`](Self::submit) would do with this message now. Of a scheduled message, the routes are
    /// those of its being sent now.
    pub fn explain(
        &self,
        submit: &Submit,
        now_ms: UnixMillis,
    ) -> Result<Explanation, DispatcherError> {
        let earlier = match &submit.idempotency {
            Some(idempotency) => self.earlier_answer(idempotency, now_ms)?,
            None => None,
        };
        let instead = match earlier {
            Some(earlier) => Some(earlier),
            None => match self.admit(submit, now_ms)? {
                Admission::Granted { .. } => None,
                Admission::Refused(outcome) => Some(outcome),
            },
        };
        let (draft, options) = (&submit.draft, &submit.draft.options);
        let backlog = self.backlog_for(draft, now_ms);
        let segments = segments(draft);
        let request = self.request_of(draft, now_ms);
        let is_fetched = self.fetcher_now(request, options.is_urgent()).is_some();
        let demand = Demand {
            deployment: self.policy.pacing,
            sim_slot: options.sim_slot,
            segments,
            recipients: u32::try_from(draft.recipients.len()).unwrap_or(u32::MAX),
        };
        let demand = Some(demand).filter(|_| !is_fetched && !options.is_urgent());
        let mut routes =
            self.explained_routes(RouteRequest { demand, ..request }, rank_of(options));
        let all = routes.len();
        routes.truncate(Explanation::MAX_ROUTES);
        Ok(Explanation {
            instead,
            unlisted_routes: u32::try_from(all.saturating_sub(routes.len())).unwrap_or(u32::MAX),
            routes,
            eta_ms: self.eta_ms(options, segments, is_fetched, request)?,
            waiting: backlog.size,
            most_waiting: backlog.most,
        })
    }

    fn explained_routes(&self, request: RouteRequest<'_>, rank: i64) -> Vec<ExplainedRoute> {
        let work = &self.routing_work;
        // Behind an earlier message that waits for capacity, no gateway is chosen before that message goes.
        let held_until_ms =
            work.held_until_ms(&Queue::to_route(request.pinned, request.traffic), rank);
        let reserved_until_ms = |gateway: &messaging::GatewaySnapshot| {
            let demand = request.demand?;
            let pace = demand.on(gateway);
            let reserved =
                pace.and_then(|pace| work.reserved_until_ms(&gateway.id, pace.sim_slot, rank));
            held_until_ms.max(reserved)
        };
        let explained = routing::explain(self.snapshots(), request, reserved_until_ms);
        let route = |it: routing::Explained<'_>| ExplainedRoute {
            gateway_id: it.gateway.id.clone(),
            device_id: self
                .gateways
                .get(&it.gateway.id)
                .map_or_else(String::new, |gateway| gateway.device_id.clone()),
            obstacle: it.obstacle,
        };
        explained.into_iter().map(route).collect()
    }
}

#[cfg(test)]
mod tests;
