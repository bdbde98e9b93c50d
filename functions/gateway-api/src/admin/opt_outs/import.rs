//! `POST /api/v1/admin/opt-outs/import`: a list of numbers at once.

mod table;

use axum::Json;
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
        (None, Some(text)) => table::entries(&text, client.default_region)?,
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

fn readable(entries: &[Entry], region: Region) -> (Vec<Address>, Vec<BadLineOut>) {
    let (mut numbers, mut bad) = (Vec::with_capacity(entries.len()), Vec::new());
    for Entry { line, text } in entries {
        if let Some(number) = Address::subscriber(text, region) {
            numbers.push(number);
        } else {
            let error = if text.is_empty() { "no number" } else { "not a phone number" };
            bad.push(BadLineOut { error, line: *line });
        }
    }
    (numbers, bad)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_that_are_no_numbers_are_named_with_their_reason() {
        let texts = ["+12025550123", "John", "5", "", "262966", "+999", "number"];
        let entries = listed(texts.map(str::to_owned).to_vec()).unwrap();
        let (numbers, bad) = readable(&entries, Region::parse("US").unwrap());
        let numbers: Vec<&str> = numbers.iter().map(Address::as_str).collect();
        assert_eq!(numbers, ["+12025550123", "262966"]);
        let bad: Vec<(u64, &str)> = bad.iter().map(|it| (it.line, it.error)).collect();
        let no = "not a phone number";
        assert_eq!(bad, [(2, no), (3, no), (4, "no number"), (6, no), (7, no)]);
    }

    #[test]
    fn list_has_a_limit() {
        assert!(listed(vec!["1".to_owned(); MAX_ENTRIES + 1]).is_err());
    }
}
