//! Calls to an account's Dispatcher.

use edge_kit::RequestContext;
pub(crate) use edge_kit::dispatcher::call;
use ids::{AccountId, GatewayId};
use masking::{MaskingTexts, NumberKey};
use messaging::{Content, Draft, Interaction, InteractionKind, OptOutRule, Options};
use object_commands::dispatcher::{GatewayChanged, HandOver, Submit, SubmitOutcome};
use runtime::log::{self, events::MaskingEvent};
use store_d1::masking::create::SessionDetails;
use telephony::{Address, MessageText, PhoneNumber, Region};

use crate::error::{ProxyError, ProxyResult};

/// Time in milliseconds that a caller waits for a provider's answer to one SMS. It is shorter than the timeout of an
/// object call, so that a slow provider is not mistaken for a Dispatcher that does not answer.
pub(crate) const WAIT_MS: u32 = 8_000;

/// Tells the Dispatcher that the route has changed. If the notice is lost, the Dispatcher notices within minutes.
pub(crate) async fn route_changed(
    context: &RequestContext,
    account_id: &AccountId,
    route_id: GatewayId,
) {
    let told = call(context, account_id, GatewayChanged { gateway_id: route_id }).await;
    if told.is_err() {
        log::write(&MaskingEvent::RouteChangeNotAnnounced);
    }
}

/// Tells both participants, one after the other, that a session has begun or ended. A participant who has opted out of
/// the number is skipped. Returns the first refusal.
pub(crate) async fn notify_participants(
    context: &RequestContext,
    account_id: &AccountId,
    session: &SessionDetails,
    kind: InteractionKind,
) -> ProxyResult<()> {
    let texts = context.settings.masking.texts.with(&session.texts);
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
            // A session does not start with only one participant told.
            (Err(error), InteractionKind::SessionStart) => return Err(error),
            // At the end of a session, the other participant is told nevertheless.
            (Err(error), _) => answers = answers.and(Err(error)),
        }
    }
    answers
}

/// Returns the key by which a number is compared, in any spelling.
pub(crate) fn number_key(number: &str, region: Region) -> NumberKey {
    NumberKey::of(Address::international(number, region).as_str())
}

/// Returns the key by which a recipient's number is compared. `None` if it cannot be a phone number: SMS to it would
/// reach a stranger or no phone.
pub(crate) fn recipient_key(number: &str, region: Region) -> Option<NumberKey> {
    let number = PhoneNumber::parse_bare(number, region).ok()?;
    Some(NumberKey::of(number.as_str()))
}

fn system_text(texts: &MaskingTexts, kind: InteractionKind) -> String {
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
        opt_out_rule: OptOutRule::Exempt,
        ..Options::default()
    };
    // The idempotency key prevents a second SMS if the call is repeated.
    let key = format!("proxy:{}:{}:{ordinal}", session.id, kind.as_str());
    let draft = Draft {
        recipients: vec![address],
        content: Content::Text(MessageText::new(text)),
        options,
        client_id: None,
    };
    Submit { wait_ms: Some(WAIT_MS), ..Submit::once(draft, key) }
}

/// Returns the result of a hand-over. An SMS with an unknown outcome is not sent again, and counts as sent.
fn hand_over(submitted: SubmitOutcome) -> ProxyResult<()> {
    match submitted {
        SubmitOutcome::Accepted { hand_over: Some(HandOver::Refused { answer }), .. } => {
            Err(ProxyError::provider_failed(answer.as_deref()))
        }
        SubmitOutcome::Accepted { .. } => Ok(()),
        other => {
            log::write(&MaskingEvent::ParticipantNotTold { outcome: &outcome_name(&other) });
            Err(ProxyError::unavailable())
        }
    }
}

fn outcome_name(submitted: &SubmitOutcome) -> &'static str {
    match submitted {
        SubmitOutcome::Accepted { .. } => "accepted",
        SubmitOutcome::Admissible => "only checked",
        SubmitOutcome::KeyReused => "key reused",
        SubmitOutcome::DuplicateClientId => "duplicate client id",
        SubmitOutcome::UnknownGateway => "unknown gateway",
        SubmitOutcome::NoGateway => "no gateway",
        SubmitOutcome::NoSealingKey => "no sealing key",
        SubmitOutcome::QueueFull => "queue full",
        SubmitOutcome::TooManyLabels => "too many labels",
        SubmitOutcome::OverQueueLimit { .. } => "over queue limit",
        SubmitOutcome::RecipientsOptedOut { .. } => "recipient opted out",
        SubmitOutcome::TooSlow { .. } => "too slow",
    }
}
