//! Comparison of a face's route table with its copy `routes.json`, which tests and tools outside Rust read.

use super::{Access, Route, to_json};

/// Asserts that the file at `path` holds the table of `package`, and that no route stands in it twice. With the
/// environment variable `WRITE_ROUTES` it writes the file first.
///
/// # Panics
/// If the copy differs from the table; the message names the command that writes it.
pub fn assert_copy<A: Access>(package: &str, path: &str, routes: Vec<Route<A>>) {
    let mut lines: Vec<_> = routes.iter().map(|route| (route.path, route.method)).collect();
    lines.sort_unstable();
    let count = lines.len();
    lines.dedup();
    assert_eq!(lines.len(), count, "a route stands twice in the table");
    let table = to_json(routes);
    if std::env::var_os("WRITE_ROUTES").is_some() {
        let written = std::fs::write(path, &table);
        assert!(written.is_ok(), "{path}: {written:?}");
    }
    let copy = std::fs::read_to_string(path).unwrap_or_default();
    assert_eq!(copy, table, "{path} is not the table: WRITE_ROUTES=1 cargo test -p {package}");
}
