//! `GET /3rdparty/v1/inbox/{id}/attachments/{partId}`.

use std::io;

use axum::{
    body::Body,
    extract::{Path, rejection::PathRejection},
    response::{IntoResponse, Response},
};
use devices::inbox::StoredAttachment;
use edge_kit::RequestContext;
use futures_util::stream::{self, StreamExt};
use http::{HeaderMap, HeaderValue, header};
use ids::AccountId;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use runtime::log::{self, LogContext, events::SmsgateEvent};
use store_d1::Store;
use worker::{
    Env,
    send::{SendFuture, SendWrapper},
};

use crate::{
    access::Scoped,
    error::{ApiError, ApiResult},
    scopes::InboxRead,
};

const ANY_BYTES: HeaderValue = HeaderValue::from_static("application/octet-stream");
/// Characters to encode: all except RFC 8187's attr-char.
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'!')
    .remove(b'#')
    .remove(b'$')
    .remove(b'&')
    .remove(b'+')
    .remove(b'-')
    .remove(b'.')
    .remove(b'^')
    .remove(b'_')
    .remove(b'`')
    .remove(b'|')
    .remove(b'~');

/// Returns the part's bytes under its own content type. Long parts are streamed.
#[worker::send]
pub(crate) async fn show(
    context: RequestContext,
    caller: Scoped<InboxRead>,
    path: Result<Path<(String, String)>, PathRejection>,
) -> ApiResult<Response> {
    let Ok(Path((item_id, part_id))) = path else { return Err(ApiError::no_such_path()) };
    let part_id: i64 = part_id.parse().map_err(|_| ApiError::invalid_part_id())?;
    let account_id = caller.account_id;
    let store = Store::open(&context.env)?;
    let attachment = store.find_attachment(&account_id, &item_id, part_id).await?;
    let attachment = attachment.ok_or_else(ApiError::attachment_not_found)?;
    // Read before the answer begins: later failures can only abort it, but this one has a status.
    let first =
        store.attachment_piece(&account_id, &attachment.attachment_id, 0, attachment.encoding);
    let first = first.await?.ok_or_else(ApiError::attachment_not_found)?;
    let headers = headers(&attachment);
    let body = if attachment.pieces > 1 {
        let (env, log_context) = (context.env.clone(), SendWrapper::new(log::current()));
        let pieces = RemainingPieces { env, log_context, account_id, attachment, next: 1 };
        let first = stream::iter([Ok(first)]);
        Body::from_stream(first.chain(stream::unfold(Some(pieces), read_next)))
    } else {
        Body::from(first)
    };
    Ok((headers, body).into_response())
}

/// Rest of an attachment that is still to be read.
struct RemainingPieces {
    env: Env,
    /// The request's, which ends before the rest is read.
    log_context: SendWrapper<Option<LogContext>>,
    account_id: AccountId,
    attachment: StoredAttachment,
    next: u32,
}

type ReadPiece = Option<(Result<Vec<u8>, io::Error>, Option<RemainingPieces>)>;

/// Reads the next piece; returns it with the rest. A piece that cannot be read aborts the answer, so that no client
/// takes a part for the whole.
fn read_next(pieces: Option<RemainingPieces>) -> SendFuture<impl Future<Output = ReadPiece>> {
    SendFuture::new(async move {
        let pieces = pieces.filter(|it| it.next < it.attachment.pieces)?;
        match log::in_context(pieces.log_context.0.clone(), pieces.read()).await {
            Some(bytes) => {
                let next = pieces.next.saturating_add(1);
                Some((Ok(bytes), Some(RemainingPieces { next, ..pieces })))
            }
            None => Some((Err(io::ErrorKind::UnexpectedEof.into()), None)),
        }
    })
}

impl RemainingPieces {
    async fn read(&self) -> Option<Vec<u8>> {
        let (id, encoding) = (&self.attachment.attachment_id, self.attachment.encoding);
        let read = match Store::open(&self.env) {
            Ok(store) => store.attachment_piece(&self.account_id, id, self.next, encoding).await,
            Err(error) => Err(error),
        };
        read.unwrap_or_else(|error| {
            log::write(&SmsgateEvent::AttachmentNotRead { error: &error });
            None
        })
    }
}

/// Headers that keep browsers from showing the attachment or guessing its type: a page from a phone would run in our
/// origin.
fn headers(attachment: &StoredAttachment) -> HeaderMap {
    let mut headers = HeaderMap::new();
    let content_type = HeaderValue::try_from(attachment.content_type.as_str());
    let content_type = content_type.ok().filter(|it| !it.is_empty() && it.to_str().is_ok());
    headers.insert(header::CONTENT_TYPE, content_type.unwrap_or(ANY_BYTES));
    let disposition = HeaderValue::try_from(disposition(&attachment.name));
    let plain = HeaderValue::from_static("attachment");
    headers.insert(header::CONTENT_DISPOSITION, disposition.unwrap_or(plain));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers
}

/// Renders `attachment; filename="…"`, and the name as UTF-8 if it is not ASCII.
fn disposition(name: &str) -> String {
    let quoted = |letter: char| match letter {
        '"' | '\\' => vec!['\\', letter],
        ' '..='~' => vec![letter],
        _ => vec!['_'],
    };
    let ascii: String = name.chars().flat_map(quoted).collect();
    let plain = format!("attachment; filename=\"{ascii}\"");
    if name.is_ascii() {
        return plain;
    }
    format!("{plain}; filename*=UTF-8''{}", utf8_percent_encode(name, ENCODED))
}

#[cfg(test)]
mod tests {
    use devices::inbox::Encoding;

    use super::*;

    #[test]
    fn a_name_cannot_break_out_of_its_header() {
        for (name, header) in [
            ("a.png", r#"attachment; filename="a.png""#),
            (
                "$aes-256-cbc/pbkdf2-sha1$i=1$a==$b==",
                r#"attachment; filename="$aes-256-cbc/pbkdf2-sha1$i=1$a==$b==""#,
            ),
            (r#"a"b\c"#, r#"attachment; filename="a\"b\\c""#),
            ("a\r\nb: c", r#"attachment; filename="a__b: c""#),
            ("", r#"attachment; filename="""#),
            ("é x.png", "attachment; filename=\"_ x.png\"; filename*=UTF-8''%C3%A9%20x.png"),
        ] {
            assert_eq!(disposition(name), header);
        }
    }

    #[test]
    fn a_content_type_that_is_none_becomes_bytes() {
        let typed = |content_type: &str| {
            let attachment = StoredAttachment {
                part_id: 1,
                attachment_id: String::new(),
                name: String::new(),
                content_type: content_type.to_owned(),
                size: 0,
                pieces: 1,
                encoding: Encoding::Base64,
            };
            headers(&attachment)[header::CONTENT_TYPE].to_str().unwrap().to_owned()
        };
        assert_eq!(typed("image/png"), "image/png");
        for none in ["", "image/png\r\nx: y", "é"] {
            assert_eq!(typed(none), "application/octet-stream");
        }
    }
}
