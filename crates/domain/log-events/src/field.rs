//! Names of fields.

/// Type of a field's JSON value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FieldKind {
    Text,
    Number,
}

/// One field that log lines can have.
#[derive(Clone, Copy, Debug)]
pub struct Field {
    /// Name in the enums of [`crate::events`].
    pub ident: &'static str,
    /// Name in the log line.
    pub name: &'static str,
    pub kind: FieldKind,
    pub meaning: &'static str,
}

/// Generates [`FIELDS`] and [`look_up`], which does not link the meanings into the Worker.
macro_rules! fields {
    ($($ident:ident = $kind:ident $name:literal $meaning:literal),+ $(,)?) => {
        /// Every field that a log line can have besides `level` and `message`.
        pub const FIELDS: &[Field] = &[$(Field {
            ident: stringify!($ident),
            name: $name,
            kind: FieldKind::$kind,
            meaning: $meaning,
        }),+];

        /// Returns the name in the log line and the type of a field.
        pub(crate) fn look_up(ident: &'static str) -> (&'static str, FieldKind) {
            $(if ident == stringify!($ident) {
                return ($name, FieldKind::$kind);
            })+
            (ident, FieldKind::Text)
        }
    };
}

fields! {
    request_id = Text "request.id" "the request's `CF-Ray`, or a random id where there is none; an object's line has that of the request whose command it runs, if it has one",
    account_id = Text "account.id" "the account",
    route = Text "route" "method and path of the route table's line",
    object = Text "object" "class of the Durable Object",
    command = Text "command" "the command that the object runs, or `alarm`, `open`, `frame`, `close`, or the background work",
    job = Text "job" "the cron job",
    outcome = Text "outcome" "`ok`, or the kind of failure",
    duration_ms = Number "duration_ms" "time that passed; in production the clock stands still between I/O",
    status = Number "http.status" "status of an HTTP response: ours, or a remote server's (0 if there was none)",
    error = Text "error" "technical cause",
    at = Text "at" "file and line of the code that met the failure",
    reason = Text "reason" "the reason, as a short word or sentence",
    count = Number "count" "the number of things that the message names",
    gateway_id = Text "gateway.id" "the gateway",
    webhook_endpoint = Text "webhook.endpoint" "the webhook endpoint, after its account's id in an object's line",
    publication_id = Text "publication.id" "the request by SMS",
    provider = Text "provider" "the SMS provider",
    platform = Text "platform" "the online platform",
    push_queue = Text "push.queue" "the push queue",
    push_token_digest = Text "push.token_digest" "digest of the push token",
    purpose = Text "purpose" "the purpose of a one-time code or of an SMS",
    metric = Text "metric" "the statistic that was not counted",
    sms = Text "sms" "id of the SMS",
    setting = Text "setting" "name of the setting",
    row = Text "row" "the row: its kind and its key",
    sweep = Text "sweep" "the sweep that failed",
    attempt = Text "attempt" "number of the attempt",
    cause = Text "cause" "the check that failed",
}
