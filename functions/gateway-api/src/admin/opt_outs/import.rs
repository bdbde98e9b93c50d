//! `POST /api/v1/admin/opt-outs/import`: a list of numbers at once.

use axum::Json;
use csv::{ReaderBuilder, StringRecord};
use edge_kit::RequestContext;
use object_commands::dispatcher::ChangeOptOuts;
use opt_outs::{Change, Source};
use telephony::{Address, Region};

use super::{
    input::ImportOptOutsIn,
    note,
    out::{BadLineOut, ImportOptOutsOut},
};
use crate::{
    access::{Client, MayManageAccount},
    dispatcher_calls,
    error::{ApiError, ApiResult},
    input::In,
};

/// Maximum number of entries in one request.
const MAX_ENTRIES: usize = 10_000;
/// Unreadable lines that the answer names.
const MAX_BAD_LINES: usize = 100;
/// Names of the first column in a heading.
const HEADINGS: [&str; 5] = ["number", "phone", "phone_number", "phone number", "to"];

/// An entry with the number of its line or, in a list, its position, from 1.
#[derive(Debug, PartialEq, Eq)]
struct Entry {
    line: u64,
    text: String,
}

/// `POST /api/v1/admin/opt-outs/import`: opts all of the numbers out that can be read, and names the lines that cannot.
/// Repeating an import changes nothing, also after a failure in its middle.
#[worker::send]
pub(crate) async fn import(
    context: RequestContext,
    client: Client<MayManageAccount>,
    In { input, .. }: In<ImportOptOutsIn>,
) -> ApiResult<Json<ImportOptOutsOut>> {
    let source =
        Source::Import { author: client.actor.known_as().to_owned(), reason: note(input.reason)? };
    let entries = match (input.numbers, input.csv) {
        (Some(_), Some(_)) => {
            return Err(ApiError::invalid("csv", "csv cannot be given together with numbers"));
        }
        (Some(numbers), None) => listed(numbers)?,
        (None, Some(text)) => lines(&text)?,
        (None, None) => return Err(ApiError::missing("numbers")),
    };
    let (numbers, bad) = readable(&entries, client.default_region);
    let mut out = ImportOptOutsOut {
        invalid: u32::try_from(bad.len()).unwrap_or(u32::MAX),
        invalid_lines: bad.into_iter().take(MAX_BAD_LINES).collect(),
        ..ImportOptOutsOut::default()
    };
    // In pieces, so that sending never waits for a whole import.
    for piece in numbers.chunks(ChangeOptOuts::MAX_NUMBERS) {
        let numbers = piece.to_vec();
        let command = ChangeOptOuts { numbers, change: Change::Out, source: source.clone() };
        let outcome = dispatcher_calls::dispatcher(&context, &client.account_id, command).await?;
        out.added = out.added.saturating_add(outcome.changed);
        out.unchanged = out.unchanged.saturating_add(outcome.unchanged);
        out.refused = out.refused.saturating_add(outcome.refused);
    }
    Ok(Json(out))
}

fn listed(numbers: Vec<String>) -> ApiResult<Vec<Entry>> {
    if numbers.len() > MAX_ENTRIES {
        let error = format!("numbers has more than {MAX_ENTRIES} entries");
        return Err(ApiError::invalid("numbers", error));
    }
    Ok((1..).zip(numbers).map(|(line, text)| Entry { line, text }).collect())
}

/// Reads the first column of each line that is not empty.
fn lines(text: &str) -> ApiResult<Vec<Entry>> {
    let first = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    let delimiter = [(',', b','), (';', b';'), ('\t', b'\t')];
    let delimiter = delimiter.into_iter().find(|(it, _)| first.contains(*it));
    let bytes = text.trim_start_matches('\u{feff}').as_bytes();
    let mut reader = ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter.map_or(b',', |(_, byte)| byte))
        .from_reader(bytes);
    let mut entries = Vec::new();
    let mut record = StringRecord::new();
    let mut counter = LineCounter { rest: bytes, passed: 0, line: 1 };
    // Reading a text from memory can fail by invalid UTF-8 only, and this text is valid.
    while reader.read_record(&mut record).map_err(|_| ApiError::bad_parameter("csv"))? {
        let line = counter.line_of(record.position().map_or(0, csv::Position::byte));
        let text = record.get(0).unwrap_or_default().trim().to_owned();
        let is_heading = entries.is_empty() && HEADINGS.contains(&text.to_lowercase().as_str());
        if is_heading {
            continue;
        }
        if entries.len() >= MAX_ENTRIES {
            let error = format!("csv has more than {MAX_ENTRIES} lines");
            return Err(ApiError::invalid("csv", error));
        }
        entries.push(Entry { line, text });
    }
    Ok(entries)
}

/// Numbers of lines. The parser's own count stands before the line ends and empty lines that precede a record.
struct LineCounter<'a> {
    /// Text that is not counted yet.
    rest: &'a [u8],
    /// Number of bytes before it.
    passed: u64,
    line: u64,
}

impl LineCounter<'_> {
    /// Returns the line of the first byte at or after this offset that ends no line. Offsets must not decrease.
    fn line_of(&mut self, offset: u64) -> u64 {
        while let Some((first, rest)) = self.rest.split_first() {
            let ends_line = matches!(first, b'\r' | b'\n');
            if self.passed >= offset && !ends_line {
                break;
            }
            if *first == b'\n' {
                self.line = self.line.saturating_add(1);
            }
            self.rest = rest;
            self.passed = self.passed.saturating_add(1);
        }
        self.line
    }
}

fn readable(entries: &[Entry], region: Region) -> (Vec<Address>, Vec<BadLineOut>) {
    let (mut numbers, mut bad) = (Vec::with_capacity(entries.len()), Vec::new());
    for Entry { line, text } in entries {
        match Address::search(text, region) {
            Some(number) => numbers.push(number),
            None => bad.push(BadLineOut { error: "not a phone number", line: *line }),
        }
    }
    (numbers, bad)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn texts(csv: &str) -> Vec<(u64, String)> {
        lines(csv).unwrap().into_iter().map(|it| (it.line, it.text)).collect()
    }

    #[test]
    fn first_column_is_read_with_or_without_a_heading() {
        let expected = vec![(2, "+12025550123".to_owned()), (4, "+12025550124".to_owned())];
        for csv in [
            "Number,Name\r\n+12025550123,A\r\n\r\n\"+12025550124\",\"B, C\"\r\n",
            "\u{feff}phone;x\n+12025550123;A\n\n+12025550124;B",
            "to\tx\n+12025550123\tA\n\n+12025550124",
        ] {
            assert_eq!(texts(csv), expected, "{csv:?}");
        }
        assert_eq!(texts("+12025550123"), [(1, "+12025550123".to_owned())]);
        assert_eq!(texts(""), []);
    }

    #[test]
    fn unreadable_lines_are_named_and_the_others_are_kept() {
        let entries = lines("+12025550123\nx1y2z3 12345678\n+999\n+12025550124\n").unwrap();
        let (numbers, bad) = readable(&entries, Region::parse("US").unwrap());
        assert_eq!(numbers.len(), 2);
        assert_eq!(bad.iter().map(|it| it.line).collect::<Vec<_>>(), [2, 3]);
    }

    #[test]
    fn list_and_text_have_a_limit() {
        let many = vec!["1".to_owned(); MAX_ENTRIES + 1];
        assert!(lines(&many[..MAX_ENTRIES].join("\n")).is_ok());
        assert!(lines(&many.join("\n")).is_err());
        assert!(listed(many).is_err());
    }

    proptest! {
        #[test]
        fn any_text_is_read_without_a_fault(text in "(?s:.){0,200}") {
            let entries = lines(&text).unwrap();
            readable(&entries, Region::parse("US").unwrap());
        }
    }
}
