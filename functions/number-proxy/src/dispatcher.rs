//! Calls to an account's Dispatcher.

use contracts::dispatcher::{GatewayChanged, HandOver, Submit, Submitted};
use edge_kit::RequestContext;
pub(crate) use edge_kit::dispatcher::call;
use identity::AccountId;
use masking::{NumberKey, Texts};
use messaging::{Content, Draft, Interaction, InteractionKind, Options};
use runtime::log;
use store_d1::proxy::create::SessionDetails;
use telephony::{Address, MessageText, PhoneNumber, Region};

use crate::error::{ProxyError, ProxyResult};

/// How long a caller waits for what a provider says of one SMS: less than an object's answer is waited for, so
/// that nobody takes a slow provider for a Dispatcher that does not answer.
pub(crate) const WAIT_MS: u32 = 8_000;

/// Tells it that the route has changed. Should this be lost, the Dispatcher finds out within minutes.
pub(crate) async fn route_changed(
    context: &RequestContext,
    account_id: &AccountId,
    route_id: String,
) {
    let told = call(context, account_id, GatewayChanged { gateway_id: route_id }).await;
    if told.is_err() {
        log::warn("a dispatcher was not told of a route", &[("account.id", account_id.as_str())]);
    }
}

/// Tells both participants of a session, one after the other, that it has begun or ended. Who has opted out
/// of the number is not told. The first refusal is the caller's to hear of.
pub(crate) async fn tell_participants(
    context: &RequestContext,
    account_id: &AccountId,
    session: &SessionDetails,
    kind: InteractionKind,
) -> ProxyResult<()> {
    let texts = context.settings.proxy.texts.with(&session.texts);
    let text = system_text(&texts, kind);
    let mut answers = Ok(());
    for (ordinal, participant) in session.participants.iter().enumerate() {
        if participant.opted_out {
            continue;
        }
        let address = Address::of_key(&participant.key);
        let submit = submission(session, kind, ordinal, address, &text);
        let told = hand_over(call(context, account_id, submit).await?);
        match (told, kind) {
            (Ok(()), _) => {}
            // Nothing is begun with one of two.
            (Err(error), InteractionKind::SessionStart) => return Err(error),
            // The other is told all the same.
            (Err(error), _) => answers = answers.and(Err(error)),
        }
    }
    answers
}

/// What numbers are compared by, however they are written.
pub(crate) fn key_of(number: &str, region: Region) -> NumberKey {
    NumberKey::of(Address::international(number, region).as_str())
}

/// Returns the key by which a number that SMS are sent to is compared. `None`: it cannot be a phone's, so that they would reach a
/// stranger or nobody.
pub(crate) fn recipient_key_of(number: &str, region: Region) -> Option<NumberKey> {
    let number = PhoneNumber::parse_bare(number, region).ok()?;
    Some(NumberKey::of(number.as_str()))
}

fn system_text(texts: &Texts, kind: InteractionKind) -> String {
    texts.prefixed(match kind {
        InteractionKind::SessionStart => &texts.session_start,
        _ => &texts.session_end,
    })
}

fn submission(
    session: &SessionDetails,
    kind: InteractionKind,
    ordinal: usize,
    address: Address,
    text: &str,
) -> Submit {
    let interaction =
        Interaction { kind, session_id: Some(session.id.clone()), inbound_id: None, claim: None };
    let options = Options {
        gateway_id: Some(session.route_id.clone()),
        single_attempt: true,
        delivery_report: true,
        interaction: Some(interaction),
        ..Options::default()
    };
    // Nobody is told twice, however often the Dispatcher is asked.
    let key = format!("proxy:{}:{}:{ordinal}", session.id, kind.as_str());
    let draft = Draft {
        recipients: vec![address],
        content: Content::Text(MessageText::new(text)),
        options,
        client_id: None,
    };
    Submit { wait_ms: Some(WAIT_MS), ..Submit::once(draft, key) }
}

/// What nobody knows the outcome of is not sent again, and counts as sent.
fn hand_over(submitted: Submitted) -> ProxyResult<()> {
    match submitted {
        Submitted::Accepted { hand_over: Some(HandOver::Refused { answer }), .. } => {
            Err(ProxyError::provider_failed(answer.as_deref()))
        }
        Submitted::Accepted { .. } => Ok(()),
        other => {
            let fields = [("outcome", outcome_name(&other))];
            log::error("a participant could not be told of a session", &fields);
            Err(ProxyError::unavailable())
        }
    }
}

fn outcome_name(submitted: &Submitted) -> &'static str {
    match submitted {
        Submitted::Accepted { .. } => "accepted",
        Submitted::Admissible => "only checked",
        Submitted::KeyReused => "key reused",
        Submitted::DuplicateClientId => "duplicate client id",
        Submitted::UnknownGateway => "unknown gateway",
        Submitted::NoGateway => "no gateway",
        Submitted::NoSealingKey => "no sealing key",
        Submitted::QueueFull => "queue full",
        Submitted::OverQueueLimit { .. } => "over queue limit",
        Submitted::TooSlow { .. } => "too slow",
    }
}
