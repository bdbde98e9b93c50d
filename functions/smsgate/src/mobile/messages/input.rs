//! Reports of phones on their messages (contract 6.5).

use std::collections::BTreeMap;

use edge_kit::ErrorCode;
use messaging::{RecipientState, ReportStatus};
use object_commands::dispatcher::{MessageReport, RecipientReport};
use runtime::timestamp;
use serde::Deserialize;
use telephony::Address;

use crate::{
    error::{ApiError, ApiResult},
    messages::{input, message_out},
    query::{Query, ReadQuery},
};

const MAX_ID_CHARS: usize = 36;
const MAX_REASON_CHARS: usize = 500;

/// Query of `GET /mobile/v1/messages`.
#[derive(Debug)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct FetchMessagesIn {
    /// Order of messages with the same time and priority: the latest first, or the oldest first.
    #[cfg_attr(
        feature = "openapi",
        schemars(
            rename = "order",
            with = "Option<String>",
            extend("enum" = ["lifo", "fifo"], "default" = "lifo")
        )
    )]
    pub(super) latest_first: bool,
}

/// A phone's report on one message. A well-formed report with an unknown state is passed over.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct ReportIn {
    /// Id of the message, as the phone fetched it.
    #[cfg_attr(
        feature = "openapi",
        schemars(required, with = "String", length(min = 1, max = MAX_ID_CHARS))
    )]
    id: Option<String>,
    /// State of the message. It changes nothing, because the recipients' states determine the message's.
    #[cfg_attr(feature = "openapi", schemars(required, with = "message_out::MessageState"))]
    state: Option<String>,
    #[cfg_attr(
        feature = "openapi",
        schemars(required, with = "Vec<ReportedRecipientIn>", length(min = 1))
    )]
    recipients: Option<Vec<ReportedRecipientIn>>,
    /// Times at which the message reached its states, by the names of the states. Unknown names are skipped.
    #[cfg_attr(
        feature = "openapi",
        schemars(with = "Option<BTreeMap<String, Option<edge_kit::TimeMs>>>")
    )]
    states: Option<BTreeMap<String, Option<String>>>,
}

/// State of one recipient of a message.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
struct ReportedRecipientIn {
    /// Number as the phone fetched it: of at most 128 characters, or up to 512 of ciphertext.
    #[cfg_attr(
        feature = "openapi",
        schemars(required, with = "String", length(min = 1, max = 512))
    )]
    phone_number: Option<String>,
    /// State of the recipient. A recipient that is `Pending` counts as `Processed`, because the phone has the message.
    #[cfg_attr(feature = "openapi", schemars(required, with = "message_out::MessageState"))]
    state: Option<String>,
    /// Reason of a failure, which is cut after 500 characters. Ignored in other states.
    error: Option<String>,
}

impl ReadQuery for FetchMessagesIn {
    fn read(query: &Query<Self>) -> ApiResult<Self> {
        // The original accepts an empty value only for this parameter.
        let latest_first = match query.text("order") {
            None => true,
            Some(_) => query.word("order", &["lifo", "fifo"])? != Some("fifo"),
        };
        Ok(Self { latest_first })
    }
}

impl ReportIn {
    /// Whether the states of the message and of its recipients are ones that the original knows. It stores nothing of
    /// a report in which one is not.
    pub(super) fn has_known_states(&self) -> bool {
        let recipients = self.recipients.iter().flatten().map(|it| it.state.as_deref());
        let mut words = recipients.chain([self.state.as_deref()]).map(Option::unwrap_or_default);
        words.all(|word| message_out::state_of(word).is_some())
    }

    /// Returns the report if it is well-formed. Unknown names in its history of states are skipped.
    pub(super) fn into_report(self) -> ApiResult<MessageReport> {
        let message_id = self.id.unwrap_or_default();
        if !(1..=MAX_ID_CHARS).contains(&message_id.chars().count()) {
            return Err(ApiError::invalid("a message has an id of up to 36 characters"));
        }
        if self.state.unwrap_or_default().is_empty() {
            return Err(missing("a message has a state"));
        }
        let recipients = self.recipients.unwrap_or_default();
        if recipients.is_empty() {
            return Err(missing("a message has recipients"));
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
                ApiError::unparsable_member("a state was reached at a time, and this is none")
            })?;
            let state =
                message_out::state_of(&word).filter(|state| *state != RecipientState::Accepted);
            reached.extend(state.map(|state| (state, at_ms)));
        }
        Ok(MessageReport { message_id, recipients: reported, reached })
    }
}

fn missing(cause: &str) -> ApiError {
    ApiError::invalid(cause).with_code(ErrorCode::MissingParameter)
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

impl std::fmt::Debug for ReportedRecipientIn {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "ReportedRecipientIn({:?}, redacted)", self.state)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};
    use unix_time::UnixMillis;

    use super::*;

    fn read(item: &Value) -> ApiResult<MessageReport> {
        serde_json::from_value::<ReportIn>(item.clone()).unwrap().into_report()
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
            let report = serde_json::from_value::<ReportIn>(item_with(members)).unwrap();
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
}
