//! Settings of gateways as D1 has them, and the sockets of gateways that may no longer be used.

use dispatcher_records::GatewaySettings;
use ids::GatewayId;
use object_sql::Sql;
use unix_time::UnixMillis;

use super::Gateway;
use crate::{DispatcherCore, DispatcherError, queues::Queue};

// Rows that are due already are left alone, since each row that is written costs.
pub(crate) const MAKE_DUE: &str = "UPDATE message SET attention_ms = ?
     WHERE queue = ? AND (attention_ms IS NULL OR attention_ms > ?)";

pub(crate) const RELEASE_QUEUE: &str = "UPDATE message SET queue = ? WHERE queue = ?";

impl Gateway {
    /// Whether the settings are those known here. The pattern has no wildcard, so that a new setting does not compile
    /// before it is compared here and copied by [`DispatcherCore::apply_gateway_settings`].
    fn has_settings(&self, settings: &GatewaySettings) -> bool {
        let GatewaySettings {
            id: _,
            device_id,
            priority,
            active,
            protocol,
            kind,
            pacing,
            send_window,
            push_token,
            usage,
            number,
            is_masking,
            // Presence is known better here than in D1.
            seen_at_ms: _,
        } = settings;
        self.device_id == *device_id
            && self.snapshot.priority == *priority
            && self.snapshot.active == *active
            && self.snapshot.protocol == *protocol
            && self.snapshot.kind == *kind
            && self.snapshot.own_pacing == *pacing
            && self.snapshot.send_window == *send_window
            && self.push_token == *push_token
            && self.snapshot.usage == *usage
            && self.number == *number
            && self.is_masking == *is_masking
    }
}

impl<S: Sql> DispatcherCore<S> {
    /// Applies a gateway's settings. `None` means that D1 does not have the gateway (any more).
    pub fn apply_gateway_settings(
        &mut self,
        gateway_id: &GatewayId,
        settings: Option<&GatewaySettings>,
        now_ms: UnixMillis,
    ) -> Result<(), DispatcherError> {
        let was_active = self.is_active(gateway_id);
        let known = self.gateways.get(gateway_id);
        let was_test = known.is_some_and(|gateway| gateway.snapshot.kind.is_test());
        let Some(settings) = settings else {
            if let Some(gateway) = self.gateways.remove(gateway_id) {
                self.sql.exec("DELETE FROM gateway WHERE id = ?", vec![gateway_id.into()])?;
                if gateway.snapshot.kind.is_test() {
                    self.release_test_numbers()?;
                }
                if !gateway.snapshot.protocol.is_provider() {
                    self.withdraw_from(gateway_id, now_ms)?;
                }
            }
            return Ok(());
        };
        let is_known = self.gateways.contains_key(gateway_id);
        let gateway =
            self.gateways.entry(gateway_id.clone()).or_insert_with(|| Gateway::unseen(gateway_id));
        gateway.device_id.clone_from(&settings.device_id);
        gateway.snapshot.active = settings.active;
        gateway.snapshot.priority = settings.priority;
        gateway.snapshot.protocol = settings.protocol;
        gateway.snapshot.usage = settings.usage;
        gateway.snapshot.kind = settings.kind;
        gateway.snapshot.own_pacing = settings.pacing;
        gateway.snapshot.send_window.clone_from(&settings.send_window);
        gateway.number.clone_from(&settings.number);
        gateway.is_masking = settings.is_masking;
        // Registering is a sign of life, and D1 has it already. Only gateways that fetch are online by that: others
        // have a socket while they are.
        let seen_at_ms = settings.seen_at_ms;
        let online_until_ms = seen_at_ms.saturating_add(self.policy.poll_offline_after_ms);
        let is_sign_of_life = seen_at_ms > gateway.snapshot.last_seen_at_ms;
        if settings.protocol.is_poll() && is_sign_of_life && online_until_ms > now_ms {
            gateway.unprojected |= is_known && !gateway.snapshot.online;
            gateway.snapshot.online = true;
        }
        gateway.snapshot.last_seen_at_ms = gateway.snapshot.last_seen_at_ms.max(seen_at_ms);
        gateway.projected_seen_at_ms = gateway.projected_seen_at_ms.max(seen_at_ms);
        if settings.protocol.is_provider() {
            // A provider has no presence: each call shows whether it works.
            (gateway.snapshot.online, gateway.snapshot.reachable) = (true, true);
        }
        if gateway.push_token != settings.push_token {
            gateway.push_token.clone_from(&settings.push_token);
            gateway.unprojected |= gateway.push_refused_at_ms.take().is_some();
            gateway.push_failing = false;
            gateway.snapshot.reachable = gateway.can_be_notified();
        }
        self.save_gateway(gateway_id, now_ms)?;
        if was_test && !settings.kind.is_test() {
            self.release_test_numbers()?;
        }
        self.check_queues_of(gateway_id);
        if was_active && !settings.active && !settings.protocol.is_provider() {
            self.withdraw_from(gateway_id, now_ms)?;
        }
        Ok(())
    }

    /// Applies the settings of all the account's gateways as D1 has them, where they differ from those known
    /// here.
    pub fn reconcile_gateways(
        &mut self,
        all: &[GatewaySettings],
        now_ms: UnixMillis,
    ) -> Result<(), DispatcherError> {
        for settings in all {
            let known = self.gateways.get(&settings.id);
            if !known.is_some_and(|gateway| gateway.has_settings(settings)) {
                self.apply_gateway_settings(&settings.id, Some(settings), now_ms)?;
            }
        }
        let gone = |id: &&GatewayId| !all.iter().any(|settings| settings.id == **id);
        for id in self.gateways.keys().filter(gone).cloned().collect::<Vec<_>>() {
            self.apply_gateway_settings(&id, None, now_ms)?;
        }
        Ok(())
    }

    /// Takes at most `limit` gateways that may no longer be used, so that the caller closes their sockets.
    /// Each is returned once; the caller puts back those that [could not be closed](Self::put_back_withdrawn).
    pub fn take_withdrawn(&mut self, limit: usize) -> Vec<GatewayId> {
        let taken: Vec<GatewayId> = self.withdrawn.iter().take(limit).cloned().collect();
        self.withdrawn.retain(|id| !taken.contains(id));
        taken
    }

    /// Puts back a gateway whose sockets could not be closed.
    pub fn put_back_withdrawn(&mut self, gateway_id: GatewayId) {
        self.withdrawn.insert(gateway_id);
    }

    /// Schedules a check of a switched-off gateway's sockets, because its key may have ended meanwhile.
    pub fn schedule_socket_check(&mut self, gateway_id: &GatewayId) {
        let unused = |it: &Gateway| !it.snapshot.active && !it.snapshot.protocol.is_provider();
        if self.gateways.get(gateway_id).is_some_and(unused) {
            self.withdrawn.insert(gateway_id.clone());
        }
    }

    /// Whether any gateway's sockets are still to be closed.
    pub fn has_withdrawn(&self) -> bool {
        !self.withdrawn.is_empty()
    }

    /// Makes messages to test numbers ordinary ones if the account has no test gateway (any more).
    fn release_test_numbers(&mut self) -> Result<(), DispatcherError> {
        if self.has_test_gateway() {
            return Ok(());
        }
        let parameters = vec![(&Queue::AnyGateway).into(), (&Queue::TestNumbers).into()];
        self.sql.exec(RELEASE_QUEUE, parameters)?;
        self.routing_work.remove_hold(&Queue::TestNumbers);
        self.routing_work.queues_to_check.insert(Queue::AnyGateway);
        Ok(())
    }

    /// Takes back the messages that a gateway was to fetch and did not. They are due again at once, and the
    /// pending notices about them are dropped.
    fn withdraw_from(
        &mut self,
        gateway_id: &GatewayId,
        now_ms: UnixMillis,
    ) -> Result<(), DispatcherError> {
        self.withdrawn.insert(gateway_id.clone());
        self.drop_message_notices(gateway_id);
        let queue = Queue::ToFetch(gateway_id.clone());
        let parameters = vec![now_ms.into(), (&queue).into(), now_ms.into()];
        self.sql.exec(MAKE_DUE, parameters)?;
        Ok(())
    }
}

#[cfg(test)]
mod tests;
