//! `/proxy/settings`: an account's own texts, which the original has only per deployment.

use axum::Json;
use edge_kit::RequestContext;
use masking::{MaskingTexts, OwnTexts};
use serde::Serialize;
use serde_json::Value;
use store_d1::Store;

use crate::{
    access::{Client, MayManage},
    error::{ProxyError, ProxyResult},
    json_object::JsonObject,
};

/// Maximum length of a text that can be sent.
const MAX_TEXT_CHARS: usize = 1_600;

#[derive(Serialize)]
pub(crate) struct SettingsOut {
    /// Texts in effect.
    #[serde(flatten)]
    texts: MaskingTexts,
    /// Texts that the account has set.
    own: OwnTexts,
}

/// `GET /proxy/settings`: returns the texts in effect, and those that the account has set.
#[worker::send]
pub(crate) async fn show(
    context: RequestContext,
    client: Client<MayManage>,
) -> ProxyResult<Json<SettingsOut>> {
    let own = Store::open(&context.env)?.proxy_texts(&client.account_id).await?;
    Ok(Json(SettingsOut { texts: context.settings.masking.texts.with(&own), own }))
}

/// `PUT /proxy/settings`: replaces the account's texts. For absent or null ones, the deployment's apply.
#[worker::send]
pub(crate) async fn update(
    context: RequestContext,
    client: Client<MayManage>,
    body: JsonObject,
) -> ProxyResult<Json<SettingsOut>> {
    let own = own(&body)?;
    Store::open(&context.env)?.set_proxy_texts(&client.account_id, &own).await?;
    Ok(Json(SettingsOut { texts: context.settings.masking.texts.with(&own), own }))
}

fn own(body: &JsonObject) -> ProxyResult<OwnTexts> {
    let mut own = OwnTexts::default();
    for (name, value) in body.members() {
        let text = match value {
            Value::Null => None,
            Value::String(text) if text.chars().count() <= MAX_TEXT_CHARS => Some(text.clone()),
            _ => {
                let message = format!(
                    "Argument '{name}' must be a text of at most {MAX_TEXT_CHARS} characters"
                );
                return Err(ProxyError::invalid(message));
            }
        };
        let place = match name.as_str() {
            "org_name" => &mut own.org_name,
            "session_start" => &mut own.session_start,
            "session_end" => &mut own.session_end,
            "no_session" => &mut own.no_session,
            "help" => &mut own.help,
            "stopped" => &mut own.stopped,
            "started" => &mut own.started,
            "other_stopped" => &mut own.other_stopped,
            _ => return Err(ProxyError::invalid(format!("There is no setting '{name}'"))),
        };
        *place = text;
    }
    Ok(own)
}
