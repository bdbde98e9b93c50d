//! Owners of push tokens, and the notice to their accounts that a token is refused.

use std::{cell::RefCell, collections::BTreeMap};

use contracts::{
    dispatcher::{Presence, PresenceSign},
    push_queue::{Push, PushedPhone},
};
use runtime::{
    log,
    objects::{self, ObjectClass},
};
use worker::Env;

/// Maximum number of remembered phones; beyond it all are forgotten. Each costs a few hundred bytes.
const MAX_PHONES: usize = 5_000;

/// Phones by the digests of their push tokens.
#[derive(Default)]
pub(crate) struct Phones(RefCell<BTreeMap<String, PushedPhone>>);

impl Phones {
    /// Remembers that these pushes' tokens belong to the phone.
    pub(crate) fn remember(&self, pushes: &[Push], phone: &PushedPhone) {
        let mut known = self.0.borrow_mut();
        for push in pushes {
            if known.len() >= MAX_PHONES {
                known.clear();
            }
            known.insert(push::token_digest(&push.token), phone.clone());
        }
    }

    /// Tells the Dispatcher of the token's phone that the push service refuses the token. If the notice is lost,
    /// the next refusal repeats it.
    pub(crate) async fn tell_refused(&self, env: &Env, token_digest: &str) {
        let phone = self.0.borrow_mut().remove(token_digest);
        let Some(PushedPhone { account_id, gateway_id }) = phone else { return };
        let sign = PresenceSign::PushRefused;
        let presence = Presence { gateway_id: gateway_id.clone(), sign, health: None };
        let told = objects::call(env, ObjectClass::Dispatcher, &account_id, presence).await;
        if let Err(error) = told {
            let fields = [("gateway.id", gateway_id.as_str()), ("error", &error.to_string())];
            log::warn("a refused push token was not noted", &fields);
        }
    }
}
