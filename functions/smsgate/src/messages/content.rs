//! A message's content in this face's format (contract 3.1 and 3.2).

use base64::{
    Engine, alphabet,
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig, general_purpose::STANDARD},
};
use messaging::{Content, DataContent};
use serde::{Deserialize, Serialize};
use telephony::MessageText;

use crate::error::{ApiError, ApiResult};

const TEXT_CHARS: std::ops::RangeInclusive<usize> = 1..=65_535;
const DATA_CHARS: std::ops::RangeInclusive<usize> = 4..=65_535;
const PADDED_OR_NOT: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);
/// Longest multimedia message in bytes of JSON, including attachments in base64. The body's limit applies first.
const MAX_MULTIMEDIA_BYTES: usize = 16 * 1_048_576;

/// Members of a request, exactly one of which holds the content.
#[derive(Debug)]
#[cfg_attr(test, derive(Deserialize), serde(rename_all = "camelCase"))]
pub(crate) struct ContentInput {
    /// The deprecated spelling of `textMessage`.
    pub(super) message: Option<MessageText>,
    pub(super) text_message: Option<TextMessageIn>,
    pub(super) data_message: Option<DataMessageIn>,
    pub(super) mms_message: Option<MmsMessageIn>,
}

/// Text of an SMS.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct TextMessageIn {
    /// Text of 1 to 65,535 characters, or its ciphertext.
    #[cfg_attr(
        feature = "openapi",
        schemars(required, with = "String", length(min = 1, max = 65_535))
    )]
    text: Option<MessageText>,
}

/// Data SMS.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct DataMessageIn {
    /// Bytes in base64 with padding, or their ciphertext.
    #[cfg_attr(
        feature = "openapi",
        schemars(
            required,
            with = "String",
            length(min = 4, max = 65_535),
            extend("format" = "byte"),
            example = "SGVsbG8="
        )
    )]
    data: Option<MessageText>,
    /// Port of the application on the recipient's phone.
    #[cfg_attr(feature = "openapi", schemars(required, range(min = 1)))]
    port: Option<u16>,
}

/// Multimedia message, which has a text or at least one attachment.
#[derive(Debug, Deserialize, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct MmsMessageIn {
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schemars(with = "Option<String>"))]
    subject: Option<MessageText>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schemars(with = "Option<String>"))]
    text: Option<MessageText>,
    #[serde(skip_serializing_if = "Option::is_none")]
    attachments: Option<Vec<MmsAttachmentIn>>,
}

/// Attachment of a multimedia message.
#[derive(Debug, Default, Deserialize, Serialize)]
#[serde(rename_all = "camelCase", default)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema), schemars(!default))]
pub(crate) struct MmsAttachmentIn {
    #[cfg_attr(feature = "openapi", schemars(length(min = 1), example = "image/png"))]
    content_type: String,
    /// Name of the file.
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    /// Bytes in base64, or their ciphertext. Padding may be missing, and blanks and line breaks are ignored.
    #[cfg_attr(
        feature = "openapi",
        schemars(with = "String", length(min = 1), extend("format" = "byte"))
    )]
    data: MessageText,
}

/// Content as it is shown: the member for its kind is set. Content that was deleted, or that only the phone may read,
/// sets none.
#[derive(Debug, Default)]
#[expect(
    clippy::struct_field_names,
    reason = "they have the names of the members that they become"
)]
pub(crate) struct ContentOut {
    pub(crate) data_message: Option<DataMessageOut>,
    pub(crate) hashed_message: Option<HashedMessageOut>,
    #[expect(clippy::option_option, reason = "a message that cannot be read is shown as null")]
    pub(crate) mms_message: Option<Option<MmsMessageOut>>,
    pub(crate) text_message: Option<TextMessageOut>,
}

/// Text of an SMS.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct TextMessageOut {
    /// Text, or its ciphertext.
    #[cfg_attr(feature = "openapi", schemars(with = "String"))]
    pub(crate) text: MessageText,
}

/// Data SMS.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct DataMessageOut {
    /// Bytes in base64, or their ciphertext.
    data: String,
    /// Port of the application on the recipient's phone.
    #[cfg_attr(feature = "openapi", schemars(range(min = 1)))]
    port: u16,
}

/// Multimedia message.
// Its fields stand in the alphabetical order in which they are sent, here and in its attachments.
#[derive(Debug, Deserialize, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct MmsMessageOut {
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schemars(required))]
    attachments: Option<Vec<MmsAttachmentOut>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schemars(with = "String"))]
    subject: Option<MessageText>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schemars(with = "String"))]
    text: Option<MessageText>,
}

/// Attachment of a multimedia message.
#[derive(Debug, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct MmsAttachmentOut {
    content_type: String,
    /// Bytes in base64, or their ciphertext, as the sender gave them.
    #[cfg_attr(feature = "openapi", schemars(with = "String"))]
    data: MessageText,
    /// Name of the file.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schemars(required))]
    name: Option<String>,
}

/// Hash of a content that is no longer stored.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct HashedMessageOut {
    /// SHA-256 in hexadecimal digits.
    #[cfg_attr(feature = "openapi", schemars(length(min = 64, max = 64)))]
    hash: String,
}

impl ContentInput {
    /// Returns the one content. Encrypted content is not validated.
    pub(crate) fn into_content(self, encrypted: bool) -> ApiResult<Content> {
        // Clients whose types require a member send it empty next to another content.
        let message = self.message.filter(|text| text.char_count() > 0);
        let contents = [
            message.map(|it| (false, content_of_text(it))),
            self.text_message.map(|it| (it.is_empty(), it.into_content())),
            self.data_message.map(|it| (it.is_empty(), content_of_data(it, encrypted))),
            self.mms_message.map(|it| (it.is_empty(), content_of_multimedia(&it, encrypted))),
        ];
        let (empty, filled): (Vec<_>, Vec<_>) =
            contents.into_iter().flatten().partition(|(is_empty, _)| *is_empty);
        // An empty content that is alone is refused for what it lacks.
        let counted = if filled.is_empty() { empty } else { filled };
        let mut counted = counted.into_iter().map(|(_, content)| content);
        match (counted.next(), counted.next()) {
            (Some(content), None) => content,
            _ => Err(ApiError::not_one_content()),
        }
    }
}

impl TextMessageIn {
    /// Whether all members are absent or empty. Such a content does not count as given, as in the original
    /// (contract 17).
    fn is_empty(&self) -> bool {
        lacks(self.text.as_ref())
    }

    fn into_content(self) -> ApiResult<Content> {
        content_of_text(self.text.unwrap_or_default())
    }
}

impl DataMessageIn {
    fn is_empty(&self) -> bool {
        lacks(self.data.as_ref()) && self.port.unwrap_or_default() == 0
    }
}

impl MmsMessageIn {
    fn is_empty(&self) -> bool {
        let has_attachments = self.attachments.as_ref().is_some_and(|list| !list.is_empty());
        lacks(self.subject.as_ref()) && lacks(self.text.as_ref()) && !has_attachments
    }
}

fn lacks(text: Option<&MessageText>) -> bool {
    text.is_none_or(|text| text.as_str().is_empty())
}

fn content_of_text(text: MessageText) -> ApiResult<Content> {
    if !TEXT_CHARS.contains(&text.char_count()) {
        return Err(ApiError::invalid("a text has from 1 to 65535 characters"));
    }
    Ok(Content::Text(text))
}

fn content_of_data(input: DataMessageIn, encrypted: bool) -> ApiResult<Content> {
    let port = input.port.filter(|port| *port > 0);
    let port = port.ok_or_else(|| ApiError::invalid("port must be from 1 to 65535"))?;
    let data = input.data.unwrap_or_default();
    if !DATA_CHARS.contains(&data.char_count()) {
        return Err(ApiError::invalid("data has from 4 to 65535 characters"));
    }
    if !encrypted && STANDARD.decode(data.as_str()).is_err() {
        return Err(ApiError::invalid("data must be base64"));
    }
    Ok(Content::Data(DataContent { data: data.as_str().to_owned(), port }))
}

fn content_of_multimedia(input: &MmsMessageIn, encrypted: bool) -> ApiResult<Content> {
    let attachments = input.attachments.as_deref().unwrap_or_default();
    let has_text = input.text.as_ref().is_some_and(|text| !text.as_str().trim().is_empty());
    if !has_text && attachments.is_empty() {
        return Err(ApiError::invalid("mmsMessage must have text or at least one attachment"));
    }
    for (at, attachment) in attachments.iter().enumerate() {
        let missing = |name: &str| ApiError::missing(&format!("attachment {at}: {name}"));
        if attachment.content_type.trim().is_empty() {
            return Err(missing("contentType"));
        }
        if attachment.data.as_str().trim().is_empty() {
            return Err(missing("data"));
        }
        if !encrypted && !is_base64(attachment.data.as_str()) {
            let cause = format!("attachment {at}: data must be valid base64");
            return Err(ApiError::invalid(&cause));
        }
    }
    let json = serde_json::to_string(input).map_err(|_| ApiError::message_handling_failed())?;
    if json.len() > MAX_MULTIMEDIA_BYTES {
        return Err(ApiError::invalid("mmsMessage may have 16 MiB at most"));
    }
    Ok(Content::Multimedia(MessageText::new(json)))
}

/// Whether a phone can decode the base64: with or without padding, and with the line breaks that some encoders add.
fn is_base64(text: &str) -> bool {
    let is_blank = |it: char| matches!(it, '\n' | '\r' | ' ' | '\t');
    if text.contains(is_blank) {
        return is_base64(&text.replace(is_blank, ""));
    }
    PADDED_OR_NOT.decode(text).is_ok()
}

impl ContentOut {
    pub(crate) fn of(content: &Content) -> Self {
        let mut shown = Self::default();
        match content {
            Content::Text(text) => shown.text_message = Some(TextMessageOut { text: text.clone() }),
            Content::Data(DataContent { data, port }) => {
                shown.data_message = Some(DataMessageOut { data: data.clone(), port: *port });
            }
            Content::Multimedia(text) => {
                shown.mms_message = Some(serde_json::from_str(text.as_str()).ok());
            }
            Content::Hashed(hash) => {
                shown.hashed_message = Some(HashedMessageOut { hash: hash.clone() });
            }
            Content::Long(_) | Content::Sealed(_) | Content::Redacted => {}
        }
        shown
    }
}

#[cfg(test)]
mod tests;
