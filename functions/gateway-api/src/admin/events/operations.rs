//! Description of the account's event stream for the document of the API.

use edge_kit::{ErrorCode, openapi::Operation, route_table::Method};

pub(crate) fn all() -> Vec<Operation> {
    vec![
        Operation::new(Method::Get, "/api/v1/admin/events", "followEvents", "Follow the account's events")
            .tag("Events")
            .describe(
                "Server-Sent Events: all that happens to the account, each with a number as its `id`, in order and \
                 without a gap. `event` is the type of the event, and `data` is a JSON object with `id`, `type`, \
                 `timestamp` and `data`, as in a webhook of the standard format; the id is that of the webhook. Beside \
                 the events of webhooks there are `message.accepted`, `message.dispatched`, `message.acknowledged` and \
                 `message.cancelling`.\n\n\
                 The first event is `ready`, whose id is where the stream begins. A stream ends after about half an \
                 hour; a reader that comes back with `Last-Event-ID` continues after that event. The last 10,000 events \
                 of a day are kept while a reader was seen within a day. If events after the given id are not known any \
                 more, the first event is `reset`: the reader lists what it shows again, and continues from there. \
                 Comments keep the connection alive. The stream ends with its key or session. A key, or a person, has \
                 at most 8 streams of an account, which has at most 32; one more ends an older one.",
            )
            .answers(|answers| answers.text(200, "text/event-stream"))
            .fails(422, &[ErrorCode::InvalidParameter], "The given id is not that of an event.")
            .fails(503, &[ErrorCode::Unavailable], "Too many streams are open."),
    ]
}
