//! Faults of parameters, and parameters that count only beside others.

use axum::{body::Body, extract::Request};
use edge_kit::{ParameterFault, Params, params::WrongType};
use futures_util::FutureExt;
use http::header;
use serde::de::DeserializeOwned;

use super::*;

fn read<T: DeserializeOwned>(body: &'static str) -> Result<T, ParameterFault> {
    let request = Request::builder().header(header::CONTENT_TYPE, "application/json");
    let request = request.body(Body::from(body)).unwrap();
    Params::of(request, Params::MAX_BODY_BYTES).now_or_never().unwrap().unwrap().read()
}

fn refusal<T: DeserializeOwned>(body: &'static str) -> String {
    match read::<T>(body) {
        Err(fault @ ParameterFault::Refused { .. }) => fault.to_string(),
        Err(fault) => format!("not refused: {fault}"),
        Ok(_) => "accepted".to_owned(),
    }
}

#[test]
fn lists_come_as_such_or_with_commas() {
    let list: UpdateWebhookIn =
        read(r#"{"events":["sms_sent"],"retry_schedule":[0,"60"]}"#).unwrap();
    assert_eq!(list.events, Some(vec!["sms_sent".to_owned()]));
    assert_eq!(list.retry_schedule, Some(vec![0, 60]));
    let text: UpdateWebhookIn =
        read(r#"{"events":"a, b","retry_schedule":"0,60","url":null}"#).unwrap();
    assert_eq!(text.events, Some(vec!["a".to_owned(), "b".to_owned()]));
    assert_eq!((text.retry_schedule, text.url), (Some(vec![0, 60]), None));
    let none: UpdateWebhookIn = read(r#"{"events":" ","retry_schedule":""}"#).unwrap();
    assert_eq!((none.events, none.retry_schedule), (None, None));
}

#[test]
fn other_types_are_refused_by_name() {
    let cases = [
        (r#"{"events":{}}"#, "events must be a list of names"),
        (r#"{"retry_schedule":[1.5]}"#, "retry_schedule must be a list of seconds"),
        (r#"{"retry_schedule":[{}]}"#, "retry_schedule must be a list of seconds"),
        (r#"{"timeout":31}"#, "timeout must be between 1 and 30"),
        (r#"{"active":1}"#, "active must be true or false"),
    ];
    for (body, error) in cases {
        assert_eq!(refusal::<CreateWebhookIn>(body), error, "{body}");
        assert_eq!(refusal::<UpdateWebhookIn>(body), error, "{body}");
    }
    let error = "overlap_hours must be between 0 and 168";
    assert_eq!(refusal::<RotateWebhookSecretIn>(r#"{"overlap_hours":-1}"#), error);
    let url = read::<CreateWebhookIn>(r#"{"url":[]}"#).err();
    assert_eq!(url, Some(ParameterFault::Unreadable { name: "url" }));
}

#[test]
fn parameter_that_may_not_count_is_read_with_its_fault() {
    let webhook: CreateWebhookIn = read(r#"{"event_type":[],"retry_count":20}"#).unwrap();
    assert_eq!((webhook.event_type, webhook.retry_count), (Err(WrongType), Err(WrongType)));
    let webhook: CreateWebhookIn = read(r#"{"event_type":" x ","retry_count":"3"}"#).unwrap();
    assert_eq!((webhook.event_type, webhook.retry_count), (Ok(Some("x".to_owned())), Ok(Some(3))));
    let replay: ReplayWebhookIn = read(r#"{"delivered":"maybe"}"#).unwrap();
    assert_eq!(replay.delivered, Err(WrongType));
    let replay: ReplayWebhookIn = read("{}").unwrap();
    assert_eq!((replay.delivered, replay.since), (Ok(None), None));
}
