//! Steps of a publication that are announced as events of the relay's account. They have neither a number nor anything of
//! the content.

use ids::AccountId;
use relay_users::RelayUserId;
use runtime::log::events::PublicationEvent;
use store_d1::relay::publications::PublicationState;
use webhook_endpoints::announce_seldom_wanted;
use webhooks::{Event, Fact, PublicationFacts};
use worker::Env;

use crate::{operator_log, ports::Ports};

/// Facts of a publication that its events state.
pub(crate) struct PublicationStep<'a> {
    pub(crate) publication_id: &'a str,
    pub(crate) user_id: &'a RelayUserId,
    pub(crate) platform: &'a str,
}

/// Notes that a request was accepted.
pub(crate) fn note_received(ports: &impl Ports, step: &PublicationStep<'_>) {
    ports.note_step(Fact::RelayRequestReceived(facts(step, None)));
}

/// Notes that a publication has ended.
pub(crate) fn note_end(ports: &impl Ports, step: &PublicationStep<'_>, state: PublicationState) {
    match state {
        PublicationState::UnderWay => {}
        PublicationState::Published => ports.note_step(Fact::RelayPublished(facts(step, None))),
        PublicationState::Refused => {
            ports.note_step(Fact::RelayPublicationFailed(facts(step, Some("refused"))));
        }
        PublicationState::Unknown => {
            ports.note_step(Fact::RelayPublicationFailed(facts(step, Some("unknown"))));
        }
    }
}

fn facts(step: &PublicationStep<'_>, reason: Option<&str>) -> PublicationFacts {
    PublicationFacts {
        publication_id: step.publication_id.to_owned(),
        user_id: step.user_id.as_str().to_owned(),
        platform: step.platform.to_owned(),
        reason: reason.map(str::to_owned),
    }
}

/// Announces steps at the endpoints of the relay's account, and to those who follow its events. Must not be called by
/// the account's own Dispatcher, which it calls.
pub async fn announce_steps(env: &Env, account_id: &AccountId, steps: &[Event]) {
    if let Err(error) = announce_seldom_wanted(env, account_id, steps).await {
        operator_log::write(&PublicationEvent::StepsNotAnnounced { error: &error });
    }
}
