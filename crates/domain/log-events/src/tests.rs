//! The documentation, held to the events. `WRITE_LOG_EVENTS=1 cargo test -p log-events` writes it.

use std::{collections::BTreeSet, fmt::Write, fs};

use crate::{EventEntry, FIELDS, FieldKind, Level, events::SECTIONS};

const LOGGING: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../docs/LOGGING.md");
const OPERATIONS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../docs/OPERATIONS.md");
const END: &str = "<!-- end of log events -->";

fn meaning(entry: &EventEntry) -> String {
    entry.meaning.concat().trim().to_owned()
}

fn name_of(ident: &str) -> &'static str {
    FIELDS.iter().find(|field| field.ident == ident).expect("a field of FIELDS").name
}

fn alerts() -> String {
    let mut table = "| message | means |\n|---|---|\n".to_owned();
    for entry in SECTIONS.iter().flat_map(|section| section.entries) {
        if entry.level == Level::Error {
            writeln!(table, "| `{}` | {} |", entry.message, meaning(entry)).unwrap();
        }
    }
    table
}

fn all_events() -> String {
    let mut text = String::new();
    for section in SECTIONS {
        write!(
            text,
            "### {}\n\n| level | message | fields | means |\n|---|---|---|---|\n",
            section.subject
        )
        .unwrap();
        for entry in section.entries {
            let fields: Vec<String> =
                entry.fields.iter().map(|ident| format!("`{}`", name_of(ident))).collect();
            let cells = [
                entry.level.as_str(),
                &format!("`{}`", entry.message),
                &fields.join(", "),
                &meaning(entry),
            ]
            .map(str::to_owned);
            writeln!(text, "| {} |", cells.join(" | ")).unwrap();
        }
        text.push('\n');
    }
    text.replace("|  |", "| |").trim_end().to_owned() + "\n"
}

fn fields() -> String {
    let mut table = "| field | value | means |\n|---|---|---|\n".to_owned();
    for field in FIELDS {
        let kind = if field.kind == FieldKind::Number { "number" } else { "text" };
        writeln!(table, "| `{}` | {kind} | {} |", field.name, field.meaning).unwrap();
    }
    table
}

fn compare(path: &str, name: &str, table: &str) {
    let begin = format!("<!-- log events: {name} -->");
    let text = fs::read_to_string(path).unwrap();
    let (before, rest) = text.split_once(&begin).unwrap_or_else(|| panic!("no {begin} in {path}"));
    let (written, after) = rest.split_once(END).unwrap();
    let expected = format!("\n\n{table}\n");
    if std::env::var_os("WRITE_LOG_EVENTS").is_some() {
        fs::write(path, format!("{before}{begin}{expected}{END}{after}")).unwrap();
    } else {
        assert_eq!(written, expected, "run WRITE_LOG_EVENTS=1 cargo test -p log-events");
    }
}

#[test]
fn documentation_lists_exactly_the_events() {
    compare(LOGGING, "fields", &fields());
    compare(LOGGING, "all", &all_events());
    compare(OPERATIONS, "alerts", &alerts());
}

#[test]
fn every_message_is_unique_and_every_field_is_documented() {
    let mut messages = BTreeSet::new();
    for entry in SECTIONS.iter().flat_map(|section| section.entries) {
        assert!(messages.insert(entry.message), "{} stands twice", entry.message);
        assert!(!entry.message.ends_with('.'), "{} is no sentence", entry.message);
        for ident in entry.fields {
            assert!(FIELDS.iter().any(|field| field.ident == *ident), "{ident} is no field");
        }
    }
    let names: BTreeSet<&str> = FIELDS.iter().map(|field| field.name).collect();
    assert_eq!(names.len(), FIELDS.len());
}

/// Returns the messages in the first cells of tables of log messages that are written by hand.
fn cited_messages(page: &str) -> Vec<String> {
    let mut cited = Vec::new();
    let mut is_log_table = false;
    for line in page.lines() {
        let first = line.strip_prefix("| ").and_then(|rest| rest.split(" | ").next());
        match first {
            None => is_log_table = line.starts_with("|---") && is_log_table,
            Some("log" | "message" | "message in the log" | "log line") => is_log_table = true,
            Some(cell) if is_log_table => {
                cited.extend(cell.split('`').skip(1).step_by(2).map(str::to_owned));
            }
            Some(_) => {}
        }
    }
    cited
}

#[test]
fn log_messages_that_operations_explains_are_written() {
    let messages: BTreeSet<&str> =
        SECTIONS.iter().flat_map(|section| section.entries).map(|entry| entry.message).collect();
    let cited = cited_messages(&fs::read_to_string(OPERATIONS).unwrap());
    assert!(cited.len() >= 10, "{cited:?}");
    let unknown: Vec<&String> = cited.iter().filter(|it| !messages.contains(it.as_str())).collect();
    assert!(unknown.is_empty(), "{unknown:?}");
}

/// Fields that the context of a line writes, rather than an event.
const CONTEXT_FIELDS: [&str; 9] = [
    "request_id",
    "account_id",
    "route",
    "object",
    "command",
    "job",
    "gateway_id",
    "webhook_endpoint",
    "push_queue",
];

#[test]
fn every_documented_field_is_written() {
    let written: BTreeSet<&str> = SECTIONS
        .iter()
        .flat_map(|section| section.entries)
        .flat_map(|entry| entry.fields.iter().copied())
        .chain(CONTEXT_FIELDS)
        .collect();
    let unused: Vec<&str> =
        FIELDS.iter().map(|field| field.ident).filter(|ident| !written.contains(ident)).collect();
    assert!(unused.is_empty(), "{unused:?}");
}
