//! Masking over the real statements and migrations.

mod choice;
mod database;
mod schedules;
mod sweeping;

use std::collections::BTreeSet;

/// Tables that may be searched by account id alone, since their lists are short or are the account's own
/// pages.
const WHOLE: [&str; 3] = ["proxy_numbers", "proxy_settings", " own "];

#[test]
fn statement_cost_does_not_grow_with_the_number_of_sessions() {
    let database = crate::tests::migrated();
    let mut seen = BTreeSet::new();
    for statement in super::STATEMENTS.iter().copied().flatten() {
        let pages = statement.contains("ORDER BY") || statement.contains("COUNT(*) AS total");
        for detail in crate::tests::plan(&database, statement) {
            let whole = detail.contains("(account_id=?)");
            let short =
                WHOLE.iter().any(|name| detail.contains(name)) || detail.contains("SEARCH n ");
            assert!(!whole || short || pages, "{detail}\n{statement}");
            seen.insert(whole);
        }
    }
    assert_eq!(seen.len(), 2);
}
