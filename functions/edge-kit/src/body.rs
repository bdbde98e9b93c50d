//! A request's body, which is read from the platform only when an extractor needs it.
//!
//! Extractors that authorize the caller run first, so a request without a credential costs no body bytes. A body with a
//! stated length is read in one piece: reading it as a stream would cost a third of a whole send.

use axum::{
    body::{Body, Bytes, to_bytes},
    extract::Request,
};
use futures_util::StreamExt;
use http::{HeaderMap, header, request::Parts};
use worker::{
    js_sys::Uint8Array,
    send::{SendFuture, SendWrapper},
    wasm_bindgen_futures::JsFuture,
    web_sys,
};

/// Number of bytes beyond a route's limit that are read and discarded. Otherwise a client that is still writing when it
/// is refused may see a broken connection instead of the refusal.
const TOLERATED_EXCESS_BYTES: usize = 2 * 1_048_576;
/// Maximum JSON values on a route of at most 64 KiB, such as the public routes.
const FEW_VALUES: usize = 4_096;
/// Maximum JSON values on a route of at most 256 KiB.
const SOME_VALUES: usize = 8_192;
/// Maximum JSON values in any body.
const MAX_VALUES: usize = 200_000;
/// Nesting depth at which the parser stops.
const MAX_DEPTH: usize = 128;
/// On routes with larger limits, a body may have one value per this many bytes of the limit. The densest phone reports
/// have one value per 15 bytes.
const BYTES_PER_VALUE: usize = 8;

/// Error: a body exceeds the route's limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TooLong;

/// The platform's request, stored in the extensions of ours until its body is read.
#[derive(Clone, Debug)]
pub struct UnreadBody(SendWrapper<web_sys::Request>);

impl UnreadBody {
    /// Stores the platform's request, whose body must be unread.
    pub fn new(request: web_sys::Request) -> Self {
        Self(SendWrapper::new(request))
    }
}

/// Reads a request's body completely.
///
/// A body of more than `max_bytes` is never held in memory. A body with more JSON values than the route needs counts as
/// too long before it is parsed: `{"":0}` takes sixty times its length once parsed. A broken connection counts as too
/// long as well, since its client cannot read any other answer.
pub async fn read(request: Request, max_bytes: usize) -> Result<(Parts, Bytes), TooLong> {
    let (mut parts, body) = request.into_parts();
    let bytes = match parts.extensions.remove::<UnreadBody>() {
        Some(unread) => SendFuture::new(unread.read(&parts.headers, max_bytes)).await?,
        None => to_bytes(body, max_bytes).await.map_err(|_| TooLong)?,
    };
    if values(&bytes) > max_values(max_bytes) { Err(TooLong) } else { Ok((parts, bytes)) }
}

/// Maximum JSON values for a route with this limit on bytes.
const fn max_values(max_bytes: usize) -> usize {
    match max_bytes {
        0..=65_536 => FEW_VALUES,
        65_537..=262_144 => SOME_VALUES,
        _ if max_bytes / BYTES_PER_VALUE < MAX_VALUES => max_bytes / BYTES_PER_VALUE,
        _ => MAX_VALUES,
    }
}

/// Counts objects, lists and commas outside strings, at least half of what a parser will allocate. Deeper nesting is
/// not counted, since the parser refuses or ignores it as soon as it begins.
fn values(json: &[u8]) -> usize {
    let (mut count, mut depth, mut in_text, mut escaped) = (0_usize, 0_usize, false, false);
    for byte in json {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_text => escaped = true,
            b'"' => in_text = !in_text,
            _ if in_text => {}
            b'{' | b'[' => {
                depth = depth.saturating_add(1);
                count = count.saturating_add(usize::from(depth <= MAX_DEPTH));
            }
            b'}' | b']' => depth = depth.saturating_sub(1),
            b',' => count = count.saturating_add(1),
            _ => {}
        }
    }
    count
}

impl UnreadBody {
    async fn read(self, headers: &HeaderMap, max_bytes: usize) -> Result<Bytes, TooLong> {
        let SendWrapper(request) = self.0;
        match stated_length(headers) {
            Some(0) => Ok(Bytes::new()),
            Some(length) if length <= max_bytes => {
                let buffer = request.array_buffer().map_err(|_| TooLong)?;
                let buffer = JsFuture::from(buffer).await.map_err(|_| TooLong)?;
                Ok(Bytes::from(Uint8Array::new(&buffer).to_vec()))
            }
            Some(length) if length > max_bytes.saturating_add(TOLERATED_EXCESS_BYTES) => {
                Err(TooLong)
            }
            _ => {
                let Some(stream) = request.body() else { return Ok(Bytes::new()) };
                read_stream(Body::new(worker::Body::new(stream)), max_bytes).await
            }
        }
    }
}

async fn read_stream(body: Body, max_bytes: usize) -> Result<Bytes, TooLong> {
    let mut chunks = body.into_data_stream();
    let (mut kept, mut length) = (Vec::new(), 0_usize);
    while let Some(chunk) = chunks.next().await {
        let chunk = chunk.map_err(|_| TooLong)?;
        length = length.saturating_add(chunk.len());
        if length <= max_bytes {
            kept.extend_from_slice(&chunk);
        } else {
            // `clear` would keep the memory allocated while the rest is discarded.
            kept = Vec::new();
        }
        if length > max_bytes.saturating_add(TOLERATED_EXCESS_BYTES) {
            break;
        }
    }
    if length > max_bytes { Err(TooLong) } else { Ok(Bytes::from(kept)) }
}

fn stated_length(headers: &HeaderMap) -> Option<usize> {
    headers.get(header::CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;

    use futures_util::{FutureExt, stream};

    use super::*;

    fn read_chunks(sizes: &[usize], max_bytes: usize) -> Result<usize, TooLong> {
        let chunks: Vec<_> = sizes.iter().map(|size| Ok::<_, Infallible>(vec![7; *size])).collect();
        let body = Body::from_stream(stream::iter(chunks));
        read_stream(body, max_bytes).now_or_never().unwrap().map(|bytes| bytes.len())
    }

    #[test]
    fn stream_is_read_only_up_to_the_limit() {
        assert_eq!(read_chunks(&[], 10), Ok(0));
        assert_eq!(read_chunks(&[4, 6], 10), Ok(10));
        assert_eq!(read_chunks(&[4, 7], 10), Err(TooLong));
        assert_eq!(read_chunks(&[11, 0, 3], 10), Err(TooLong));
        assert_eq!(read_chunks(&[TOLERATED_EXCESS_BYTES + 11], 10), Err(TooLong));
    }

    #[test]
    fn structure_inside_strings_is_not_counted() {
        for (json, count) in [
            (r#"{"a":[1,2],"b":{}}"#, 5),
            (r#"["{[,",",\\",","]"#, 3),
            (r#"["\",[{",{}]"#, 3),
            (r#"["\\\",[{","\\\\",[]]"#, 4),
            (r#"{"a":",,,,"#, 1),
            ("", 0),
            (r#""""#, 0),
        ] {
            assert_eq!(values(json.as_bytes()), count, "{json}");
        }
        assert_eq!(values(b"\xff,\xff"), 1);
        assert_eq!(values("[".repeat(100_000).as_bytes()), MAX_DEPTH);
        let (deep, flat) = ("[".repeat(200) + &"]".repeat(200), "{},".repeat(10));
        assert_eq!(values(format!("{deep}{flat}").as_bytes()), MAX_DEPTH + 20);
    }

    #[test]
    fn body_with_too_many_values_is_too_long() {
        let read_json = |json: String, max_bytes| {
            let request = Request::new(Body::from(json));
            read(request, max_bytes).now_or_never().unwrap().map(|(_, bytes)| bytes.len())
        };
        let objects = |count: usize| format!("[{}]", vec![r#"{"":0}"#; count].join(","));
        assert!(read_json(objects(FEW_VALUES / 2), 16_384).is_ok());
        assert_eq!(read_json(objects(FEW_VALUES / 2 + 1), 16_384), Err(TooLong));
        let commas = ",".repeat(FEW_VALUES + 1);
        assert_eq!(read_json(commas.clone(), 16_384), Err(TooLong));
        assert!(read_json(format!("[\"{commas}\"]"), 16_384).is_ok());
        assert!(read_json(objects(60_000), 1_048_576).is_ok());
        assert_eq!(read_json(objects(70_000), 1_048_576), Err(TooLong));
        assert_eq!(max_values(24 * 1_048_576), MAX_VALUES);
    }

    #[test]
    fn content_length_must_be_a_number() {
        let length = |text: &'static str| {
            let mut headers = HeaderMap::new();
            headers.insert(header::CONTENT_LENGTH, http::HeaderValue::from_static(text));
            stated_length(&headers)
        };
        assert_eq!([length("12"), length("-1"), length("")], [Some(12), None, None]);
        assert_eq!(stated_length(&HeaderMap::new()), None);
    }
}
