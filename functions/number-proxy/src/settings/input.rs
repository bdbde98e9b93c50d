//! Request of `PUT /proxy/settings`.

use masking::OwnTexts;
use serde_json::Value;

use crate::{
    error::{ProxyError, ProxyResult},
    input::FromBody,
    json_object::JsonObject,
};

/// Maximum length of a text that can be sent.
const MAX_TEXT_CHARS: usize = 1_600;

/// Names of the settings.
const SETTINGS: [&str; 8] = [
    "org_name",
    "session_start",
    "session_end",
    "no_session",
    "help",
    "stopped",
    "started",
    "other_stopped",
];

/// Body of `PUT /proxy/settings`. For absent and null texts, the deployment's apply.
#[derive(Debug, Default)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
pub(crate) struct UpdateTextsIn {
    /// Name that system messages begin with, in brackets and capitals.
    #[cfg_attr(feature = "openapi", schemars(length(max = 1600)))]
    org_name: Option<String>,
    /// Text to both participants when a session starts.
    #[cfg_attr(feature = "openapi", schemars(length(max = 1600)))]
    session_start: Option<String>,
    /// Text to both participants when a session ends.
    #[cfg_attr(feature = "openapi", schemars(length(max = 1600)))]
    session_end: Option<String>,
    /// Answer to an SMS from a person without a session on the number.
    #[cfg_attr(feature = "openapi", schemars(length(max = 1600)))]
    no_session: Option<String>,
    /// Answer to HELP.
    #[cfg_attr(feature = "openapi", schemars(length(max = 1600)))]
    help: Option<String>,
    /// Answer to STOP, the last message to that person.
    #[cfg_attr(feature = "openapi", schemars(length(max = 1600)))]
    stopped: Option<String>,
    /// Answer to START.
    #[cfg_attr(feature = "openapi", schemars(length(max = 1600)))]
    started: Option<String>,
    /// Notice to a sender whose other participant has opted out.
    #[cfg_attr(feature = "openapi", schemars(length(max = 1600)))]
    other_stopped: Option<String>,
}

impl UpdateTextsIn {
    pub(super) fn into_texts(self) -> OwnTexts {
        OwnTexts {
            org_name: self.org_name,
            session_start: self.session_start,
            session_end: self.session_end,
            no_session: self.no_session,
            help: self.help,
            stopped: self.stopped,
            started: self.started,
            other_stopped: self.other_stopped,
        }
    }
}

impl FromBody for UpdateTextsIn {
    fn read(body: &JsonObject) -> ProxyResult<Self> {
        let mut texts = Self::default();
        for (name, value) in body.members() {
            let text = match value {
                Value::Null => None,
                Value::String(text) if text.chars().count() <= MAX_TEXT_CHARS => Some(text.clone()),
                _ => {
                    let message = format!(
                        "Argument '{name}' must be a text of at most {MAX_TEXT_CHARS} characters"
                    );
                    return Err(about_known(ProxyError::invalid(message), name));
                }
            };
            let place = match name.as_str() {
                "org_name" => &mut texts.org_name,
                "session_start" => &mut texts.session_start,
                "session_end" => &mut texts.session_end,
                "no_session" => &mut texts.no_session,
                "help" => &mut texts.help,
                "stopped" => &mut texts.stopped,
                "started" => &mut texts.started,
                "other_stopped" => &mut texts.other_stopped,
                _ => {
                    let message = format!("There is no setting '{name}'");
                    return Err(ProxyError::invalid(message));
                }
            };
            *place = text;
        }
        Ok(texts)
    }
}

/// Names the parameter that is at fault if it is one of the settings; any other name is the caller's own, and as long
/// as the caller likes.
fn about_known(error: ProxyError, name: &str) -> ProxyError {
    if SETTINGS.contains(&name) { error.about(name) } else { error }
}
