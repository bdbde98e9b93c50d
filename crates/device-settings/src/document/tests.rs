use proptest::prelude::*;
use serde_json::json;

use super::*;

fn changes(body: &Value) -> Changes {
    Changes::parse(body).unwrap()
}

fn document(body: &Value) -> Document {
    Document::replaced_by(changes(body)).unwrap()
}

fn shown(document: &Document) -> Value {
    serde_json::from_str(&document.to_json()).unwrap()
}

fn refused(body: &Value) -> String {
    Changes::parse(body).unwrap_err().to_string()
}

#[test]
fn every_setting_of_the_contract_is_kept_the_processing_order_too() {
    let all = json!({
        "messages": {
            "send_interval_min": 1, "send_interval_max": 2, "limit_period": "Per30Minutes",
            "limit_value": 30, "sim_selection_mode": "RoundRobin", "log_lifetime_days": 7,
            "processing_order": "FIFO", "work_hours_enabled": true, "work_hours_start": "09:00",
            "work_hours_end": "23:59",
        },
        "ping": { "interval_seconds": 30 },
        "logs": { "lifetime_days": 30 },
        "webhooks": { "internet_required": false, "retry_count": 3 },
        "gateway": { "notification_channel": "SSE_ONLY" },
        "receiver": { "content_provider_enabled": true },
        "encryption": {},
    });
    assert_eq!(shown(&document(&all)), all);
}

#[test]
fn what_is_unknown_is_left_out() {
    let body =
        json!({ "messages": { "limit_value": 1, "color": "red" }, "sounds": { "loud": true } });
    assert_eq!(shown(&document(&body)), json!({ "messages": { "limit_value": 1 } }));
}

#[test]
fn camel_case_names_mean_the_same_and_lose_to_the_contracts_own() {
    let camel = json!({ "messages": { "sendIntervalMin": 5, "processingOrder": "LIFO" }, "ping": { "intervalSeconds": 9 } });
    let snake = json!({ "messages": { "send_interval_min": 5, "processing_order": "LIFO" }, "ping": { "interval_seconds": 9 } });
    assert_eq!(shown(&document(&camel)), snake);
    let both = json!({ "ping": { "intervalSeconds": 9, "interval_seconds": 8 } });
    assert_eq!(shown(&document(&both)), json!({ "ping": { "interval_seconds": 8 } }));
}

#[test]
fn a_change_touches_only_what_it_names() {
    let before = document(
        &json!({ "messages": { "limit_value": 1, "send_interval_min": 2 }, "ping": { "interval_seconds": 3 } }),
    );
    let after = before.changed_by(changes(
        &json!({ "messages": { "limit_value": 9 }, "logs": { "lifetime_days": 4 } }),
    ));
    assert_eq!(
        shown(&after.unwrap()),
        json!({
            "messages": { "limit_value": 9, "send_interval_min": 2 },
            "ping": { "interval_seconds": 3 }, "logs": { "lifetime_days": 4 },
        })
    );
}

#[test]
fn a_null_is_kept_for_a_setting_and_skipped_for_a_group() {
    let before =
        document(&json!({ "messages": { "limit_value": 1 }, "ping": { "interval_seconds": 3 } }));
    let change = json!({ "messages": { "limit_value": null }, "ping": null });
    assert_eq!(
        shown(&before.changed_by(changes(&change)).unwrap()),
        json!({ "messages": { "limit_value": null }, "ping": { "interval_seconds": 3 } })
    );
    assert_eq!(shown(&document(&change)), json!({ "messages": { "limit_value": null } }));
}

#[test]
fn what_is_private_is_neither_taken_nor_kept() {
    for (group, name) in [
        ("encryption", "passphrase"),
        ("webhooks", "signing_key"),
        ("gateway", "cloud_url"),
        ("gateway", "private_token"),
    ] {
        let body = |value: Value| json!({ group: { name: value } });
        let expected = format!("{group}.{name} can be set on the device only");
        assert_eq!(refused(&body(json!("x"))), expected);
        assert_eq!(refused(&body(json!(1))), expected);
        for nothing in [json!(""), json!(null)] {
            assert_eq!(shown(&document(&body(nothing))), json!({ group: {} }));
        }
    }
}

#[test]
fn values_that_break_their_rule_are_refused_with_the_settings_name() {
    let rules: [(&str, &str, &[Value]); 5] = [
        (
            "messages",
            "limit_value",
            &[json!(0), json!(-1), json!(1.5), json!("1"), json!(true), json!(2_147_483_648_i64)],
        ),
        ("messages", "limit_period", &[json!(""), json!("perhour"), json!(1)]),
        ("messages", "processing_order", &[json!("fifo"), json!([])]),
        (
            "messages",
            "work_hours_start",
            &[
                json!("24:00"),
                json!("9:00"),
                json!("09:60"),
                json!("0900"),
                json!("+9:00"),
                json!("09:0é"),
            ],
        ),
        ("receiver", "content_provider_enabled", &[json!(1), json!("true")]),
    ];
    for (group, name, values) in rules {
        for value in values {
            let text = refused(&json!({ group: { name: value } }));
            assert!(text.starts_with(&format!("{group}.{name} must be ")), "{text}");
        }
    }
}

#[test]
fn what_should_be_an_object_and_is_none_is_refused() {
    assert_eq!(refused(&json!([])), "settings must be an object");
    assert_eq!(refused(&json!({ "ping": 5 })), "ping must be an object");
    assert_eq!(refused(&json!({ "logs": [] })), "logs must be an object");
}

#[test]
fn the_longest_pause_is_no_shorter_than_the_shortest_after_a_change_either() {
    let interval = |min: i64, max: i64| {
        changes(&json!({ "messages": { "send_interval_min": min, "send_interval_max": max } }))
    };
    assert_eq!(Document::replaced_by(interval(5, 4)), Err(SettingsFault::Interval));
    let before = Document::replaced_by(interval(5, 5)).unwrap();
    let min = changes(&json!({ "messages": { "send_interval_min": 6 } }));
    assert_eq!(before.changed_by(min), Err(SettingsFault::Interval));
    let default =
        changes(&json!({ "messages": { "send_interval_min": 6, "send_interval_max": null } }));
    assert!(before.changed_by(default).is_ok());
}

#[test]
fn settings_do_not_show_in_debug_output() {
    let shown = format!("{:?}", document(&json!({ "ping": { "interval_seconds": 12_345 } })));
    assert!(!shown.contains("12345"), "{shown}");
}

fn any_value() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        (-2_i64..40).prop_map(Value::from),
        prop::sample::select(&["LIFO", "PerDay", "09:00", "AUTO", ""][..]).prop_map(Value::from),
    ]
}

fn any_body() -> impl Strategy<Value = Value> {
    let names: Vec<(usize, usize)> = GROUPS
        .iter()
        .enumerate()
        .flat_map(|(group, it)| (0..it.settings.len()).map(move |setting| (group, setting)))
        .collect();
    prop::collection::vec((prop::sample::select(names), any_value(), any::<bool>()), 0..6).prop_map(
        |given| {
            let mut body = json!({});
            for ((group, setting), value, camel) in given {
                let (group, name) = (GROUPS[group].name, GROUPS[group].settings[setting].name);
                let name = if camel { camel_case(name) } else { name.to_owned() };
                body[group][name] = value;
            }
            body
        },
    )
}

proptest! {
    #[test]
    fn a_document_survives_its_text_and_a_change_that_is_repeated_changes_nothing(first in any_body(), second in any_body()) {
        let (Ok(first), Ok(second)) = (Changes::parse(&first), Changes::parse(&second)) else { return Ok(()) };
        let Ok(document) = Document::replaced_by(first) else { return Ok(()) };
        prop_assert_eq!(&Document::parse(&document.to_json()).unwrap(), &document);
        if let Ok(once) = document.changed_by(second.clone()) {
            prop_assert_eq!(&once.changed_by(second).unwrap(), &once);
        }
    }

    #[test]
    fn nothing_private_and_nothing_unknown_is_ever_kept(body in any_body()) {
        let Ok(changes) = Changes::parse(&body) else { return Ok(()) };
        let Ok(document) = Document::replaced_by(changes) else { return Ok(()) };
        for (group, settings) in &document.0 {
            let known = GROUPS.iter().find(|it| it.name == group).unwrap();
            for (name, value) in settings.as_object().unwrap() {
                let rule = known.settings.iter().find(|it| it.name == name).unwrap().rule;
                prop_assert!(rule != Rule::Private);
                prop_assert!(value.is_null() || rule.refusal(value).is_none());
            }
        }
    }
}
