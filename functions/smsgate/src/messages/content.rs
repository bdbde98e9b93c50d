//! What a message says, in this face's words (contract 3.1 and 3.2).

use base64::{Engine, engine::general_purpose::STANDARD};
use messaging::{Content, DataContent};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use telephony::MessageText;

use crate::error::{ApiError, ApiResult};

const TEXT_CHARS: std::ops::RangeInclusive<usize> = 1..=65_535;
const DATA_CHARS: std::ops::RangeInclusive<usize> = 4..=65_535;
/// Of a multimedia message as JSON, attachments in base64 included. Operators take less than that.
const MAX_MULTIMEDIA_BYTES: usize = 512 * 1_024;
const MAX_ATTACHMENTS: usize = 20;

/// The members of a request, one of which says what to send.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ContentInput {
    /// The deprecated spelling of `textMessage`.
    message: Option<MessageText>,
    text_message: Option<TextInput>,
    data_message: Option<DataInput>,
    mms_message: Option<MultimediaInput>,
}

#[derive(Debug, Deserialize)]
struct TextInput {
    text: MessageText,
}

#[derive(Debug, Deserialize)]
struct DataInput {
    data: MessageText,
    port: u16,
}

#[derive(Debug, Deserialize, Serialize)]
struct MultimediaInput {
    #[serde(skip_serializing_if = "Option::is_none")]
    subject: Option<MessageText>,
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<MessageText>,
    #[serde(skip_serializing_if = "Option::is_none")]
    attachments: Option<Vec<AttachmentInput>>,
}

#[derive(Debug, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
struct AttachmentInput {
    content_type: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    data: MessageText,
}

impl ContentInput {
    /// The one thing to send. What is encrypted is not looked into.
    pub(crate) fn into_content(self, encrypted: bool) -> ApiResult<Content> {
        let text = self.text_message.map(|it| it.text);
        let contents = [
            self.message.map(content_of_text),
            text.map(content_of_text),
            self.data_message.map(|it| content_of_data(&it, encrypted)),
            self.mms_message.map(|it| content_of_multimedia(&it, encrypted)),
        ];
        let mut given = contents.into_iter().flatten();
        let content = given.next().ok_or_else(ApiError::no_content)?;
        if given.next().is_some() {
            return Err(ApiError::invalid(
                "exactly one of textMessage, dataMessage and mmsMessage is to be given",
            ));
        }
        content
    }
}

fn content_of_text(text: MessageText) -> ApiResult<Content> {
    if !TEXT_CHARS.contains(&text.char_count()) {
        return Err(ApiError::invalid("a text has from 1 to 65535 characters"));
    }
    Ok(Content::Text(text))
}

fn content_of_data(input: &DataInput, encrypted: bool) -> ApiResult<Content> {
    if input.port == 0 {
        return Err(ApiError::invalid("port must be from 1 to 65535"));
    }
    if !DATA_CHARS.contains(&input.data.char_count()) {
        return Err(ApiError::invalid("data has from 4 to 65535 characters"));
    }
    if !encrypted && STANDARD.decode(input.data.as_str()).is_err() {
        return Err(ApiError::invalid("data must be base64"));
    }
    let data = input.data.as_str().to_owned();
    Ok(Content::Data(DataContent { data, port: input.port }))
}

fn content_of_multimedia(input: &MultimediaInput, encrypted: bool) -> ApiResult<Content> {
    let attachments = input.attachments.as_deref().unwrap_or_default();
    let has_text = input.text.as_ref().is_some_and(|text| text.char_count() > 0);
    if !has_text && attachments.is_empty() {
        return Err(ApiError::invalid("mmsMessage needs a text or an attachment"));
    }
    if attachments.len() > MAX_ATTACHMENTS {
        return Err(ApiError::invalid("mmsMessage may have 20 attachments at most"));
    }
    for attachment in attachments {
        if attachment.content_type.is_empty() || attachment.data.char_count() == 0 {
            return Err(ApiError::invalid("an attachment needs contentType and data"));
        }
        if !encrypted && STANDARD.decode(attachment.data.as_str()).is_err() {
            return Err(ApiError::invalid("an attachment's data must be base64"));
        }
    }
    let json = serde_json::to_string(input).map_err(|_| ApiError::message_handling_failed())?;
    if json.len() > MAX_MULTIMEDIA_BYTES {
        return Err(ApiError::invalid("mmsMessage may have 512 KiB at most"));
    }
    Ok(Content::Multimedia(MessageText::new(json)))
}

/// Adds the member that shows the content; what nobody may read shows as nothing.
pub(crate) fn show(content: &Content, members: &mut Map<String, Value>) {
    let (name, value) = match content {
        Content::Text(text) => ("textMessage", json!({ "text": text })),
        Content::Data(data) => ("dataMessage", json!({ "data": data.data, "port": data.port })),
        Content::Multimedia(text) => {
            ("mmsMessage", serde_json::from_str(text.as_str()).unwrap_or(Value::Null))
        }
        Content::Hashed(hash) => ("hashedMessage", json!({ "hash": hash })),
        Content::Sealed(_) | Content::Redacted => return,
    };
    members.insert(name.to_owned(), value);
}

#[cfg(test)]
mod tests;
