//! The statements, run by SQLite as [`Store::list_inbox`] has D1 run them.

use ids::GatewayId;
use messaging::id::lower_bound;
use proptest::prelude::*;
use rusqlite::{Connection, params};

use super::*;
use crate::{
    devices::inbox::upload::{NewInboxItem, tests as uploads},
    tests::{row, rows},
};

const DAY_MS: i64 = 86_400_000;

#[derive(Clone, Debug)]
struct Arrival {
    at_ms: UnixMillis,
    gateway: &'static str,
    /// `None` for a message that arrived through another face.
    item_type: Option<ItemType>,
}

struct Inbox(Connection);

impl Inbox {
    fn of(arrivals: &[Arrival]) -> Self {
        let inbox = Self(crate::tests::migrated());
        for (number, arrival) in arrivals.iter().enumerate() {
            let name = number.to_string();
            match arrival.item_type {
                Some(item_type) => {
                    let item = NewInboxItem {
                        id: format!("{}{number:020x}", lower_bound(arrival.at_ms)),
                        item_type: item_type.as_str(),
                        ..uploads::item(&name, arrival.at_ms)
                    };
                    uploads::put(&inbox.0, arrival.gateway, &[item]);
                }
                None => inbox.receive(number, arrival),
            }
        }
        inbox
    }

    /// Stores a message as a Dispatcher projects it.
    fn receive(&self, number: usize, arrival: &Arrival) {
        let id = format!("{}{number:020x}", lower_bound(arrival.at_ms));
        let insert = "INSERT INTO inbound_messages (account_id, id, gateway_id, sender, body,
             received_at_ms, created_at_ms) VALUES ('a', ?1, ?2, '+1', 'text', ?3, ?3)";
        self.0.execute(insert, params![id, arrival.gateway, arrival.at_ms]).unwrap();
        for day in [arrival.at_ms.as_i64() / DAY_MS, -1] {
            let count = "INSERT INTO counters VALUES ('a', 'received', ?1, ?2, 1)
                 ON CONFLICT DO UPDATE SET value = value + 1";
            self.0.execute(count, params![day, arrival.gateway]).unwrap();
        }
    }

    fn days(&self, span: &Span, offset: i64) -> MessagesPerDay {
        let mut statements = count_days("a", span, offset).into_iter();
        let mut days = MessagesPerDay::of(&rows::<DayRow>(&self.0, statements.next().unwrap()));
        for ((day, ..), count) in span.partial_days().into_iter().zip(statements) {
            days.0.insert(day, row::<ValueRow>(&self.0, count).unwrap().value);
        }
        days
    }

    /// Returns the numbers of the arrivals on the page, and the total.
    fn list(&self, query: &InboxQuery) -> (Vec<usize>, i64) {
        let span = Span::of(query.from_ms, query.to_ms);
        let offset = i64::from(query.offset);
        let (total, end_id, left) = if let Some(count) = query.count("a", &span) {
            let total = row::<ValueRow>(&self.0, count).unwrap().value;
            (total, span.end_id.clone(), offset)
        } else {
            let days = self.days(&span, offset);
            let (end_id, left) = span.seek(&days, offset);
            (days.total(), end_id, left)
        };
        let ids: Vec<IdRow> = rows(&self.0, query.page("a", &span, &end_id, left));
        let number = |row: &IdRow| usize::from_str_radix(row.id.get(16..).unwrap(), 16).unwrap();
        (ids.iter().map(number).collect(), total)
    }
}

/// Returns the expected listing, found by a full scan.
fn expected(arrivals: &[Arrival], query: &InboxQuery) -> (Vec<usize>, i64) {
    let fits = |arrival: &Arrival| {
        let item_type = arrival.item_type.unwrap_or(ItemType::Sms);
        query.gateway_id.as_ref().is_none_or(|it| it.as_str() == arrival.gateway)
            && query.item_type.is_none_or(|it| it == item_type)
            && query.from_ms.is_none_or(|it| arrival.at_ms >= it)
            && query.to_ms.is_none_or(|it| arrival.at_ms < it)
    };
    let mut fitting: Vec<(UnixMillis, usize)> = arrivals
        .iter()
        .enumerate()
        .filter(|it| fits(it.1))
        .map(|(at, it)| (it.at_ms, at))
        .collect();
    fitting.sort_unstable();
    let page = fitting.iter().rev().skip(query.offset as usize).take(query.limit as usize);
    (page.map(|(_, number)| *number).collect(), fitting.len().try_into().unwrap())
}

fn arrival() -> impl Strategy<Value = Arrival> {
    let types = [None, Some(ItemType::Sms), Some(ItemType::Mms), Some(ItemType::DataSms)];
    let gateway = prop::sample::select(&["g", "h"][..]);
    (0..4 * DAY_MS, gateway, prop::sample::select(types.to_vec())).prop_map(
        |(at_ms, gateway, item_type)| Arrival { at_ms: UnixMillis::new(at_ms), gateway, item_type },
    )
}

fn query() -> impl Strategy<Value = InboxQuery> {
    let moment = || prop::option::of(-1..5 * DAY_MS);
    let gateway = prop::option::of(prop::sample::select(&["g", "h", "nobody"][..]));
    let types = prop::option::of(prop::sample::select(&ItemType::ALL[..]));
    (gateway, types, moment(), moment(), 1..6_u32, 0..12_u32).prop_map(
        |(gateway_id, item_type, from_ms, to_ms, limit, offset)| InboxQuery {
            gateway_id: gateway_id.map(GatewayId::from_text),
            item_type,
            from_ms: from_ms.map(UnixMillis::new),
            to_ms: to_ms.map(UnixMillis::new),
            limit,
            offset,
            max_content_chars: 100,
        },
    )
}

proptest! {
    #[test]
    fn page_and_total_match_a_full_scan(
        arrivals in prop::collection::vec(arrival(), 0..25),
        queries in prop::collection::vec(query(), 8),
    ) {
        let inbox = Inbox::of(&arrivals);
        for query in queries {
            let (page, total) = inbox.list(&query);
            let (expected_page, expected_total) = expected(&arrivals, &query);
            prop_assert_eq!(total, expected_total, "{:?}", query);
            // A page behind the last one runs no query.
            if i64::from(query.offset) < total {
                prop_assert_eq!(page, expected_page, "{:?}", query);
            }
        }
    }
}

#[test]
fn page_merges_two_index_ranges_without_sorting() {
    let database = crate::tests::migrated();
    for statement in [PAGE, PAGE_OF_GATEWAY, PAGE_OF_SMS, PAGE_OF_GATEWAYS_SMS] {
        let plan = crate::tests::plan(&database, statement).join("\n");
        assert!(plan.contains("MERGE (UNION ALL)") && !plan.contains("TEMP"), "{plan}");
        assert_eq!(plan.matches("id>? AND id<?").count(), 2, "{plan}");
    }
}

#[test]
fn filtered_offsets_and_counts_read_a_covering_index() {
    let database = crate::tests::migrated();
    for statement in [PAGE_OF_GATEWAY, COUNT_OF_GATEWAY, COUNT_OF_TYPE, PAGE_OF_TYPE] {
        let plan = crate::tests::plan(&database, statement).join("\n");
        assert!(plan.contains("COVERING INDEX"), "{plan}");
    }
}

#[test]
fn preview_is_not_cut_at_a_nul() {
    let database = crate::tests::migrated();
    let query = format!("SELECT {} FROM (SELECT ?1 AS content, ?2)", beginning!("content"));
    let long = format!("a\0{}", "b".repeat(20));
    for (content, expected) in [
        ("a\0b", "a\0b"),
        ("", ""),
        ("éééééé", "éééééé"),
        ("éééééééééééé", "éééééééééé"),
        (long.as_str(), "a\0bbbbbbbb"),
    ] {
        let parameters = rusqlite::params![content, 0, 10];
        let shown: String = database.query_row(&query, parameters, |row| row.get(0)).unwrap();
        assert_eq!(shown, expected, "{content:?}");
    }
}
