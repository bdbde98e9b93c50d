//! Messages as phones fetch them (contract 6.4).

use edge_kit::TimeMs;
use messaging::Content;
use object_commands::dispatcher::FetchedMessage;
use serde::Serialize;
use telephony::MessageText;
use unix_time::UnixMillis;

use crate::messages::{
    content::{ContentOut, DataMessageOut, MmsMessageOut, TextMessageOut},
    message_out,
};

/// A message that the phone is to send or to cancel. It has exactly one of `textMessage`, `dataMessage` and
/// `mmsMessage`. A member without a value is absent.
// The app treats null as a value. Fields stand in the alphabetical order in which they are sent.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct PhoneMessageOut {
    created_at: TimeMs,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schemars(required))]
    data_message: Option<DataMessageOut>,
    id: String,
    /// `true` if text and numbers are encrypted for the phone, else absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schemars(required, extend("const" = true)))]
    is_encrypted: Option<bool>,
    /// The text of `textMessage` again, for old apps.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schemars(with = "String"))]
    message: Option<MessageText>,
    /// Content of an MMS; `null` if the stored content cannot be read.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schemars(with = "Option<MmsMessageOut>", extend("x-null-is-sent" = true)))]
    #[expect(clippy::option_option, reason = "it is absent from other contents")]
    mms_message: Option<Option<MmsMessageOut>>,
    /// Recipients to which this phone is to send.
    phone_numbers: Vec<String>,
    /// From -128 to 127; messages with a higher one come first. Absent if it is 0.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schemars(required))]
    priority: Option<i8>,
    /// Earliest time of transmission.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schemars(required))]
    schedule_at: Option<TimeMs>,
    /// Number of the SIM to send from, from 1 on.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schemars(required))]
    sim_number: Option<u8>,
    state: PhoneMessageState,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schemars(required))]
    text_message: Option<TextMessageOut>,
    /// Whole seconds left until `validUntil`; absent if none are.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schemars(required, range(min = 1)))]
    ttl: Option<i64>,
    /// Time after which the message must not be sent; absent if it has none.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schemars(required))]
    valid_until: Option<TimeMs>,
    /// Whether the phone is to request a delivery report.
    with_delivery_report: bool,
}

/// State of a message that a phone fetches: to be sent, or to be canceled.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
enum PhoneMessageState {
    Pending,
    Cancelling,
}

impl PhoneMessageOut {
    pub(super) fn of(fetched: &FetchedMessage, now_ms: UnixMillis) -> Self {
        let (message, options) = (&fetched.message, &fetched.message.options);
        let recipient = |at: &u8| message.recipients.get(usize::from(*at));
        let recipients = fetched.ordinals.iter().filter_map(recipient);
        let ttl_secs = options.expires_at_ms.map(|at_ms| at_ms.since(now_ms).div_euclid(1_000));
        let content = ContentOut::of(&message.content);
        Self {
            created_at: TimeMs(message.created_at_ms),
            data_message: content.data_message,
            id: message_out::id_of(message).to_owned(),
            is_encrypted: options.encrypted.then_some(true),
            // Old apps read only this member (contract 6.4).
            message: match &message.content {
                Content::Text(text) => Some(text.clone()),
                _ => None,
            },
            mms_message: content.mms_message,
            phone_numbers: recipients.map(|it| it.address.as_str().to_owned()).collect(),
            priority: Some(options.priority).filter(|priority| *priority != 0),
            schedule_at: options.scheduled_at_ms.map(TimeMs),
            sim_number: options.sim_slot,
            state: if fetched.cancelling {
                PhoneMessageState::Cancelling
            } else {
                PhoneMessageState::Pending
            },
            text_message: content.text_message,
            ttl: ttl_secs.filter(|secs| *secs > 0),
            valid_until: options.expires_at_ms.map(TimeMs),
            with_delivery_report: options.delivery_report,
        }
    }
}

#[cfg(test)]
mod tests {
    use messaging::{DataContent, DispatchPolicy, Draft, Message, Options};
    use runtime::OsRng;
    use telephony::Address;

    use super::*;

    const NOW_MS: UnixMillis = UnixMillis::new(1_760_869_800_000);

    fn shown(content: Content, options: Options, cancelling: bool) -> String {
        let draft = Draft {
            recipients: vec![Address::Literal("4321".to_owned())],
            content,
            options,
            client_id: Some("m1".to_owned()),
        };
        let message = Message::accept(draft, NOW_MS, &DispatchPolicy::default(), &mut OsRng);
        let fetched = FetchedMessage { message, ordinals: vec![0, 1], cancelling };
        serde_json::to_string(&PhoneMessageOut::of(&fetched, NOW_MS)).unwrap()
    }

    #[test]
    fn message_has_its_members_in_alphabetical_order_and_lacks_those_without_a_value() {
        let options = Options {
            sim_slot: Some(2),
            priority: -1,
            expires_at_ms: Some(NOW_MS + 90_500),
            scheduled_at_ms: Some(NOW_MS + 1_000),
            delivery_report: true,
            encrypted: true,
            ..Options::default()
        };
        let text = Content::Text(MessageText::new("hi"));
        assert_eq!(
            shown(text, options, true),
            concat!(
                r#"{"createdAt":"2025-10-19T10:30:00.000Z","id":"m1","isEncrypted":true,"message":"hi","#,
                r#""phoneNumbers":["4321"],"priority":-1,"scheduleAt":"2025-10-19T10:30:01.000Z","simNumber":2,"#,
                r#""state":"Cancelling","textMessage":{"text":"hi"},"ttl":90,"#,
                r#""validUntil":"2025-10-19T10:31:30.500Z","withDeliveryReport":true}"#,
            )
        );
        let data = Content::Data(DataContent { data: "AAAA".to_owned(), port: 1 });
        let options = Options { delivery_report: false, ..Options::default() };
        assert_eq!(
            shown(data, options, false),
            concat!(
                r#"{"createdAt":"2025-10-19T10:30:00.000Z","dataMessage":{"data":"AAAA","port":1},"id":"m1","#,
                r#""phoneNumbers":["4321"],"state":"Pending","withDeliveryReport":false}"#,
            )
        );
    }

    #[test]
    fn multimedia_message_has_its_members_in_alphabetical_order() {
        let stored = r#"{"subject":"s","text":"","attachments":[{"contentType":"image/png","name":"n","data":"AAAA"}]}"#;
        let options = Options { delivery_report: false, ..Options::default() };
        let shown = shown(Content::Multimedia(MessageText::new(stored)), options, false);
        let mms = concat!(
            r#""mmsMessage":{"attachments":[{"contentType":"image/png","data":"AAAA","name":"n"}],"subject":"s","#,
            r#""text":""}"#,
        );
        assert!(shown.contains(mms), "{shown}");
    }
}
