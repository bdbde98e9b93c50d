//! The table of an import: its heading, and the column that has the numbers.

use csv::{ReaderBuilder, StringRecord};
use telephony::{Address, Region};

use super::{Entry, MAX_ENTRIES};
use crate::error::{ApiError, ApiResult};

/// Headings of a column of phone numbers, in lower case and without punctuation.
const HEADINGS: [&str; 19] = [
    "number",
    "numbers",
    "phone",
    "phones",
    "phonenumber",
    "phonenumbers",
    "phoneno",
    "mobile",
    "mobilenumber",
    "mobilephone",
    "cell",
    "cellphone",
    "telephone",
    "telephonenumber",
    "tel",
    "msisdn",
    "contactnumber",
    "recipient",
    "to",
];
/// Most columns and lines by whose content the column is found, so that a wide table costs little.
const MAX_COLUMNS: usize = 64;
const SAMPLED_LINES: usize = 200;

/// Returns the entry of each line that is not empty, without the heading. 422 if no column has phone numbers.
pub(super) fn entries(text: &str, region: Region) -> ApiResult<Vec<Entry>> {
    let mut rows = rows(text)?;
    let heading = match rows.first() {
        Some((_, first)) if is_heading(first, region) => Some(rows.remove(0).1),
        _ => None,
    };
    if rows.len() > MAX_ENTRIES {
        let error = format!("csv has more than {MAX_ENTRIES} lines");
        return Err(ApiError::invalid("csv", error));
    }
    let column = number_column(heading.as_ref(), &rows, region)
        .ok_or_else(|| ApiError::invalid("csv", "csv has no column of phone numbers"))?;
    let entry = |(line, record): (u64, StringRecord)| Entry {
        line,
        text: record.get(column).unwrap_or_default().trim().to_owned(),
    };
    Ok(rows.into_iter().map(entry).collect())
}

/// Reads the lines that are not empty, each with its number. One more than the limit may be a heading.
fn rows(text: &str) -> ApiResult<Vec<(u64, StringRecord)>> {
    let first = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    let delimiter = [(',', b','), (';', b';'), ('\t', b'\t')];
    let delimiter = delimiter.into_iter().find(|(it, _)| first.contains(*it));
    let bytes = text.trim_start_matches('\u{feff}').as_bytes();
    let mut reader = ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter.map_or(b',', |(_, byte)| byte))
        .from_reader(bytes);
    let mut rows = Vec::new();
    let mut record = StringRecord::new();
    let mut counter = LineCounter { rest: bytes, passed: 0, line: 1 };
    // Reading a text from memory can fail by invalid UTF-8 only, and this text is valid.
    while reader.read_record(&mut record).map_err(|_| ApiError::bad_parameter("csv"))? {
        let line = counter.line_of(record.position().map_or(0, csv::Position::byte));
        rows.push((line, record.clone()));
        if rows.len() > MAX_ENTRIES.saturating_add(1) {
            break;
        }
    }
    Ok(rows)
}

/// Whether a first line names the columns: with a known heading, or because no cell begins like a number.
fn is_heading(first: &StringRecord, region: Region) -> bool {
    let begins_like_number = |cell: &str| {
        cell.trim().starts_with(|c: char| c.is_ascii_digit() || matches!(c, '+' | '('))
            || Address::subscriber(cell, region).is_some()
    };
    first.iter().any(names_numbers) || !first.iter().any(begins_like_number)
}

fn names_numbers(cell: &str) -> bool {
    let letters = cell.chars().filter(|c| c.is_alphanumeric());
    let name: String = letters.flat_map(char::to_lowercase).collect();
    HEADINGS.contains(&name.as_str())
}

/// Returns the column of the numbers: of those with a known heading, or else of all, the one with the most phone
/// numbers, and of equal ones the first. A column without a known heading needs a phone number, or has to be the only
/// one: among several, a few digits are as likely another id as a short code.
fn number_column(
    heading: Option<&StringRecord>,
    rows: &[(u64, StringRecord)],
    region: Region,
) -> Option<usize> {
    let sample = || rows.iter().take(SAMPLED_LINES).map(|(_, record)| record);
    let columns = sample().map(StringRecord::len).max().unwrap_or(0).min(MAX_COLUMNS);
    let count = |column: usize| {
        let cells = sample().filter_map(|record| record.get(column));
        let (mut numbers, mut plus_signs, mut readable) = (0_usize, 0_usize, 0_usize);
        for cell in cells {
            let address = Address::subscriber(cell, region);
            readable += usize::from(address.is_some());
            numbers += usize::from(matches!(address, Some(Address::E164(_))));
            plus_signs += usize::from(cell.trim_start().starts_with('+'));
        }
        (numbers, plus_signs, readable)
    };
    // The maximum is the last of equal elements, so the columns go backwards.
    let best = |columns: Vec<usize>| {
        let counted = columns.into_iter().rev().map(|column| (count(column), column));
        counted.max_by_key(|(counts, _)| *counts)
    };
    let named = heading.into_iter().flat_map(|it| it.iter().enumerate());
    let named = named.filter(|(_, cell)| names_numbers(cell)).map(|(column, _)| column);
    let named: Vec<usize> = named.take(MAX_COLUMNS).collect();
    if !named.is_empty() {
        return best(named).map(|(_, column)| column);
    }
    let ((numbers, _, readable), column) = best((0..columns).collect())?;
    (numbers > 0 || (columns == 1 && readable > 0)).then_some(column)
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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn us() -> Region {
        Region::parse("US").unwrap()
    }

    fn texts(csv: &str) -> Vec<(u64, String)> {
        entries(csv, us()).unwrap().into_iter().map(|it| (it.line, it.text)).collect()
    }

    #[test]
    fn column_of_the_numbers_is_found_with_or_without_a_heading() {
        let expected = vec![(2, "+12025550123".to_owned()), (4, "+12025550124".to_owned())];
        for csv in [
            "Number,Name\r\n+12025550123,A\r\n\r\n\"+12025550124\",\"B, C\"\r\n",
            "\u{feff}phone;x\n+12025550123;A\n\n+12025550124;B",
            "to\tx\n+12025550123\tA\n\n+12025550124",
            "name,number\nJohn,+12025550123\n\nMary,+12025550124",
            "customer;Mobile Phone\n1234;+12025550123\n\n2345;+12025550124",
            "number,phone\n7,+12025550123\n\n8,+12025550124",
            "a,b\n1234,+12025550123\n\n2345,+12025550124",
            "people who asked\n+12025550123\n\n+12025550124",
        ] {
            assert_eq!(texts(csv), expected, "{csv:?}");
        }
        assert_eq!(texts("+12025550123"), [(1, "+12025550123".to_owned())]);
        assert_eq!(texts("John,2025550123"), [(1, "2025550123".to_owned())]);
        assert_eq!(texts("262966"), [(1, "262966".to_owned())]);
    }

    #[test]
    fn line_without_a_number_is_an_entry_of_its_own() {
        let csv = "name,number\nJohn,none\nMary,+12025550124\nPaul";
        let expected = [(2, "none"), (3, "+12025550124"), (4, "")];
        assert_eq!(texts(csv), expected.map(|(line, text)| (line, text.to_owned())));
        // A first line that begins like a number is no heading.
        assert_eq!(texts("+999;B\n+12025550124;C")[0], (1, "+999".to_owned()));
    }

    #[test]
    fn text_without_a_column_of_numbers_is_refused() {
        let refused = ApiError::invalid("csv", "csv has no column of phone numbers");
        for csv in ["", "\n", "5", "John", "name\nJohn\nMary", "name,age\nJohn,1234\nMary,5678"] {
            assert_eq!(entries(csv, us()), Err(refused.clone()), "{csv:?}");
        }
    }

    #[test]
    fn text_has_a_limit_of_lines_without_its_heading() {
        let many = vec!["+12025550123"; MAX_ENTRIES].join("\n");
        assert_eq!(entries(&many, us()).unwrap().len(), MAX_ENTRIES);
        assert_eq!(entries(&format!("number\n{many}"), us()).unwrap().len(), MAX_ENTRIES);
        assert!(entries(&format!("{many}\n+12025550123"), us()).is_err());
        assert!(entries(&format!("number\n{many}\n+12025550123"), us()).is_err());
    }

    proptest! {
        #[test]
        fn any_text_is_read_without_a_fault(text in "(?s:.){0,200}") {
            if let Ok(entries) = entries(&text, us()) {
                prop_assert!(entries.len() <= MAX_ENTRIES);
            }
        }
    }
}
