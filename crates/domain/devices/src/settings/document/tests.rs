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
fn every_setting_of_the_contract_is_kept() {
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
fn unknown_settings_are_ignored() {
    let body =
        json!({ "messages": { "limit_value": 1, "color": "red" }, "sounds": { "loud": true } });
    assert_eq!(shown(&document(&body)), json!({ "messages": { "limit_value": 1 } }));
}

#[test]
fn camel_case_names_are_equivalent_but_the_contracts_spelling_wins() {
    let camel = json!({ "messages": { "sendIntervalMin": 5, "processingOrder": "LIFO" }, "ping": { "intervalSeconds": 9 } });
    let snake = json!({ "messages": { "send_interval_min": 5, "processing_order": "LIFO" }, "ping": { "interval_seconds": 9 } });
    assert_eq!(shown(&document(&camel)), snake);
    let both = json!({ "ping": { "intervalSeconds": 9, "interval_seconds": 8 } });
    assert_eq!(shown(&document(&both)), json!({ "ping": { "interval_seconds": 8 } }));
}

#[test]
fn change_affects_only_the_settings_it_names() {
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
fn null_is_kept_for_a_setting_and_skipped_for_a_group() {
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
fn private_settings_are_refused_and_never_stored() {
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
        ("messages", "work_hours_start", &[json!(9), json!(true), json!("x".repeat(65))]),
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
fn body_or_group_that_is_no_object_is_refused() {
    assert_eq!(refused(&json!([])), "settings must be an object");
    assert_eq!(refused(&json!({ "ping": 5 })), "ping must be an object");
    assert_eq!(refused(&json!({ "logs": [] })), "logs must be an object");
}

#[test]
fn maximum_interval_must_not_be_below_the_minimum_even_after_a_change() {
    let interval = |min: i64, max: i64| {
        changes(&json!({ "messages": { "send_interval_min": min, "send_interval_max": max } }))
    };
    let backwards = json!({ "messages": { "send_interval_min": 5, "send_interval_max": 4 } });
    assert_eq!(Changes::parse(&backwards), Err(SettingsFault::Interval));
    let before = Document::replaced_by(interval(5, 5)).unwrap();
    let min = changes(&json!({ "messages": { "send_interval_min": 6 } }));
    assert_eq!(before.changed_by(min), Err(SettingsFault::Interval));
    let default =
        changes(&json!({ "messages": { "send_interval_min": 6, "send_interval_max": null } }));
    assert!(before.changed_by(default).is_ok());
}

#[test]
fn debug_output_hides_the_settings() {
    let shown = format!("{:?}", document(&json!({ "ping": { "interval_seconds": 12_345 } })));
    assert!(!shown.contains("12345"), "{shown}");
}

#[test]
fn work_hours_are_required_and_checked_only_if_enabled() {
    let hours = |enabled: Value, start: Value, end: Value| json!({ "messages": { "work_hours_enabled": enabled, "work_hours_start": start, "work_hours_end": end } });
    for (start, end, cause) in [
        (json!(null), json!(null), "workHoursStart is required when work hours are enabled"),
        (json!(null), json!("17:00"), "workHoursStart is required when work hours are enabled"),
        (json!("09:00"), json!(null), "workHoursEnd is required when work hours are enabled"),
        (json!("9:00"), json!("17:00"), r#"workHoursStart must be in HH:mm format, got "9:00""#),
        (json!("24:00"), json!("+9:00"), r#"workHoursEnd must be in HH:mm format, got "+9:00""#),
        (json!("09:00"), json!("0900"), r#"workHoursEnd must be in HH:mm format, got "0900""#),
        (json!("24:00"), json!("17:00"), r#"workHoursStart "24:00" contains invalid time values"#),
        (json!("09:00"), json!("17:60"), r#"workHoursEnd "17:60" contains invalid time values"#),
    ] {
        let expected = format!("validation failed: {cause}");
        assert_eq!(refused(&hours(json!(true), start.clone(), end.clone())), expected);
        assert!(Changes::parse(&hours(json!(false), start, end)).is_ok());
    }
    let only_enabled = json!({ "messages": { "work_hours_enabled": true } });
    assert!(refused(&only_enabled).contains("workHoursStart is required"));
    let before = document(&hours(json!(true), json!("09:00"), json!("17:00")));
    let change = changes(&json!({ "messages": { "work_hours_end": "late" } }));
    let refusal = r#"must be in HH:mm format, got "late""#.to_owned();
    let name = "workHoursEnd";
    assert_eq!(before.changed_by(change), Err(SettingsFault::WorkHours { name, refusal }));
    let off =
        changes(&json!({ "messages": { "work_hours_enabled": false, "work_hours_end": "late" } }));
    assert!(before.changed_by(off).is_ok());
}

#[test]
fn names_match_in_any_case_and_whole_floats_are_integers() {
    let body = json!({ "MESSAGES": { "Limit_Value": 85.0, "SENDINTERVALMIN": 2 }, "Ping": { "intervalseconds": 3e1 } });
    let expected = json!({
        "messages": { "limit_value": 85, "send_interval_min": 2 }, "ping": { "interval_seconds": 30 },
    });
    assert_eq!(shown(&document(&body)), expected);
    assert!(refused(&json!({ "ping": { "interval_seconds": 0.5 } })).contains("an integer"));
}

#[test]
fn null_body_changes_nothing() {
    let before = document(&json!({ "ping": { "interval_seconds": 3 } }));
    assert_eq!(before.changed_by(changes(&Value::Null)).unwrap(), before);
}

fn camel_case(name: &str) -> String {
    let mut letters = name.chars();
    let mut camel = String::new();
    while let Some(letter) = letters.next() {
        match letter {
            '_' => camel.extend(letters.next().map(|it| it.to_ascii_uppercase())),
            letter => camel.push(letter),
        }
    }
    camel
}

fn any_value() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        (-2_i64..40).prop_map(Value::from),
        prop::sample::select(&["LIFO", "PerDay", "09:00", "AUTO", ""][..]).prop_map(Value::from),
    ]
}

#[test]
fn deployment_that_cannot_push_selects_the_stream_unless_the_account_chose_a_channel() {
    let for_phones = |body: &Value, can_push| shown(&document(body).for_phones(can_push));
    let listens = json!({ "gateway": { "notification_channel": "SSE_ONLY" } });
    for body in [
        json!({}),
        json!({ "gateway": {} }),
        json!({ "gateway": { "notification_channel": null } }),
    ] {
        assert_eq!(for_phones(&body, false), listens, "{body}");
        assert_eq!(for_phones(&body, true), body);
    }
    for channel in ["AUTO", "SSE_ONLY"] {
        let chosen = json!({ "gateway": { "notification_channel": channel } });
        assert_eq!(for_phones(&chosen, false), chosen);
        assert_eq!(for_phones(&chosen, true), chosen);
    }
    let other = json!({ "ping": { "interval_seconds": 9 } });
    let mut both = other.clone();
    both["gateway"] = listens["gateway"].clone();
    assert_eq!(for_phones(&other, false), both);
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
    fn document_survives_a_round_trip_and_repeated_changes_are_idempotent(first in any_body(), second in any_body()) {
        let (Ok(first), Ok(second)) = (Changes::parse(&first), Changes::parse(&second)) else { return Ok(()) };
        let Ok(document) = Document::replaced_by(first) else { return Ok(()) };
        prop_assert_eq!(&Document::parse(&document.to_json()).unwrap(), &document);
        if let Ok(once) = document.changed_by(second.clone()) {
            prop_assert_eq!(&once.changed_by(second).unwrap(), &once);
        }
    }

    #[test]
    fn private_and_unknown_settings_are_never_stored(body in any_body()) {
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
