//! Lines of an exported file.

use std::collections::BTreeMap;

use csv::{Terminator, WriterBuilder};
use edge_kit::TimeSecs;
use ids::GatewayId;
use messaging::RecipientState;
use runtime::timestamp;
use serde::Serialize;
use store_d1::history::ExportedMessage;

use crate::sms::status::word_of_state;

/// Number of columns.
const COLUMNS: usize = 13;
/// Columns in the order of [`ExportLineOut`].
const HEADING: [&str; COLUMNS] = [
    "message_id",
    "direction",
    "status",
    "created_at",
    "phone_numbers",
    "message",
    "label",
    "gateway_id",
    "sent_at",
    "delivered_at",
    "failed_at",
    "error_message",
    "retry_count",
];

/// A message in an exported file. Its members are the columns of CSV, in this order.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct ExportLineOut {
    message_id: String,
    #[cfg_attr(feature = "openapi", schemars(extend("enum" = ["outbound", "inbound"])))]
    direction: &'static str,
    #[cfg_attr(
        feature = "openapi",
        schemars(extend("enum" = ["pending", "queued", "sent", "delivered", "failed", "received"]))
    )]
    status: &'static str,
    /// Time of acceptance, or of receipt.
    created_at: TimeSecs,
    /// Recipients, or the sender. CSV separates them by blanks.
    phone_numbers: Vec<String>,
    /// `null` if it is not readable plain text.
    message: Option<String>,
    label: Option<String>,
    /// Device id of the phone, or id of the provider's number; `null` if there is none yet, or it was deleted.
    gateway_id: Option<String>,
    sent_at: Option<TimeSecs>,
    delivered_at: Option<TimeSecs>,
    failed_at: Option<TimeSecs>,
    error_message: Option<String>,
    retry_count: u8,
}

impl ExportLineOut {
    pub(super) fn of(message: &ExportedMessage, devices: &BTreeMap<GatewayId, String>) -> Self {
        let gateway_id = message.gateway_id().and_then(|id| devices.get(id));
        let gateway_id = gateway_id.filter(|name| !name.is_empty()).cloned();
        match message {
            ExportedMessage::Outbound(message) => Self {
                message_id: message.id.clone(),
                direction: "outbound",
                status: RecipientState::parse(&message.state)
                    .map_or("queued", |state| word_of_state(state, message.is_leased)),
                created_at: TimeSecs(message.created_at_ms),
                phone_numbers: message.addresses.clone(),
                message: message.text.clone(),
                label: message.label.clone(),
                gateway_id,
                sent_at: message.sent_at_ms.map(TimeSecs),
                delivered_at: message.delivered_at_ms.map(TimeSecs),
                failed_at: message.failed_at_ms.map(TimeSecs),
                error_message: message.error.clone(),
                retry_count: message.retry_count,
            },
            ExportedMessage::Inbound(message) => Self {
                message_id: message.id.clone(),
                direction: "inbound",
                status: "received",
                created_at: TimeSecs(message.received_at_ms),
                phone_numbers: vec![message.sender.clone()],
                message: Some(message.text.clone()),
                label: None,
                gateway_id,
                sent_at: None,
                delivered_at: None,
                failed_at: None,
                error_message: None,
                retry_count: 0,
            },
        }
    }

    pub(super) fn csv_heading() -> [String; COLUMNS] {
        HEADING.map(str::to_owned)
    }

    /// Returns the record that names the cursor of the rest.
    pub(super) fn csv_rest(cursor: &str) -> [String; COLUMNS] {
        let mut fields = [const { String::new() }; COLUMNS];
        let [name, value, ..] = &mut fields;
        "next_cursor".clone_into(name);
        cursor.clone_into(value);
        fields
    }

    pub(super) fn csv_fields(self) -> [String; COLUMNS] {
        let secs = |at: TimeSecs| timestamp::format_secs(at.0);
        let time = |at: Option<TimeSecs>| at.map(secs).unwrap_or_default();
        let numbers: Vec<String> = self.phone_numbers.iter().map(|it| plain(it)).collect();
        let text = |text: Option<String>| text.map(|text| plain(&text)).unwrap_or_default();
        [
            self.message_id,
            self.direction.to_owned(),
            self.status.to_owned(),
            secs(self.created_at),
            numbers.join(" "),
            text(self.message),
            text(self.label),
            text(self.gateway_id),
            time(self.sent_at),
            time(self.delivered_at),
            time(self.failed_at),
            text(self.error_message),
            self.retry_count.to_string(),
        ]
    }
}

/// Writes records as CSV.
pub(super) fn csv_record<const N: usize>(
    records: impl IntoIterator<Item = [String; N]>,
) -> Result<String, Box<dyn std::error::Error>> {
    let mut writer =
        WriterBuilder::new().terminator(Terminator::CRLF).has_headers(false).from_writer(vec![]);
    for record in records {
        writer.write_record(record)?;
    }
    let bytes = writer.into_inner().map_err(|error| error.to_string())?;
    Ok(String::from_utf8(bytes)?)
}

/// Characters with which spreadsheets begin a formula.
const FORMULA_STARTS: [char; 11] =
    ['=', '+', '-', '@', '\t', '\r', '\n', '\u{ff1d}', '\u{ff0b}', '\u{ff0d}', '\u{ff20}'];

/// Returns the text so that no spreadsheet takes it for a formula. A phone number stays as it is: digits after a plus
/// sign are a number and no formula. Spreadsheets of East Asian languages take the full-width signs, too.
fn plain(text: &str) -> String {
    let is_number = text
        .strip_prefix('+')
        .is_some_and(|rest| !rest.is_empty() && rest.bytes().all(|byte| byte.is_ascii_digit()));
    let begins_formula = text.starts_with(FORMULA_STARTS);
    if begins_formula && !is_number { format!("'{text}") } else { text.to_owned() }
}

#[cfg(test)]
mod tests {
    use store_d1::history::ExportedInbound;
    use unix_time::UnixMillis;

    use super::*;

    fn received(text: &str) -> ExportLineOut {
        let message = ExportedMessage::Inbound(ExportedInbound {
            id: "msg_1".to_owned(),
            gateway_id: GatewayId::from_text("g"),
            sender: "+12025550123".to_owned(),
            text: text.to_owned(),
            received_at_ms: UnixMillis::EPOCH,
        });
        let devices = BTreeMap::from([(GatewayId::from_text("g"), "phone".to_owned())]);
        ExportLineOut::of(&message, &devices)
    }

    #[test]
    fn csv_quotes_what_needs_it_and_has_every_column() {
        let records = [ExportLineOut::csv_heading(), received("say \"hi\",\nBob").csv_fields()];
        let expected = concat!(
            "message_id,direction,status,created_at,phone_numbers,message,label,gateway_id,sent_at,delivered_at,",
            "failed_at,error_message,retry_count\r\n",
            "msg_1,inbound,received,1970-01-01T00:00:00Z,+12025550123,\"say \"\"hi\"\",\nBob\",,phone,,,,,0\r\n",
        );
        assert_eq!(csv_record(records).unwrap(), expected);
        let rest = csv_record([ExportLineOut::csv_rest("msg_2")]).unwrap();
        assert_eq!(rest, "next_cursor,msg_2,,,,,,,,,,,\r\n");
    }

    #[test]
    fn formulas_are_defused_and_numbers_are_not() {
        for formula in
            ["=1+1", "+1+cmd|' /C calc'!A0", "-2", "@SUM(A1)", "\t=1", "\r=1", "+", "\u{ff1d}1"]
        {
            assert_eq!(plain(formula), format!("'{formula}"));
        }
        for text in ["+12025550123", "Hello = world", "12", ""] {
            assert_eq!(plain(text), text);
        }
    }

    #[test]
    fn json_line_has_the_columns_as_members() {
        let line = serde_json::to_value(received("hi")).unwrap();
        let mut members: Vec<&String> = line.as_object().unwrap().keys().collect();
        let mut heading = HEADING.to_vec();
        members.sort();
        heading.sort_unstable();
        assert_eq!(members, heading);
        assert_eq!(line["phone_numbers"], serde_json::json!(["+12025550123"]));
    }
}
