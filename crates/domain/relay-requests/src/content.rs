//! Plaintext of a request (contract 1.6 and 2.3): a letter, a colon, and the content.

use platforms::{Email, PlatformKind, PostContent, ServiceType};

use crate::{EmailAddress, values};

/// Maximum recipients of one e-mail, in all three lists together.
pub const MAX_EMAIL_RECIPIENTS: usize = 50;
const EMAIL_FIELDS: usize = 5;
const MESSAGE_FIELDS: usize = 2;

/// A request that is valid as far as its text alone tells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublishRequest {
    pub platform: PlatformKind,
    pub content: PostContent,
}

/// Reason why a plaintext is not a request. It may appear in the publication log, but never in the answer, which must
/// be the same as for a text that does not decrypt (contract 7, #6).
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RequestError {
    #[error("it begins with the letter of no platform")]
    UnknownLetter,
    #[error("it has too few fields")]
    TooFewFields,
    #[error("a recipient is no e-mail address")]
    InvalidEmailAddress,
    #[error("it has no recipient")]
    NoRecipient,
    #[error("it has more than {MAX_EMAIL_RECIPIENTS} recipients")]
    TooManyRecipients,
    #[error("the recipient is no phone number in international form")]
    InvalidPhoneNumber,
    #[error("the subject holds control characters")]
    InvalidSubject,
    #[error("there is nothing to publish")]
    NoText,
}

impl PublishRequest {
    /// Parses a plaintext such as `g:to:cc:bcc:subject:body`. The last field may contain colons.
    pub fn parse(plaintext: &str) -> Result<Self, RequestError> {
        let (letter, content) = plaintext.split_once(':').ok_or(RequestError::TooFewFields)?;
        let platform = platform(letter).ok_or(RequestError::UnknownLetter)?;
        let content = match platform.service_type() {
            ServiceType::Email => PostContent::Email(email(content)?),
            ServiceType::Text => PostContent::Text(text(content)?),
            ServiceType::Message => message(content)?,
        };
        Ok(Self { platform, content })
    }
}

/// Returns the platform of a letter. Its case matters (contract 2.3, and 3.3 for `m` and `b`).
fn platform(text: &str) -> Option<PlatformKind> {
    let mut characters = text.chars();
    let letter = characters.next().filter(|_| characters.next().is_none())?;
    PlatformKind::of_letter(letter)
}

/// Parses `to:cc:bcc:subject:body`. `to` must have a recipient, and the subject must be one line.
fn email(content: &str) -> Result<Email, RequestError> {
    let fields: Vec<&str> = content.splitn(EMAIL_FIELDS, ':').collect();
    let Ok([to, cc, bcc, subject, body]) = <[&str; EMAIL_FIELDS]>::try_from(fields) else {
        return Err(RequestError::TooFewFields);
    };
    if subject.chars().any(char::is_control) {
        return Err(RequestError::InvalidSubject);
    }
    let [to, cc, bcc] = [addresses(to)?, addresses(cc)?, addresses(bcc)?];
    if to.is_empty() {
        return Err(RequestError::NoRecipient);
    }
    let recipients = to.len().saturating_add(cc.len()).saturating_add(bcc.len());
    if recipients > MAX_EMAIL_RECIPIENTS {
        return Err(RequestError::TooManyRecipients);
    }
    let (subject, body) = (subject.trim().to_owned(), body.to_owned());
    Ok(Email { to, cc, bcc, subject, body })
}

/// Parses a comma-separated list. Empty entries are skipped, such as after a trailing comma.
fn addresses(list: &str) -> Result<Vec<String>, RequestError> {
    let entries = list.split(',').map(str::trim).filter(|entry| !entry.is_empty());
    let address = |entry| {
        let address = EmailAddress::parse(entry).map_err(|_| RequestError::InvalidEmailAddress)?;
        Ok(address.as_str().to_owned())
    };
    entries.map(address).collect()
}

fn message(content: &str) -> Result<PostContent, RequestError> {
    let fields: Vec<&str> = content.splitn(MESSAGE_FIELDS, ':').collect();
    let Ok([recipient, content]) = <[&str; MESSAGE_FIELDS]>::try_from(fields) else {
        return Err(RequestError::TooFewFields);
    };
    let recipient = values::international(recipient).ok_or(RequestError::InvalidPhoneNumber)?;
    Ok(PostContent::Message { recipient: recipient.as_str().to_owned(), text: text(content)? })
}

fn text(content: &str) -> Result<String, RequestError> {
    if content.trim().is_empty() { Err(RequestError::NoText) } else { Ok(content.to_owned()) }
}

#[cfg(test)]
mod tests;
