//! The scopes of contract 2.3, as types that a handler's signature names.

use throttling::Limit;

/// Wildcard that grants every scope except [`TokensRefresh`].
pub(crate) const ALL: &str = "all:any";

/// One scope.
pub(crate) trait Scope: Send + 'static {
    /// Name of the scope in tokens and refusals.
    const NAME: &'static str;
    /// Rate limit of calls under this scope.
    const LIMIT: Limit = Limit::Requests;
}

macro_rules! scopes {
    ($($(#[$doc:meta])* $name:ident = $text:literal),+ $(,)?) => {
        $($(#[$doc])* #[derive(Debug)] pub(crate) struct $name;
        impl Scope for $name {
            const NAME: &'static str = $text;
        })+
    };
}

/// Sending, which has its own rate limit.
#[derive(Debug)]
pub(crate) struct MessagesSend;
impl Scope for MessagesSend {
    const NAME: &'static str = "messages:send";
    const LIMIT: Limit = Limit::SendSmsGate;
}

scopes! {
    MessagesRead = "messages:read",
    MessagesList = "messages:list",
    MessagesCancel = "messages:cancel",
    MessagesExport = "messages:export",
    InboxList = "inbox:list",
    InboxRead = "inbox:read",
    InboxRefresh = "inbox:refresh",
    DevicesList = "devices:list",
    DevicesDelete = "devices:delete",
    WebhooksList = "webhooks:list",
    WebhooksWrite = "webhooks:write",
    WebhooksDelete = "webhooks:delete",
    SettingsRead = "settings:read",
    SettingsWrite = "settings:write",
    LogsRead = "logs:read",
    TokensManage = "tokens:manage",
    /// Must be in the token itself, because [`ALL`] does not grant it (checklist 12).
    TokensRefresh = "tokens:refresh",
}
