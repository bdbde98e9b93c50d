//! Consents under way: stored sealed for minutes, and taken once.

use ids::AccountId;
use platforms::{PendingConsent, PlatformKind, Secret};
use relay_users::RelayUserId;
use runtime::{
    OsRng,
    log::{self, events::GrantEvent},
};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use store_d1::relay::consents::ConsentRow;
use unix_time::UnixMillis;

use crate::{GrantFault, GrantStore, data_keys};

/// Lifetime of a consent: the time the owner has on the platform's page.
const LIFE_MS: i64 = 15 * 60_000;

/// State stored until the owner returns.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SignInState {
    Consent(Box<PendingConsent>),
    Telegram(TelegramStep),
}

/// Progress of a Telegram sign-in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TelegramStep {
    /// Phone number in E.164; as secret as the rest.
    pub phone_number: Secret,
    /// Whether the code was right and the account's password is still needed.
    pub needs_password: bool,
    /// Wrong codes or passwords so far.
    pub failures: u32,
}

/// A consent that was taken, so that no other request can use it.
#[derive(Clone, Debug)]
pub struct ClaimedConsent {
    pub pending: SignInState,
    /// Id of the data key for sealing the resulting grant. If the user's data key is another by then, the user revoked
    /// everything.
    pub data_key_id: String,
    row: ConsentRow,
}

/// Contents of the sealed row.
#[derive(Serialize, Deserialize)]
struct SealedConsent {
    pending: SignInState,
    data_key_id: String,
}

impl GrantStore {
    /// Stores a consent for a quarter of an hour.
    pub async fn begin_consent(
        &self,
        account_id: &AccountId,
        user_id: &RelayUserId,
        pending: SignInState,
        now_ms: UnixMillis,
    ) -> Result<(), GrantFault> {
        let (key, _) = self.data_key(account_id, user_id, now_ms).await?;
        let state = match &pending {
            SignInState::Consent(consent) => consent.state.expose().to_owned(),
            // A Telegram sign-in has no state of its own. The random one only makes the key of its row unique.
            SignInState::Telegram(_) => data_keys::random_id(&mut OsRng),
        };
        let platform = pending.platform();
        let state_digest = digest(&state);
        let kept = SealedConsent { pending, data_key_id: key.id };
        let binding = [
            PURPOSE,
            account_id.as_str(),
            user_id.as_str(),
            platform.as_str(),
            state_digest.as_str(),
        ];
        let text = serde_json::to_vec(&kept)?;
        let sealed = sealing::seal(&text, self.keyring()?, &binding, &mut OsRng)?;
        let expires_at_ms = now_ms.saturating_add(LIFE_MS);
        let row = ConsentRow { created_at_ms: now_ms, state_digest, sealed, expires_at_ms };
        let name = platform.as_str();
        Ok(self.store.insert_relay_consent(account_id, user_id, name, &row).await?)
    }

    /// Takes the consent with that state, or the newest if the client sent no state. `None` if the user has no such
    /// consent under way, has used it, or its sealing key is gone.
    pub async fn claim_consent(
        &self,
        account_id: &AccountId,
        user_id: &RelayUserId,
        platform: PlatformKind,
        state: Option<&str>,
        now_ms: UnixMillis,
    ) -> Result<Option<ClaimedConsent>, GrantFault> {
        let (name, state) = (platform.as_str(), state.map(digest));
        let taking =
            self.store.take_relay_consent(account_id, user_id, name, state.as_deref(), now_ms);
        let Some(row) = taking.await? else { return Ok(None) };
        let binding =
            [PURPOSE, account_id.as_str(), user_id.as_str(), name, row.state_digest.as_str()];
        let opened = sealing::open(&row.sealed, self.keyring()?, &binding);
        let kept = opened.ok().and_then(|text| serde_json::from_slice::<SealedConsent>(&text).ok());
        let Some(SealedConsent { pending, data_key_id }) = kept else {
            // Its sealing key was removed within minutes. The owner must start again.
            log::write(&GrantEvent::ConsentNotOpened { account_id: &account_id.as_str() });
            return Ok(None);
        };
        Ok(Some(ClaimedConsent { pending, data_key_id, row }))
    }

    /// Puts back a consent that was not used up, for example because the platform did not answer. Its expiry stays.
    pub async fn restore_consent(
        &self,
        account_id: &AccountId,
        user_id: &RelayUserId,
        begun: &ClaimedConsent,
    ) -> Result<(), GrantFault> {
        let name = begun.pending.platform().as_str();
        Ok(self.store.insert_relay_consent(account_id, user_id, name, &begun.row).await?)
    }
}

impl SignInState {
    pub fn platform(&self) -> PlatformKind {
        match self {
            Self::Consent(consent) => consent.kind,
            Self::Telegram(_) => PlatformKind::Telegram,
        }
    }
}

/// Purpose that the sealed text is bound to.
const PURPOSE: &str = "relay consent";

fn digest(state: &str) -> String {
    hex::encode(Sha256::digest(state))
}
