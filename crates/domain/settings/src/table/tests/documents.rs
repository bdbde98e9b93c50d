//! The documentation and `wrangler.toml`, held to the table.

use std::{collections::BTreeSet, fmt::Write, fs};

use super::{
    AcceptedValues, DefaultValue, PLATFORMS, SECTIONS, SERVER_SECRET, Setting, SettingKind, Values,
    lines, read,
};
use crate::Section;

const OPERATIONS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../docs/OPERATIONS.md");
const PLATFORMS_PAGE: &str =
    concat!(env!("CARGO_MANIFEST_DIR"), "/../../../docs/relay/platforms.md");
const WRANGLER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../wrangler.toml");
const END: &str = "<!-- end of settings -->";

fn begin(section: &Section) -> String {
    format!("<!-- settings: {} -->", section.name)
}

fn table(section: &Section) -> String {
    let mut table =
        "| name | kind | values | default | meaning |\n|---|---|---|---|---|\n".to_owned();
    let settings = section.settings();
    // Neighbors that differ only in their names share a row.
    for row in settings.chunk_by(|one, other| Setting { name: other.name, ..*one } == *other) {
        let Some(setting) = row.first() else { continue };
        let names: Vec<String> = row.iter().map(|it| format!("`{}`", it.name)).collect();
        writeln!(
            table,
            "| {} | {} | {} | {} | {} |",
            names.join(", "),
            kind(setting.kind),
            values(setting.values),
            default(setting),
            setting.meaning
        )
        .unwrap();
    }
    table.replace("|  |", "| |")
}

fn kind(kind: SettingKind) -> &'static str {
    match kind {
        SettingKind::Variable => "variable",
        SettingKind::Secret => "secret",
        SettingKind::RequiredSecret => "secret, required",
    }
}

fn values(values: AcceptedValues) -> String {
    let fixed = match values {
        AcceptedValues::Text(description) => description,
        AcceptedValues::Words(words) => {
            let words: Vec<String> = words.iter().map(|word| format!("`{word}`")).collect();
            return words.join(", ");
        }
        AcceptedValues::YesOrNo => "`true`, `1`, `false`, `0`",
        AcceptedValues::Count => "whole number, at least 1",
        AcceptedValues::Percent => "whole number from 1 to 100",
        AcceptedValues::CountOrNoLimit => "whole number; 0 is no limit",
        AcceptedValues::DaysOrForever => "whole days; 0 is forever",
        AcceptedValues::Seconds => "seconds",
        AcceptedValues::SecondsOrNever => "seconds; 0 is never",
        AcceptedValues::WholeSeconds => "whole seconds",
        AcceptedValues::Duration => "`90s`, `15m`, `1h30m`, or whole seconds",
        AcceptedValues::DurationOrOff => "`90s`, `15m`, `1h30m`, or whole seconds; 0 is off",
        AcceptedValues::Url => "URL",
        AcceptedValues::PublicUrl => "`https://host`, possibly with a port and a path",
    };
    fixed.to_owned()
}

fn default(setting: &Setting) -> String {
    let usual = value(setting.default);
    let Some(local) = setting.local_default else { return usual };
    let local = match local {
        DefaultValue::Value(_) => format!("{} where `ENVIRONMENT` is `local`", value(local)),
        _ => format!("where `ENVIRONMENT` is `local`, {}", value(local)),
    };
    format!("{usual}; {local}")
}

fn value(default: DefaultValue) -> String {
    match default {
        DefaultValue::Absent => String::new(),
        DefaultValue::Value(text) if text.bytes().all(|byte| byte.is_ascii_digit()) => {
            text.to_owned()
        }
        DefaultValue::Value(text) => format!("`{text}`"),
        DefaultValue::Described(description) => description.to_owned(),
    }
}

/// Returns the document with each section's table between its markers.
fn with_tables(document: &str) -> String {
    let mut document = document.to_owned();
    for section in SECTIONS.iter().filter(|section| section.name != PLATFORMS) {
        let begin = begin(section);
        let (before, rest) = document.split_once(&begin).unwrap_or_else(|| panic!("no {begin}"));
        let (_, after) = rest.split_once(END).unwrap_or_else(|| panic!("no {END} after {begin}"));
        document = format!("{before}{begin}\n\n{}\n{END}{after}", table(section));
    }
    document
}

#[test]
fn tables_of_the_operations_page_are_written_from_the_settings() {
    let document = fs::read_to_string(OPERATIONS).unwrap();
    let written = with_tables(&document);
    if std::env::var_os("WRITE_SETTINGS").is_some() {
        fs::write(OPERATIONS, written).unwrap();
    } else {
        assert!(
            document == written,
            "the tables of docs/OPERATIONS.md are not the settings: WRITE_SETTINGS=1 cargo test -p settings"
        );
    }
}

#[test]
fn operations_page_names_no_setting_that_does_not_exist() {
    let document = fs::read_to_string(OPERATIONS).unwrap();
    let settings = SECTIONS.iter().flat_map(Section::settings).map(|it| it.name.to_owned());
    let limits = rate_limits().into_iter().map(|(name, ..)| name);
    // A variable of the commands that call a deployment.
    let of_commands = ["WIREROOM_URL".to_owned()];
    let known: BTreeSet<String> = settings.chain(limits).chain(of_commands).collect();
    // Odd pieces between backticks are code.
    let code = document.split('`').skip(1).step_by(2);
    let names = code.filter(|text| {
        let is_name = |byte: u8| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_';
        text.contains('_') && text.bytes().all(is_name)
    });
    let unknown: BTreeSet<&str> = names.filter(|name| !known.contains(*name)).collect();
    assert_eq!(unknown, BTreeSet::new());
}

#[test]
fn platforms_page_names_every_setting_of_a_platform() {
    let page = fs::read_to_string(PLATFORMS_PAGE).unwrap();
    for section in SECTIONS.iter().filter(|section| section.name == PLATFORMS) {
        for setting in section.settings() {
            assert!(page.contains(&format!("`{}`", setting.name)), "{}", setting.name);
        }
    }
}

#[test]
fn wrangler_sets_variables_of_the_table_to_accepted_values() {
    let wrangler = wrangler();
    let mut values: Values<'_> = [SERVER_SECRET].into();
    for (name, value) in wrangler["vars"].as_table().unwrap() {
        let line = lines().into_iter().find(|line| line.name == name);
        assert_eq!(line.map(|line| line.kind), Some(SettingKind::Variable), "{name}");
        values.insert(name, value.as_str().unwrap());
    }
    let settings = read(&values);
    assert!(settings.is_ok(), "{settings:?}");
}

#[test]
fn wrangler_names_every_secret_but_credentials_of_providers_and_platforms() {
    let wrangler = fs::read_to_string(WRANGLER).unwrap();
    let written = SECTIONS.iter().flat_map(|section| section.written.iter().copied().flatten());
    for setting in written.filter(|setting| setting.kind != SettingKind::Variable) {
        assert!(wrangler.contains(setting.name), "{}", setting.name);
    }
}

#[test]
fn operations_page_states_the_limit_of_every_rate_limit_binding() {
    let document = fs::read_to_string(OPERATIONS).unwrap();
    for (name, limit, period) in rate_limits() {
        assert_eq!(period, 60, "the page states the limits of a minute");
        let begin = format!("| `{name}` |");
        let row = document.lines().find(|line| line.starts_with(&begin));
        let cells: Vec<&str> = row.unwrap_or_default().split(" | ").collect();
        let stated = cells.get(2).map(|cell| cell.replace(',', ""));
        assert_eq!(stated, Some(limit.to_string()), "{name}");
    }
}

fn wrangler() -> toml::Table {
    fs::read_to_string(WRANGLER).unwrap().parse().unwrap()
}

/// Rate-limit bindings: name, limit, and period in seconds.
fn rate_limits() -> Vec<(String, i64, i64)> {
    let wrangler = wrangler();
    let limits = wrangler["ratelimits"].as_array().unwrap();
    let number = |limit: &toml::Value, field| limit["simple"][field].as_integer().unwrap();
    let read = |limit: &toml::Value| {
        let name = limit["name"].as_str().unwrap().to_owned();
        (name, number(limit, "limit"), number(limit, "period"))
    };
    limits.iter().map(read).collect()
}
