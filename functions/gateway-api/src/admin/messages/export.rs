//! `GET /api/v1/admin/messages/export`: the history as a file.
//!
//! Pages are read while the file is sent, so that only one is in memory, and a client that stops ends the reading. An
//! invocation may make a limited number of queries; an export that needs more ends with a line that has the cursor of
//! the rest.

mod input;
mod line;

use std::collections::{BTreeMap, BTreeSet};

use axum::response::Response;
use edge_kit::{RequestContext, account_gates::AccountGates, text_stream};
use http::{HeaderValue, header};
use ids::{AccountId, GatewayId};
use messaging::Label;
use runtime::gate::GatePermit;
use store_d1::{
    Store,
    history::{Direction, ExportPage, HistoryQuery, StateFilter},
};
use unix_time::UnixMillis;

use self::{
    input::{ExportFormat, ExportMessagesIn},
    line::{ExportLineOut, csv_record},
};
use super::input::HistoryStatus;
use crate::{
    access::{Client, MayManageGateways},
    addresses::SearchedAddress,
    dispatcher_calls,
    error::{ApiError, ApiResult},
    input::In,
};

/// Most queries of D1 for one export. The platform permits 1,000 in an invocation, and the request made a few before.
const MAX_QUERIES: u32 = 900;
/// Queries for one page: each table, and the names of gateways that no page before had.
const QUERIES_PER_PAGE: u32 = 3;

/// Most exports of an account that one isolate sends at the same time. Each holds a page in memory, and makes as many
/// queries as its reader takes.
const MAX_EXPORTS_PER_ACCOUNT: usize = 3;
/// An export that takes longer no longer counts: it may have been lost with its context.
const EXPORT_MS: i64 = 15 * 60 * 1_000;

thread_local! {
    static EXPORTS: AccountGates = AccountGates::new(MAX_EXPORTS_PER_ACCOUNT);
}

/// `GET /api/v1/admin/messages/export`: sent and received messages, the newest first, including every message accepted
/// before the call.
#[worker::send]
pub(crate) async fn export(
    context: RequestContext,
    client: Client<MayManageGateways>,
    In { input, .. }: In<ExportMessagesIn>,
) -> ApiResult<Response> {
    if input.search.is_some() {
        return Err(ApiError::invalid("search", "search can't be exported"));
    }
    let place = EXPORTS.with(|exports| exports.of(&client.account_id)).enter(EXPORT_MS);
    let place = place.ok_or_else(ApiError::too_many_exports)?;
    let named = input.direction.map(Direction::from);
    let direction = input.status.map(HistoryStatus::direction).or(named);
    let searched = input.phone_number.as_deref();
    let address = SearchedAddress::read(searched, "phone_number", client.default_region)?;
    let label = input.label.as_deref().map(Label::parse);
    let label = label.map(|label| label.ok_or_else(|| ApiError::bad_parameter("label")));
    let gateway_id = dispatcher_calls::named_gateway(&context, input.gateway_id, &client).await?;
    dispatcher_calls::flush(&context, &client.account_id).await?;
    let export = Export {
        store: Store::open(&context.env)?,
        account_id: client.account_id.clone(),
        direction,
        states: input.status.and_then(HistoryStatus::states),
        address: address.as_ref().map(|address| address.as_str().to_owned()),
        gateway_id,
        label: label.transpose()?,
        since_ms: input.since,
        until_ms: input.until,
        format: input.format.unwrap_or_default(),
        devices: BTreeMap::new(),
        queries_left: MAX_QUERIES,
        _place: place,
        // Received messages have their own status, so direction and status can contradict each other.
        step: if named.is_some_and(|named| direction != Some(named)) {
            Step::OnlyHeading
        } else {
            Step::Heading { cursor: input.cursor }
        },
    };
    let (content_type, file) = match export.format {
        ExportFormat::Csv => ("text/csv; charset=utf-8; header=present", "messages.csv"),
        ExportFormat::Jsonl => ("application/jsonl; charset=utf-8", "messages.jsonl"),
    };
    let mut response = text_stream::respond(content_type, export, next_piece);
    if let Ok(value) = HeaderValue::from_str(&format!("attachment; filename=\"{file}\"")) {
        response.headers_mut().insert(header::CONTENT_DISPOSITION, value);
    }
    Ok(response)
}

/// An export under way.
struct Export {
    store: Store,
    account_id: AccountId,
    direction: Option<Direction>,
    states: Option<&'static [StateFilter]>,
    address: Option<String>,
    gateway_id: Option<GatewayId>,
    label: Option<Label>,
    since_ms: Option<UnixMillis>,
    until_ms: Option<UnixMillis>,
    format: ExportFormat,
    /// Device ids of the gateways so far.
    devices: BTreeMap<GatewayId, String>,
    queries_left: u32,
    step: Step,
    /// Place among the account's exports, taken until the file is sent or its reader is gone.
    _place: GatePermit,
}

/// Next step of an export.
enum Step {
    /// The heading, and then pages from the cursor on.
    Heading {
        cursor: Option<String>,
    },
    /// The heading, and nothing else.
    OnlyHeading,
    Page {
        cursor: Option<String>,
    },
    /// A line with the cursor of the rest.
    Rest {
        cursor: String,
    },
    End,
}

async fn next_piece(
    mut export: Export,
) -> Result<Option<(String, Export)>, Box<dyn std::error::Error>> {
    match std::mem::replace(&mut export.step, Step::End) {
        Step::Heading { cursor } => {
            export.step = Step::Page { cursor };
            Ok(Some((export.format.heading()?, export)))
        }
        Step::OnlyHeading => Ok(Some((export.format.heading()?, export))),
        Step::Page { cursor } => {
            let page = export.read_page(cursor.as_deref()).await?;
            let text = export.render(&page)?;
            export.step = match page.next {
                None => Step::End,
                Some(cursor) if export.queries_left < QUERIES_PER_PAGE => Step::Rest { cursor },
                next => Step::Page { cursor: next },
            };
            Ok(Some((text, export)))
        }
        Step::Rest { cursor } => Ok(Some((export.format.rest(&cursor)?, export))),
        Step::End => Ok(None),
    }
}

impl Export {
    async fn read_page(
        &mut self,
        cursor: Option<&str>,
    ) -> Result<ExportPage, Box<dyn std::error::Error>> {
        self.queries_left = self.queries_left.saturating_sub(QUERIES_PER_PAGE - 1);
        let query = HistoryQuery {
            direction: self.direction,
            states: self.states,
            address: self.address.as_deref(),
            gateway_id: self.gateway_id.as_ref(),
            label: self.label.as_ref().map(Label::as_str),
            since_ms: self.since_ms,
            until_ms: self.until_ms,
            before: cursor,
            ..HistoryQuery::default()
        };
        let page = self.store.export_history(&self.account_id, &query).await?;
        let named = page.messages.iter().filter_map(|message| message.gateway_id());
        let unknown: BTreeSet<&GatewayId> =
            named.filter(|id| !self.devices.contains_key(*id)).collect();
        if !unknown.is_empty() {
            self.queries_left = self.queries_left.saturating_sub(1);
            let found = self.store.device_ids(&self.account_id, &unknown).await?;
            // A deleted gateway gets an empty name, so that it is not looked up again.
            self.devices.extend(unknown.into_iter().map(|id| (id.clone(), String::new())));
            self.devices.extend(found);
        }
        Ok(page)
    }

    fn render(&self, page: &ExportPage) -> Result<String, Box<dyn std::error::Error>> {
        let lines = page.messages.iter().map(|message| ExportLineOut::of(message, &self.devices));
        match self.format {
            ExportFormat::Csv => csv_record(lines.map(ExportLineOut::csv_fields)),
            ExportFormat::Jsonl => {
                let mut text = String::new();
                for line in lines {
                    text.push_str(&serde_json::to_string(&line)?);
                    text.push('\n');
                }
                Ok(text)
            }
        }
    }
}

impl ExportFormat {
    fn heading(self) -> Result<String, Box<dyn std::error::Error>> {
        match self {
            Self::Csv => csv_record([ExportLineOut::csv_heading()]),
            Self::Jsonl => Ok(String::new()),
        }
    }

    /// Returns the last line of an export that goes on. A record of CSV has the same number of fields everywhere.
    fn rest(self, cursor: &str) -> Result<String, Box<dyn std::error::Error>> {
        match self {
            Self::Csv => csv_record([ExportLineOut::csv_rest(cursor)]),
            Self::Jsonl => Ok(format!("{}\n", serde_json::json!({ "next_cursor": cursor }))),
        }
    }
}
