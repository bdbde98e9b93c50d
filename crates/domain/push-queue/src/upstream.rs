//! Another server that forwards pushes (smsgate contract 7.3), as the public one does for private ones.

use object_commands::push_queue::Push;
use serde_json::{Value, json};

use crate::PushOutcome;

/// User agent of servers of this kind.
pub const USER_AGENT: &str = "sms-gate/1.x (server; golang)";
/// Requests that the upstream accepts from one network within a window, and the window's length.
pub const REQUESTS_PER_WINDOW: u32 = 5;
pub const WINDOW_MS: i64 = 60_000;

/// Returns the URL for pushes below an upstream's root. The root may already include `/push`.
pub fn push_url(root: &str) -> String {
    let root = root.trim_end_matches('/');
    if root.ends_with("/push") { root.to_owned() } else { format!("{root}/push") }
}

/// Returns the body of a request.
pub fn body(pushes: &[Push]) -> String {
    let item = |push: &Push| {
        let mut item = json!({ "token": push.token.expose(), "event": push.event.as_str() });
        if let (Some(fields), false) = (item.as_object_mut(), push.data.is_empty()) {
            fields.insert("data".to_owned(), json!(push.data));
        }
        item
    };
    Value::Array(pushes.iter().map(item).collect()).to_string()
}

/// Interprets the answer to a request, for each push in it alike. It tells nothing about single tokens.
pub fn classify_answer(status: u16, retry_after_ms: Option<i64>) -> PushOutcome {
    match status {
        200..=299 => PushOutcome::Sent,
        429 => PushOutcome::Throttled { retry_after_ms: Some(retry_after_ms.unwrap_or(WINDOW_MS)) },
        _ => PushOutcome::Failed { retry_after_ms },
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use object_commands::push_queue::{DeviceEventName, PushToken};

    use super::*;

    #[test]
    fn upstream_url_may_include_the_push_path() {
        for root in [
            "https://up.example/upstream/v1",
            "https://up.example/upstream/v1/",
            "https://up.example/upstream/v1/push",
        ] {
            assert_eq!(push_url(root), "https://up.example/upstream/v1/push");
        }
    }

    #[test]
    fn body_is_an_array_and_empty_data_is_omitted() {
        let push = |event, data| Push { token: PushToken::new("t"), event, data };
        let data = BTreeMap::from([("messageId".to_owned(), "m1".to_owned())]);
        let pushes = [
            push(DeviceEventName::MessageEnqueued, BTreeMap::new()),
            push(DeviceEventName::MessageCancelled, data),
        ];
        let read: Value = serde_json::from_str(&body(&pushes)).unwrap();
        assert_eq!(
            read,
            json!([
                { "token": "t", "event": "MessageEnqueued" },
                { "token": "t", "event": "MessageCancelled", "data": { "messageId": "m1" } },
            ])
        );
    }

    #[test]
    fn throttled_request_waits_a_window_and_does_not_count_as_a_failure() {
        assert_eq!(classify_answer(202, None), PushOutcome::Sent);
        assert_eq!(
            classify_answer(429, None),
            PushOutcome::Throttled { retry_after_ms: Some(WINDOW_MS) }
        );
        assert_eq!(
            classify_answer(429, Some(5)),
            PushOutcome::Throttled { retry_after_ms: Some(5) }
        );
        assert_eq!(classify_answer(500, None), PushOutcome::Failed { retry_after_ms: None });
        assert_eq!(classify_answer(400, Some(9)), PushOutcome::Failed { retry_after_ms: Some(9) });
    }
}
