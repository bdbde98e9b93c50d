//! `GET /mobile/v1/messages` and `PATCH` of the same (contract 6.4 and 6.5).

use std::collections::BTreeMap;

use axum::Json;
use contracts::dispatcher::{
    Fetch, FetchedMessage, MessageReport, MessageReports, RecipientReport,
};
use device_webhooks::AppVersion;
use edge_kit::{RequestContext, auth::Attends};
use http::{HeaderMap, StatusCode, header};
use messaging::{Content, RecipientState, ReportStatus};
use runtime::timestamp;
use serde::Deserialize;
use serde_json::{Map, Value, json};
use telephony::Address;

use crate::{
    access::DeviceTo,
    calls,
    error::{ApiError, ApiResult},
    json_body::JsonBody,
    messages::{content, shown},
    query::Query,
};

const MAX_ID_CHARS: usize = 36;
/// The first version of the app that sends multimedia messages.
const MULTIMEDIA_SINCE: AppVersion = AppVersion::new(1, 74);
const MAX_REASON_CHARS: usize = 500;
/// More than an app has reason to report at once.
const MAX_REPORTS: usize = 1_000;

/// One item of a report.
#[derive(Debug, Deserialize)]
pub(crate) struct ReportInput {
    id: String,
    #[serde(default)]
    recipients: Vec<RecipientInput>,
    #[serde(default)]
    states: BTreeMap<String, String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct RecipientInput {
    phone_number: String,
    state: String,
    error: Option<String>,
}

/// `GET /messages`: what the phone is to send or to cancel, 100 at most.
#[worker::send]
pub(crate) async fn fetch(
    context: RequestContext,
    DeviceTo { device, .. }: DeviceTo<Attends>,
    query: Query,
    headers: HeaderMap,
) -> ApiResult<Json<Vec<Value>>> {
    let latest_first = query.word("order", &["lifo", "fifo"])? != Some("fifo");
    let command = Fetch { gateway_id: device.gateway_id, latest_first };
    let fetched = calls::dispatcher(&context, &device.account_id, command).await?;
    let user_agent = headers.get(header::USER_AGENT).and_then(|it| it.to_str().ok());
    let app = user_agent.and_then(AppVersion::of_user_agent);
    let understood = fetched.messages.iter().filter(|it| is_understood(&it.message.content, app));
    Ok(Json(understood.map(|it| item(it, context.now_ms)).collect()))
}

/// `PATCH /messages`: what became of some. Whatever is not understood of a well-formed report is passed
/// over.
#[worker::send]
pub(crate) async fn report(
    context: RequestContext,
    DeviceTo { device, .. }: DeviceTo<Attends>,
    JsonBody(reports): JsonBody<Vec<ReportInput>>,
) -> ApiResult<StatusCode> {
    if reports.len() > MAX_REPORTS {
        return Err(ApiError::invalid("1000 messages at most"));
    }
    let well_formed = |it: &ReportInput| {
        (1..=MAX_ID_CHARS).contains(&it.id.chars().count()) && !it.recipients.is_empty()
    };
    if !reports.iter().all(well_formed) {
        return Err(ApiError::invalid("a message has an id and recipients"));
    }
    if !reports.is_empty() {
        let messages = reports.into_iter().map(MessageReport::from).collect();
        let command = MessageReports { gateway_id: device.gateway_id, messages };
        calls::dispatcher(&context, &device.account_id, command).await?;
    }
    Ok(StatusCode::NO_CONTENT)
}

/// Whether the app can send this. An earlier one gives up its whole pull over a message that has nothing in
/// it that it knows.
fn is_understood(content: &Content, app: Option<AppVersion>) -> bool {
    let multimedia = matches!(content, Content::Multimedia(_));
    !multimedia || app.is_none_or(|app| app >= MULTIMEDIA_SINCE)
}

/// A message for the phone. Members without a value are left out, since the app takes null for one.
fn item(fetched: &FetchedMessage, now_ms: i64) -> Value {
    let (message, options) = (&fetched.message, &fetched.message.options);
    let mut item = Map::new();
    let mut put = |name: &str, value: Value| item.insert(name.to_owned(), value);
    let recipient = |at: &u8| message.recipients.get(usize::from(*at));
    let numbers = fetched.ordinals.iter().filter_map(recipient).map(|it| it.address.as_str());
    put("id", json!(shown::id_of(message)));
    put("phoneNumbers", numbers.collect());
    put("withDeliveryReport", json!(options.delivery_report));
    put("state", json!(if fetched.cancelling { "Cancelling" } else { "Pending" }));
    put("createdAt", json!(timestamp::format_ms(message.created_at_ms)));
    if let Some(sim) = options.sim_slot {
        put("simNumber", json!(sim));
    }
    if options.encrypted {
        put("isEncrypted", json!(true));
    }
    if options.priority != 0 {
        put("priority", json!(options.priority));
    }
    if let Some(at_ms) = options.expires_at_ms {
        put("validUntil", json!(timestamp::format_ms(at_ms)));
        let ttl_secs = at_ms.saturating_sub(now_ms).div_euclid(1_000);
        if ttl_secs > 0 {
            put("ttl", json!(ttl_secs));
        }
    }
    if let Some(at_ms) = options.scheduled_at_ms {
        put("scheduleAt", json!(timestamp::format_ms(at_ms)));
    }
    if let Content::Text(text) = &message.content {
        put("message", json!(text));
    }
    content::show(&message.content, &mut item);
    Value::Object(item)
}

impl From<ReportInput> for MessageReport {
    fn from(input: ReportInput) -> Self {
        let reached = input.states.iter().filter_map(|(word, at)| {
            let state = shown::state_of(word).filter(|state| *state != RecipientState::Accepted);
            Some((state?, timestamp::parse_ms(at)?))
        });
        let reached = reached.collect();
        let recipients = input.recipients.into_iter().filter_map(|it| {
            let status = status(&it.state, it.error)?;
            Some(RecipientReport { address: Address::Literal(it.phone_number), status })
        });
        Self { message_id: input.id, recipients: recipients.collect(), reached }
    }
}

/// A phone that calls a message pending has it (checklist 15).
fn status(word: &str, error: Option<String>) -> Option<ReportStatus> {
    match word {
        "Pending" | "Processed" => Some(ReportStatus::Acknowledged),
        "Sent" => Some(ReportStatus::Sent),
        "Delivered" => Some(ReportStatus::Delivered),
        "Cancelled" => Some(ReportStatus::Cancelled),
        "Failed" => {
            let reason = error.filter(|text| !text.trim().is_empty());
            let reason = reason.unwrap_or_else(|| "failed".to_owned());
            Some(ReportStatus::Failed { reason: reason.chars().take(MAX_REASON_CHARS).collect() })
        }
        _ => None,
    }
}

impl std::fmt::Debug for RecipientInput {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "RecipientInput({}, redacted)", self.state)
    }
}

#[cfg(test)]
mod tests {
    use messaging::DataContent;
    use telephony::MessageText;

    use super::*;

    #[test]
    fn apps_that_cannot_send_multimedia_messages_are_not_shown_any() {
        let text = Content::Text(MessageText::new("text".to_owned()));
        let data = Content::Data(DataContent { data: "AAAA".to_owned(), port: 1 });
        let multimedia = Content::Multimedia(MessageText::new("{}".to_owned()));
        for (app, expected) in [
            (None, true),
            (Some(AppVersion::new(1, 73)), false),
            (Some(AppVersion::new(1, 74)), true),
            (Some(AppVersion::new(2, 0)), true),
        ] {
            assert_eq!(is_understood(&multimedia, app), expected, "{app:?}");
            assert!(is_understood(&text, app) && is_understood(&data, app));
        }
    }
}
