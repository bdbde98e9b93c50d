//! Owners of the tokens that pushes were asked for, and telling their accounts that a token is no good.

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

/// Beyond so many, all are forgotten: each costs a few hundred bytes.
const MAX_PHONES: usize = 5_000;

/// Phones by the digests of their push tokens.
#[derive(Default)]
pub(crate) struct Phones(RefCell<BTreeMap<String, PushedPhone>>);

impl Phones {
    /// Notes that these pushes are for the phone.
    pub(crate) fn remember(&self, pushes: &[Push], phone: &PushedPhone) {
        let mut known = self.0.borrow_mut();
        for push in pushes {
            if known.len() >= MAX_PHONES {
                known.clear();
            }
            known.insert(push::token_digest(&push.token), phone.clone());
        }
    }

    /// Tells the account of the phone with this token that the push service does not take it. Should that be
    /// lost, the next refusal says so.
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
