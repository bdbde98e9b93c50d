//! `multipart/form-data`: a form in several parts, as curl's `-F` and many libraries write it.

use crate::utf8::{Garbage, text};

const MEDIA_TYPE: &str = "multipart/form-data";
/// Maximum length of a boundary.
const MAX_BOUNDARY_BYTES: usize = 70;
/// Maximum number of parts; no form has as many.
const MAX_PARTS: usize = 500;
/// Maximum length of all of a part's headers. Real ones have a tenth of it.
const MAX_HEADER_BYTES: usize = 4_096;

/// The body is no multipart form: its boundary, its end or the name of a part is missing, a text is not UTF-8, or
/// there are too many parts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MultipartError;

/// Returns the boundary in a `Content-Type`, without its quotes. `None` for another type. The text is empty when the
/// parameter is missing.
pub fn boundary(content_type: &str) -> Option<String> {
    let media_type = content_type.split(';').next().unwrap_or_default();
    if !media_type.trim().eq_ignore_ascii_case(MEDIA_TYPE) {
        return None;
    }
    Some(parameter(content_type, "boundary").unwrap_or_default())
}

/// Returns the names and texts of the parts, in order. A part with a file name is a file and is skipped.
pub fn multipart(
    boundary: &str,
    body: &[u8],
    garbage: Garbage,
) -> Result<Vec<(String, String)>, MultipartError> {
    if !(1..=MAX_BOUNDARY_BYTES).contains(&boundary.len()) {
        return Err(MultipartError);
    }
    let delimiter = format!("--{boundary}");
    let mut rest = first_part(body, delimiter.as_bytes()).ok_or(MultipartError)?;
    let mut fields = Vec::new();
    // One round more than there may be parts, for the end.
    for _ in 0..=MAX_PARTS {
        if rest.starts_with(b"--") {
            return Ok(fields);
        }
        let part = after_line_end(rest).ok_or(MultipartError)?;
        let (content, next) = up_to(part, delimiter.as_bytes()).ok_or(MultipartError)?;
        fields.extend(field(content, garbage)?);
        rest = next;
    }
    Err(MultipartError)
}

/// Returns the name and text of one part. `None` when it is a file.
fn field(part: &[u8], garbage: Garbage) -> Result<Option<(String, String)>, MultipartError> {
    let (head, content) = head_and_content(part).ok_or(MultipartError)?;
    let head = text(head, garbage).ok_or(MultipartError)?;
    let header = |wanted: &str| {
        head.lines().find_map(|line| {
            let (name, value) = line.split_once(':')?;
            name.trim().eq_ignore_ascii_case(wanted).then_some(value)
        })
    };
    let disposition = header("content-disposition").ok_or(MultipartError)?;
    let name = parameter(disposition, "name").ok_or(MultipartError)?;
    if parameter(disposition, "filename").is_some() || parameter(disposition, "filename*").is_some()
    {
        return Ok(None);
    }
    let is_latin =
        header("content-type").and_then(|it| parameter(it, "charset")).is_some_and(|charset| {
            ["iso-8859-1", "latin1"].iter().any(|it| charset.eq_ignore_ascii_case(it))
        });
    let content = if is_latin {
        content.iter().copied().map(char::from).collect()
    } else {
        text(content, garbage).ok_or(MultipartError)?.into_owned()
    };
    Ok(Some((name, content)))
}

/// Returns a header's parameter, without its quotes and escaping backslashes.
fn parameter(header: &str, wanted: &str) -> Option<String> {
    let mut rest = header.split_once(';')?.1;
    loop {
        let (name, behind) = rest.split_once('=')?;
        let (value, next) = parameter_value(behind.trim_start());
        // Words without a value may stand before the name.
        let name = name.rsplit(';').next().unwrap_or_default();
        if name.trim().eq_ignore_ascii_case(wanted) {
            return Some(value);
        }
        rest = next.split_once(';')?.1;
    }
}

/// Returns a parameter's value, and the text after it.
fn parameter_value(text: &str) -> (String, &str) {
    let Some(quoted) = text.strip_prefix('"') else {
        let end = text.find(';').unwrap_or(text.len());
        let (value, next) = text.split_at_checked(end).unwrap_or((text, ""));
        return (value.trim().to_owned(), next);
    };
    let mut value = String::new();
    let mut letters = quoted.char_indices();
    while let Some((at, letter)) = letters.next() {
        match letter {
            '"' => return (value, quoted.get(at..).unwrap_or_default()),
            '\\' => value.extend(letters.next().map(|(_, escaped)| escaped)),
            letter => value.push(letter),
        }
    }
    (value, "")
}

/// Returns the rest after the first delimiter. Lines before it are ignored.
fn first_part<'a>(body: &'a [u8], delimiter: &[u8]) -> Option<&'a [u8]> {
    match body.strip_prefix(delimiter) {
        Some(rest) => Some(rest),
        None => up_to(body, delimiter).map(|(_, rest)| rest),
    }
}

/// Splits at the line that begins with the delimiter: the part before that line, and the rest after the delimiter.
fn up_to<'a>(bytes: &'a [u8], delimiter: &[u8]) -> Option<(&'a [u8], &'a [u8])> {
    let mut from = 0_usize;
    loop {
        let line_end = bytes.get(from..)?.iter().position(|byte| *byte == b'\n')?;
        let line_end = from.saturating_add(line_end);
        let next = line_end.saturating_add(1);
        if let Some(rest) = bytes.get(next..)?.strip_prefix(delimiter) {
            let before = bytes.get(..line_end)?;
            return Some((before.strip_suffix(b"\r").unwrap_or(before), rest));
        }
        from = next;
    }
}

/// Returns the rest after the end of the line. `None` when the line contains anything but blanks.
fn after_line_end(bytes: &[u8]) -> Option<&[u8]> {
    let end = bytes.iter().position(|byte| *byte == b'\n')?;
    let (line, rest) = bytes.split_at_checked(end.saturating_add(1))?;
    line.trim_ascii().is_empty().then_some(rest)
}

/// Splits a part at the first empty line into headers and content.
fn head_and_content(part: &[u8]) -> Option<(&[u8], &[u8])> {
    let mut from = 0_usize;
    while from <= MAX_HEADER_BYTES {
        let length = part.get(from..)?.iter().position(|byte| *byte == b'\n')?;
        let next = from.saturating_add(length).saturating_add(1);
        if part.get(from..next)?.trim_ascii().is_empty() {
            return part.get(..from).zip(part.get(next..));
        }
        from = next;
    }
    None
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(body: &str) -> Result<Vec<(String, String)>, MultipartError> {
        multipart("XX", body.as_bytes(), Garbage::Refused)
    }

    fn owned(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
        pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }

    fn part(name: &str, value: &str) -> String {
        format!("--XX\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
    }

    #[test]
    fn content_type_names_its_boundary() {
        for (content_type, expected) in [
            ("multipart/form-data; boundary=XX", Some("XX")),
            ("Multipart/Form-Data;charset=utf-8; Boundary=\"a b\"", Some("a b")),
            ("multipart/form-data; boundary=\"a;b\"", Some("a;b")),
            ("multipart/form-data; note=\"; boundary=no\"; boundary = \"a\\\"b\"", Some("a\"b")),
            ("multipart/form-data; flag; boundary=XX; charset=utf-8", Some("XX")),
            ("multipart/form-data; boundary=", Some("")),
            ("multipart/form-data", Some("")),
            ("multipart/mixed; boundary=XX", None),
            ("application/json", None),
            ("", None),
        ] {
            assert_eq!(boundary(content_type).as_deref(), expected, "{content_type}");
        }
    }

    #[test]
    fn fields_are_read_in_the_notations_of_different_writers() {
        let form =
            format!("{}{}--XX--\r\n", part("to", "+12025550123"), part("message", "a\r\nb 😀\0"));
        let expected = Ok(owned(&[("to", "+12025550123"), ("message", "a\r\nb 😀\0")]));
        assert_eq!(read(&form), expected);
        assert_eq!(read(&format!("a preamble\r\n{form}an epilogue")), expected);
        assert_eq!(read("--XX--"), Ok(owned(&[])));
        // Bare line ends, blanks after the delimiter, headers in any case and order, a value without quotes.
        let other = "--XX \nContent-Type: text/plain; charset=utf-8\ncontent-disposition:form-data;name=to\n\n1\n--XX\t\r\nContent-Disposition: form-data; a=\";\"; name=\"a\\\"b\"\r\n\r\n\r\n--XX--";
        assert_eq!(read(other), Ok(owned(&[("to", "1"), ("a\"b", "")])));
        let latin = b"--XX\r\nContent-Disposition: form-data; name=\"t\"\r\nContent-Type: text/plain; charset=ISO-8859-1\r\n\r\ncaf\xe9\r\n--XX--";
        assert_eq!(multipart("XX", latin, Garbage::Refused), Ok(owned(&[("t", "café")])));
    }

    #[test]
    fn line_that_only_resembles_the_delimiter_is_content() {
        let form = format!("{}--XX--", part("t", "--X\r\n -- XX\r\n--YX\r\n"));
        assert_eq!(read(&form), Ok(owned(&[("t", "--X\r\n -- XX\r\n--YX\r\n")])));
    }

    #[test]
    fn file_is_skipped() {
        let file = "--XX\r\nContent-Disposition: form-data; name=\"f\"; filename=\"a.png\"\r\nContent-Type: image/png\r\n\r\n\u{1}\u{2}\r\n";
        assert_eq!(read(&format!("{file}{}--XX--", part("to", "1"))), Ok(owned(&[("to", "1")])));
    }

    #[test]
    fn malformed_form_is_refused() {
        for body in [
            "",
            "to=1",
            "--XX",
            "--XX\r\n",
            "--XXmore\r\n",
            "--XX\r\n\r\nno name\r\n--XX--",
            "--XX\r\nContent-Disposition: form-data\r\n\r\nx\r\n--XX--",
            "--XX\r\nContent-Disposition: form-data; name=\"to\"\r\n--XX--",
            "--XX\r\nContent-Disposition: form-data; name=\"to\"\r\n\r\nno end",
            "--YY\r\nContent-Disposition: form-data; name=\"to\"\r\n\r\nx\r\n--YY--",
        ] {
            assert_eq!(read(body), Err(MultipartError), "{body}");
        }
        assert_eq!(multipart("", b"--\r\n----", Garbage::Refused), Err(MultipartError));
        let long_head = format!("--XX\r\n{}: x\r\n\r\nx\r\n--XX--", "a: x\r\n".repeat(1_000));
        assert_eq!(read(&long_head), Err(MultipartError));
        let garbage = [
            part("t", "").as_bytes(),
            b"--XX\r\nContent-Disposition: form-data; name=\"u\"\r\n\r\n\xff\r\n--XX--",
        ]
        .concat();
        assert_eq!(multipart("XX", &garbage, Garbage::Refused), Err(MultipartError));
        assert_eq!(
            multipart("XX", &garbage, Garbage::Replaced),
            Ok(owned(&[("t", ""), ("u", "\u{fffd}")]))
        );
        assert_eq!(
            read(&format!("{}--XX--", part("t", "x").repeat(MAX_PARTS + 1))),
            Err(MultipartError)
        );
        assert!(read(&format!("{}--XX--", part("t", "x").repeat(MAX_PARTS))).is_ok());
    }

    proptest! {
        #[test]
        fn form_survives_a_round_trip(fields in prop::collection::vec(("[a-z_]{1,8}", "[^\n]{0,20}(\r\n[^\n]{0,9}){0,2}"), 0..5)) {
            let unlike = fields.iter().all(|(_, value)| !value.contains("--XX") && !value.ends_with('\r'));
            prop_assume!(unlike);
            let parts: String = fields.iter().map(|(name, value)| part(name, value)).collect();
            prop_assert_eq!(read(&format!("{parts}--XX--\r\n")), Ok(fields));
        }

        #[test]
        fn any_body_is_read_or_refused(body in "(--XX|\r\n|\n|--|Content-Disposition: form-data; name=|\"|;|a|:){0,30}", bytes in prop::collection::vec(any::<u8>(), 0..40)) {
            let _ = read(&body);
            let _ = multipart("XX", &bytes, Garbage::Replaced);
            let _ = boundary(&body);
        }
    }
}
