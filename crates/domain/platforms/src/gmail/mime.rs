//! The e-mail message that Gmail sends, in the format of RFC 5322 and MIME.

use base64::{Engine, engine::general_purpose::STANDARD as BASE64};

use crate::{Account, Email, Failure, MAX_TEXT_BYTES};

const MAX_RECIPIENTS: usize = 100;
const MAX_ADDRESS_BYTES: usize = 254;
const MAX_SUBJECT_BYTES: usize = 998;
/// Bytes per encoded word: 75 characters at most, 12 of which are `=?UTF-8?B?` and `?=`; the rest encodes 45 bytes.
const ENCODED_WORD_BYTES: usize = 45;
/// Bytes per line of base64, which has 76 characters.
const BODY_LINE_BYTES: usize = 57;

/// Builds the whole message, sent from `account`. To prevent header injection, addresses must consist of plain
/// characters, and subjects and names with control characters are refused.
pub(crate) fn message(email: &Email, account: &Account) -> Result<String, Failure> {
    let from = check_address(&account.id).map_err(|_| Failure::refused("bad_sender"))?;
    let mut lines = vec![match display_name(&account.name)? {
        Some(name) => format!("From: {name}\r\n <{from}>"),
        None => format!("From: {from}"),
    }];
    lines.extend(recipients(email)?);
    lines.push(format!("Subject: {}", header_text(&email.subject)?));
    lines.push("MIME-Version: 1.0".to_owned());
    lines.push("Content-Type: text/plain; charset=utf-8".to_owned());
    lines.push("Content-Transfer-Encoding: base64".to_owned());
    lines.push(String::new());
    lines.extend(body_lines(&email.body));
    lines.push(String::new());
    Ok(lines.join("\r\n"))
}

/// Checks whether an e-mail can be sent, regardless of its sender.
pub(crate) fn check(email: &Email) -> Result<(), Failure> {
    if email.body.len() > MAX_TEXT_BYTES {
        return Err(Failure::refused("text_too_long"));
    }
    header_text(&email.subject)?;
    recipients(email).map(|_| ())
}

fn recipients(email: &Email) -> Result<Vec<String>, Failure> {
    let lists = [("To", &email.to), ("Cc", &email.cc), ("Bcc", &email.bcc)];
    let count: usize = lists.iter().map(|(_, list)| list.len()).sum();
    if email.to.is_empty() {
        return Err(Failure::refused("no_recipient"));
    }
    if count > MAX_RECIPIENTS {
        return Err(Failure::refused("too_many_recipients"));
    }
    let mut lines = Vec::new();
    for (name, list) in lists {
        let addresses: Vec<&str> =
            list.iter().map(|address| check_address(address)).collect::<Result<_, _>>()?;
        if !addresses.is_empty() {
            lines.push(format!("{name}: {}", addresses.join(",\r\n ")));
        }
    }
    Ok(lines)
}

/// Accepts an address of plain ASCII: a dot-atom, an at sign, and a domain of labels.
fn check_address(address: &str) -> Result<&str, Failure> {
    let atom = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-/=?^_`{|}~".contains(&byte);
    let label = |label: &str| {
        let inner = label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
        inner && !label.is_empty() && !label.starts_with('-') && !label.ends_with('-')
    };
    let valid = address.len() <= MAX_ADDRESS_BYTES
        && address.split_once('@').is_some_and(|(local, domain)| {
            local.split('.').all(|part| !part.is_empty() && part.bytes().all(atom))
                && domain.contains('.')
                && domain.split('.').all(label)
        });
    if valid { Ok(address) } else { Err(Failure::refused("bad_address")) }
}

/// Returns the display name for an address, quoted or encoded where needed; `None` if it is empty.
fn display_name(name: &str) -> Result<Option<String>, Failure> {
    let name = name.trim();
    if name.is_empty() {
        return Ok(None);
    }
    let text = header_text(name)?;
    // The name was encoded, so it needs no quotes.
    if text != name {
        return Ok(Some(text));
    }
    let quoted = name.replace('\\', "\\\\").replace('"', "\\\"");
    Ok(Some(format!("\"{quoted}\"")))
}

/// Encodes a header text: unchanged if it is short, plain and not mistakable for an encoded word; otherwise encoded
/// (RFC 2047) and folded.
fn header_text(text: &str) -> Result<String, Failure> {
    if text.len() > MAX_SUBJECT_BYTES {
        return Err(Failure::refused("subject_too_long"));
    }
    if text.chars().any(char::is_control) {
        return Err(Failure::refused("control_character"));
    }
    // A line with a subject of 60 bytes stays within the 78 characters that RFC 5322 recommends.
    let plain = text.is_ascii() && text.len() <= 60 && !text.contains("=?") && text.trim() == text;
    if plain {
        return Ok(text.to_owned());
    }
    let mut words: Vec<String> = Vec::new();
    let mut word = String::new();
    // Whole characters only: RFC 2047 forbids splitting one between two encoded words.
    for c in text.chars() {
        if word.len().saturating_add(c.len_utf8()) > ENCODED_WORD_BYTES {
            words.push(std::mem::take(&mut word));
        }
        word.push(c);
    }
    words.push(word);
    let words: Vec<_> =
        words.iter().map(|word| format!("=?UTF-8?B?{}?=", BASE64.encode(word))).collect();
    Ok(words.join("\r\n "))
}

/// Encodes the body in base64, after normalizing its line breaks to CRLF.
fn body_lines(body: &str) -> Vec<String> {
    let body = body.replace("\r\n", "\n").replace('\r', "\n").replace('\n', "\r\n");
    body.as_bytes().chunks(BODY_LINE_BYTES).map(|chunk| BASE64.encode(chunk)).collect()
}

#[cfg(test)]
mod tests;
