//! `GET /mobile/v1/messages` and `PATCH` of the same (contract 6.4 and 6.5).

mod input;
mod out;

use axum::Json;
use devices::{app_version::AppVersion, capabilities::transmits_multimedia};
use edge_kit::{NoContent, RequestContext};
use http::{HeaderMap, header};
use messaging::Content;
use object_commands::dispatcher::{FetchMessages, MessageReports};

use self::{
    input::{FetchMessagesIn, ReportIn},
    out::PhoneMessageOut,
};
use crate::{
    access::FetchingDevice,
    dispatcher_calls,
    error::{ApiError, ApiResult},
    json_body::JsonBody,
    query::Query,
};

/// Largest number of reports in a request; the app never has as many.
const MAX_REPORTS: usize = 1_000;

/// `GET /messages`: the messages that the phone is to send or to cancel, at most 100.
#[worker::send]
pub(crate) async fn fetch(
    context: RequestContext,
    phone: FetchingDevice,
    query: Query<FetchMessagesIn>,
    headers: HeaderMap,
) -> ApiResult<Json<Vec<PhoneMessageOut>>> {
    let FetchingDevice { device, turn } = phone;
    let FetchMessagesIn { latest_first } = query.read()?;
    let command = FetchMessages { gateway_id: device.gateway_id, latest_first };
    let fetched = dispatcher_calls::dispatcher(&context, &device.account_id, command).await?;
    let user_agent = headers.get(header::USER_AGENT).and_then(|it| it.to_str().ok());
    let app = user_agent.and_then(AppVersion::of_user_agent);
    let understood = fetched.messages.iter().filter(|it| is_understood(&it.message.content, app));
    let items = understood.map(|it| PhoneMessageOut::of(it, context.now_ms)).collect();
    drop(turn);
    Ok(Json(items))
}

/// `PATCH /messages`: applies reports. A well-formed report with an unknown state is passed over.
#[worker::send]
pub(crate) async fn report(
    context: RequestContext,
    phone: FetchingDevice,
    JsonBody(reports): JsonBody<Vec<ReportIn>>,
) -> ApiResult<NoContent> {
    let FetchingDevice { device, turn } = phone;
    if reports.len() > MAX_REPORTS {
        return Err(ApiError::invalid("1000 messages at most"));
    }
    let mut messages = Vec::with_capacity(reports.len());
    for report in reports {
        // A malformed report is 400 even if its state is unknown, so the report is parsed in either case.
        let is_known = report.has_known_states();
        let report = report.into_report()?;
        messages.extend(Some(report).filter(|_| is_known));
    }
    if !messages.is_empty() {
        let command = MessageReports { gateway_id: device.gateway_id, messages };
        dispatcher_calls::dispatcher(&context, &device.account_id, command).await?;
    }
    drop(turn);
    Ok(NoContent)
}

/// Whether the app can send this content. An older app gives up a whole fetch because of a message without any content
/// that it knows.
fn is_understood(content: &Content, app: Option<AppVersion>) -> bool {
    let multimedia = matches!(content, Content::Multimedia(_) | Content::Long(_));
    !multimedia || transmits_multimedia(app)
}

#[cfg(test)]
mod tests {
    use messaging::DataContent;
    use telephony::MessageText;

    use super::*;

    #[test]
    fn apps_that_cannot_send_multimedia_messages_are_not_shown_any() {
        let text = Content::Text(MessageText::new("text".to_owned()));
        let data = Content::Data(DataContent { data: "AAAA".to_owned(), port: 1 });
        let multimedia = Content::Multimedia(MessageText::new("{}".to_owned()));
        for (app, expected) in [
            (None, true),
            (Some(AppVersion::new(1, 73)), false),
            (Some(AppVersion::new(1, 74)), true),
            (Some(AppVersion::new(2, 0)), true),
        ] {
            assert_eq!(is_understood(&multimedia, app), expected, "{app:?}");
            assert!(is_understood(&text, app) && is_understood(&data, app));
        }
    }
}
