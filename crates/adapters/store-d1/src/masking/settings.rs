//! An account's own texts for system messages.

use ids::AccountId;
use masking::OwnTexts;
use serde::Deserialize;

use crate::{Store, StoreError};

const FIND: &str = "SELECT settings FROM proxy_settings WHERE account_id = ?1";
const SAVE: &str = "INSERT INTO proxy_settings (account_id, settings) VALUES (?1, ?2)
     ON CONFLICT (account_id) DO UPDATE SET settings = excluded.settings
     RETURNING settings";

#[cfg(test)]
pub(crate) const STATEMENTS: &[&str] = &[FIND, SAVE];

#[derive(Deserialize)]
struct SettingsRow {
    settings: String,
}

impl Store {
    pub async fn proxy_texts(&self, account_id: &AccountId) -> Result<OwnTexts, StoreError> {
        let row: Option<SettingsRow> = self.row((FIND, vec![account_id.into()])).await?;
        Ok(read(row.as_ref().map(|row| row.settings.as_str())))
    }

    /// Replaces the account's own texts.
    pub async fn set_proxy_texts(
        &self,
        account_id: &AccountId,
        texts: &OwnTexts,
    ) -> Result<(), StoreError> {
        let json = serde_json::to_string(texts);
        let json =
            json.map_err(|error| StoreError::Corrupt(lenient_input::describe_json_error(&error)))?;
        let values = vec![account_id.into(), json.as_str().into()];
        self.row::<SettingsRow>((SAVE, values)).await?;
        Ok(())
    }
}

/// Parses an account's own texts. Missing or unreadable ones fall back to the deployment's.
pub(crate) fn read(json: Option<&str>) -> OwnTexts {
    json.and_then(|json| serde_json::from_str(json).ok()).unwrap_or_default()
}
