//! `GET /mobile/v1/messages` and `PATCH` of the same (contract 6.4 and 6.5).

use std::collections::BTreeMap;

use axum::Json;
use devices::{app_version::AppVersion, capabilities::transmits_multimedia};
use edge_kit::RequestContext;
use http::{HeaderMap, StatusCode, header};
use messaging::{Content, RecipientState, ReportStatus};
use object_commands::dispatcher::{
    FetchMessages, FetchedMessage, MessageReport, MessageReports, RecipientReport,
};
use runtime::timestamp;
use serde::Deserialize;
use serde_json::{Map, Value, json};
use telephony::Address;
use unix_time::UnixMillis;

use crate::{
    access::FetchingDevice,
    dispatcher_calls,
    error::{ApiError, ApiResult},
    json_body::JsonBody,
    messages::{content, input, message_out},
    query::Query,
};

const MAX_ID_CHARS: usize = 36;
const MAX_REASON_CHARS: usize = 500;
/// Largest number of reports in a request; the app never has as many.
const MAX_REPORTS: usize = 1_000;

/// One item of a report.
#[derive(Debug, Deserialize)]
pub(crate) struct ReportInput {
    id: Option<String>,
    /// Required, and one that the original knows. It changes nothing, because the recipients' states determine the
    /// message's.
    state: Option<String>,
    recipients: Option<Vec<RecipientInput>>,
    states: Option<BTreeMap<String, Option<String>>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct RecipientInput {
    phone_number: Option<String>,
    state: Option<String>,
    error: Option<String>,
}

/// `GET /messages`: the messages that the phone is to send or to cancel, at most 100.
#[worker::send]
pub(crate) async fn fetch(
    context: RequestContext,
    phone: FetchingDevice,
    query: Query,
    headers: HeaderMap,
) -> ApiResult<Json<Vec<Value>>> {
    let FetchingDevice { device, turn } = phone;
    // The original accepts an empty value only for this parameter.
    let latest_first = match query.text("order") {
        None => true,
        Some(_) => query.word("order", &["lifo", "fifo"])? != Some("fifo"),
    };
    let command = FetchMessages { gateway_id: device.gateway_id, latest_first };
    let fetched = dispatcher_calls::dispatcher(&context, &device.account_id, command).await?;
    let user_agent = headers.get(header::USER_AGENT).and_then(|it| it.to_str().ok());
    let app = user_agent.and_then(AppVersion::of_user_agent);
    let understood = fetched.messages.iter().filter(|it| is_understood(&it.message.content, app));
    let items = understood.map(|it| item(it, context.now_ms)).collect();
    drop(turn);
    Ok(Json(items))
}

/// `PATCH /messages`: applies reports. A well-formed report with an unknown state is passed over.
#[worker::send]
pub(crate) async fn report(
    context: RequestContext,
    phone: FetchingDevice,
    JsonBody(reports): JsonBody<Vec<ReportInput>>,
) -> ApiResult<StatusCode> {
    let FetchingDevice { device, turn } = phone;
    if reports.len() > MAX_REPORTS {
        return Err(ApiError::invalid("1000 messages at most"));
    }
    let mut messages = Vec::with_capacity(reports.len());
    for report in reports {
        // A malformed report is 400 even if its state is unknown, so the report is parsed in either case.
        let is_known = report.has_known_states();
        let report = report.into_report()?;
        messages.extend(Some(report).filter(|_| is_known));
    }
    if !messages.is_empty() {
        let command = MessageReports { gateway_id: device.gateway_id, messages };
        dispatcher_calls::dispatcher(&context, &device.account_id, command).await?;
    }
    drop(turn);
    Ok(StatusCode::NO_CONTENT)
}

/// Whether the app can send this content. An older app gives up a whole fetch because of a message without any content
/// that it knows.
fn is_understood(content: &Content, app: Option<AppVersion>) -> bool {
    let multimedia = matches!(content, Content::Multimedia(_) | Content::Long(_));
    !multimedia || transmits_multimedia(app)
}

/// Renders a message for the phone. Members without a value are omitted, because the app treats null as a value.
fn item(fetched: &FetchedMessage, now_ms: UnixMillis) -> Value {
    let (message, options) = (&fetched.message, &fetched.message.options);
    let mut item = Map::new();
    let mut put = |name: &str, value: Value| item.insert(name.to_owned(), value);
    let recipient = |at: &u8| message.recipients.get(usize::from(*at));
    let numbers = fetched.ordinals.iter().filter_map(recipient).map(|it| it.address.as_str());
    put("id", json!(message_out::id_of(message)));
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
        let ttl_secs = at_ms.since(now_ms).div_euclid(1_000);
        if ttl_secs > 0 {
            put("ttl", json!(ttl_secs));
        }
    }
    if let Some(at_ms) = options.scheduled_at_ms {
        put("scheduleAt", json!(timestamp::format_ms(at_ms)));
    }
    // Old apps read only this member (contract 6.4).
    if let Content::Text(text) = &message.content {
        put("message", json!(text));
    }
    content::show(&message.content, &mut item);
    Value::Object(item)
}

impl ReportInput {
    /// Whether the states of the message and of its recipients are ones that the original knows. It stores nothing of
    /// a report in which one is not.
    fn has_known_states(&self) -> bool {
        let recipients = self.recipients.iter().flatten().map(|it| it.state.as_deref());
        let mut words = recipients.chain([self.state.as_deref()]).map(Option::unwrap_or_default);
        words.all(|word| message_out::state_of(word).is_some())
    }

    /// Returns the report if it is well-formed. Unknown names in its history of states are skipped.
    fn into_report(self) -> ApiResult<MessageReport> {
        let message_id = self.id.unwrap_or_default();
        if !(1..=MAX_ID_CHARS).contains(&message_id.chars().count()) {
            return Err(ApiError::invalid("a message has an id of up to 36 characters"));
        }
        if self.state.unwrap_or_default().is_empty() {
            return Err(ApiError::invalid("a message has a state"));
        }
        let recipients = self.recipients.unwrap_or_default();
        if recipients.is_empty() {
            return Err(ApiError::invalid("a message has recipients"));
        }
        let mut reported = Vec::with_capacity(recipients.len());
        for recipient in recipients {
            let number = recipient.phone_number.unwrap_or_default();
            let word = recipient.state.unwrap_or_default();
            if !input::is_of_length(&number) || word.is_empty() {
                return Err(ApiError::invalid(
                    "a recipient has a state, and a number of up to 128 characters or 512 of ciphertext",
                ));
            }
            if let Some(status) = status(&word, recipient.error) {
                reported.push(RecipientReport { address: Address::Literal(number), status });
            }
        }
        let mut reached = Vec::new();
        for (word, at) in self.states.unwrap_or_default() {
            let Some(at) = at else { continue };
            let at_ms = timestamp::parse_ms(&at).ok_or_else(|| {
                ApiError::unparsable_body("a state was reached at a time, and this is none")
            })?;
            let state =
                message_out::state_of(&word).filter(|state| *state != RecipientState::Accepted);
            reached.extend(state.map(|state| (state, at_ms)));
        }
        Ok(MessageReport { message_id, recipients: reported, reached })
    }
}

/// Converts a state. A phone that reports a message as pending has the message (checklist 15).
fn status(word: &str, error: Option<String>) -> Option<ReportStatus> {
    match word {
        "Pending" | "Processed" => Some(ReportStatus::Acknowledged),
        "Sent" => Some(ReportStatus::Sent),
        "Delivered" => Some(ReportStatus::Delivered),
        "Cancelled" => Some(ReportStatus::Cancelled),
        "Failed" => {
            // A failure without a reason stays without one.
            let reason = error.filter(|text| !text.trim().is_empty()).unwrap_or_default();
            Some(ReportStatus::Failed { reason: reason.chars().take(MAX_REASON_CHARS).collect() })
        }
        _ => None,
    }
}

impl std::fmt::Debug for RecipientInput {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "RecipientInput({:?}, redacted)", self.state)
    }
}

#[cfg(test)]
mod tests {
    use messaging::DataContent;
    use telephony::MessageText;

    use super::*;

    fn read(item: &Value) -> ApiResult<MessageReport> {
        serde_json::from_value::<ReportInput>(item.clone()).unwrap().into_report()
    }

    fn item_with(members: &Value) -> Value {
        let recipients = json!([{ "phoneNumber": "+79990001234", "state": "Sent" }]);
        let mut item = json!({ "id": "m1", "state": "Sent", "recipients": recipients });
        for (name, value) in members.as_object().unwrap() {
            item[name] = value.clone();
        }
        item
    }

    #[test]
    fn a_report_says_its_state_its_recipients_and_readable_times() {
        let recipient = |number: &str, state: Value| json!({ "recipients": [{ "phoneNumber": number, "state": state }] });
        for members in [
            json!({ "id": "" }),
            json!({ "id": null }),
            json!({ "id": "x".repeat(37) }),
            json!({ "state": null }),
            json!({ "state": "" }),
            json!({ "recipients": [] }),
            json!({ "recipients": null }),
            recipient("", json!("Sent")),
            recipient("+79990001234", json!("")),
            recipient("+79990001234", Value::Null),
            recipient(&"1".repeat(129), json!("Sent")),
            recipient(&format!("${}", "x".repeat(512)), json!("Sent")),
            json!({ "states": { "Sent": "yesterday" } }),
            json!({ "states": { "Unheard": "" } }),
        ] {
            assert!(read(&item_with(&members)).is_err(), "{members:.80}");
        }
        for members in [
            json!({ "states": null }),
            json!({ "states": { "Sent": null } }),
            json!({ "state": "Unheard" }),
            recipient(&format!("${}", "x".repeat(511)), json!("Sent")),
        ] {
            assert!(read(&item_with(&members)).is_ok(), "{members:.80}");
        }
        let states = json!({ "states": { "Sent": "2025-10-19T10:30:00Z", "Unheard": "2025-10-19T10:30:00Z" } });
        let report = read(&item_with(&states)).unwrap();
        assert_eq!(report.reached, [(RecipientState::Sent, UnixMillis::new(1_760_869_800_000))]);
    }

    #[test]
    fn a_report_with_an_unknown_state_is_passed_over_as_a_whole() {
        let is_known = |members: &Value| {
            let report = serde_json::from_value::<ReportInput>(item_with(members)).unwrap();
            report.has_known_states()
        };
        let second = |state: &str| {
            json!({ "recipients": [{ "phoneNumber": "+79990001234", "state": "Sent" },
                { "phoneNumber": "+79990001235", "state": state }] })
        };
        for state in
            ["Pending", "Processed", "Sent", "Delivered", "Failed", "Cancelling", "Cancelled"]
        {
            assert!(is_known(&json!({ "state": state })) && is_known(&second(state)), "{state}");
        }
        for state in ["Bogus", "sent", " Sent"] {
            assert!(!is_known(&json!({ "state": state })) && !is_known(&second(state)), "{state}");
        }
        assert!(is_known(&json!({ "states": { "Bogus": "2025-10-19T10:30:00Z" } })));
    }

    #[test]
    fn a_failure_has_the_reason_that_the_phone_gave_and_no_other() {
        let reason = |error: Option<&str>| match status("Failed", error.map(str::to_owned)) {
            Some(ReportStatus::Failed { reason }) => reason,
            other => panic!("{other:?}"),
        };
        assert_eq!(reason(Some("no service")), "no service");
        assert_eq!([reason(None), reason(Some(" "))], ["", ""]);
        assert_eq!(reason(Some(&"x".repeat(1_000))).len(), MAX_REASON_CHARS);
    }

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
