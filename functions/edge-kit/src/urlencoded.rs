//! Strict `application/x-www-form-urlencoded`: bytes that are not UTF-8 make the whole text malformed, while the usual
//! decoders would put a replacement character into a message. The exception is half a surrogate pair, which a length
//! limit leaves of an emoji: it becomes a replacement character.

use http::Uri;
use lenient_input::Garbage;
use percent_encoding::percent_decode;

use crate::RequestFault;

/// Returns the names and values of the URI's query, in order. A query that cannot be read is a fault and never an empty
/// one, which would switch off every filter in it.
pub fn parse_query(uri: &Uri) -> Result<Vec<(String, String)>, RequestFault> {
    parse(uri.query().unwrap_or_default().as_bytes())
}

/// Returns the names and values, in order.
pub fn parse(text: &[u8]) -> Result<Vec<(String, String)>, RequestFault> {
    let pairs = text.split(|byte| *byte == b'&').filter(|pair| !pair.is_empty());
    pairs
        .map(|pair| {
            let mut halves = pair.splitn(2, |byte| *byte == b'=');
            let name = decode(halves.next().unwrap_or_default())?;
            Ok((name, decode(halves.next().unwrap_or_default())?))
        })
        .collect()
}

fn decode(text: &[u8]) -> Result<String, RequestFault> {
    // Before decoding, so that an escaped plus sign (`%2B`) stays one.
    let spaced: Vec<u8> =
        text.iter().map(|byte| if *byte == b'+' { b' ' } else { *byte }).collect();
    let decoded: Vec<u8> = percent_decode(&spaced).collect();
    match lenient_input::text(&decoded, Garbage::Refused) {
        Some(text) => Ok(text.into_owned()),
        None => Err(RequestFault::Malformed),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_values_are_decoded() {
        let pairs = parse(b"to=%2B1+2&&message=a%3Db=c&flag").unwrap();
        let expected = [("to", "+1 2"), ("message", "a=b=c"), ("flag", "")];
        let expected = expected.map(|(name, value)| (name.to_owned(), value.to_owned()));
        assert_eq!(pairs, expected);
    }

    #[test]
    fn query_with_one_unreadable_value_is_refused_whole() {
        let query = |text: &str| parse_query(&text.parse().unwrap());
        assert_eq!(query("/list"), Ok(Vec::new()));
        assert_eq!(query("/list?limit=0"), Ok(vec![("limit".to_owned(), "0".to_owned())]));
        for text in ["/list?limit=0&x=%FF", "/list?%FF", "/list?a=%2B237&x=caf%E9"] {
            assert_eq!(query(text), Err(RequestFault::Malformed), "{text}");
        }
    }

    #[test]
    fn half_a_surrogate_pair_is_replaced() {
        let pairs = parse(b"m=a%ED%A0%BD&n=%ED%A0%BD%ED%B8%80&z=%00").unwrap();
        let expected = [("m", "a\u{fffd}"), ("n", "\u{1f600}"), ("z", "\0")];
        let expected = expected.map(|(name, value)| (name.to_owned(), value.to_owned()));
        assert_eq!(pairs, expected);
    }

    #[test]
    fn bytes_that_are_not_utf8_are_refused_encoded_or_not() {
        for text in [&b"to=%FF"[..], b"to=\xff", b"%C3%28=x", b"a=1&b=%80"] {
            assert_eq!(parse(text), Err(RequestFault::Malformed));
        }
    }
}
