//! Tells a user by SMS that another app was synced with their account (contract 7, #2).

use edge_kit::{RequestContext, dispatcher};
use ids::AccountId;
use messaging::{Content, Draft, OptOutRule, Options};
use object_commands::dispatcher::{Submit, SubmitOutcome};
use relay_users::RelayUserId;
use runtime::log::{self, events::RelayUserEvent};
use store_d1::relay::users::RelayUser;
use telephony::{Address, MessageText, PhoneNumber};
use unix_time::UnixMillis;

const TEXT: &str = "another device was just synced with your account, and messages encrypted by the one \
before it no longer work. If this was not you, change your password.";
/// Validity of the SMS; a later notice would be useless.
const GOOD_FOR_MS: i64 = 24 * 3_600_000;

/// Sends the SMS after the answer, unless the operator disabled it.
pub(crate) fn send_later(context: &RequestContext, account_id: &AccountId, user: &RelayUser) {
    if !context.settings.relay.sync.notice {
        return;
    }
    let text = format!("{}: {TEXT}", context.settings.one_time_codes.texts.service());
    let submit = submission(&user.user_id, &user.phone_number, text, context.now_ms);
    let (own, account_id) = (context.clone(), account_id.clone());
    context.background.spawn(async move {
        let submitted = dispatcher::call(&own, &account_id, submit).await;
        if !matches!(submitted, Ok(SubmitOutcome::Accepted { .. })) {
            log::write(&RelayUserEvent::SyncNoticeNotSent);
        }
    });
}

fn submission(
    user_id: &RelayUserId,
    phone_number: &PhoneNumber,
    text: String,
    now_ms: UnixMillis,
) -> Submit {
    let key = format!("relay:synced:{user_id}:{now_ms}");
    let options = Options {
        expires_at_ms: Some(now_ms.saturating_add(GOOD_FOR_MS)),
        // A warning about the user's own account, which an opt-out from other SMS must not hide.
        opt_out_rule: OptOutRule::Exempt,
        ..Options::default()
    };
    let draft = Draft {
        recipients: vec![Address::E164(phone_number.clone())],
        content: Content::Text(MessageText::new(text)),
        options,
        client_id: None,
    };
    Submit::once(draft, key)
}
