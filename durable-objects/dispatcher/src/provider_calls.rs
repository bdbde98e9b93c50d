//! Calls to providers with messages leased to their numbers. Each call is a task of its own.

use std::{cell::RefCell, collections::BTreeMap, rc::Rc};

use dispatcher::{CallOutcome, ProviderCall};
use object_commands::dispatcher::HandOver;
use object_kit::Fault;
use provider_access::{ProviderAccess, StoredAccess};
use runtime::{
    Settings, clock, fetch,
    log::{self, events::DispatcherEvent},
};
use sms_providers::{HttpRequest, OutgoingSms, ProviderKind, SendOutcome};
use store_d1::Store;
use unix_time::UnixMillis;
use wasm_bindgen::JsValue;
use worker::{Headers, Method, Request, RequestInit, RequestRedirect, js_sys};

use crate::DispatcherShell;

/// Deadlines of a call and of its body. Their sum is less than a caller's wait for the outcome.
const DEADLINE_MS: u64 = 7_000;
const BODY_DEADLINE_MS: u64 = 500;
const MAX_ANSWER_BYTES: usize = 65_536;
/// Maximum length of a provider's refusal that is passed on to the caller.
const MAX_SHOWN_CHARS: usize = 2_000;

/// Calls the provider, and records its answer. Returns whether that was recorded.
pub(crate) async fn make(shell: &Rc<DispatcherShell>, call: &ProviderCall) -> bool {
    let outcome = match send(shell, call).await {
        Ok(outcome) => outcome,
        Err(fault) => {
            // The request is built last, so nothing has been sent.
            log::write(&DispatcherEvent::ProviderNotCalled { error: &fault });
            SendOutcome::Refused { reason: "not_called".to_owned(), answer: None }
        }
    };
    let recorded = record_result(shell, call, outcome).await;
    if let Err(fault) = &recorded {
        log::write(&DispatcherEvent::ProviderAnswerNotRecorded { error: fault });
    }
    recorded.is_ok()
}

async fn record_result(
    shell: &Rc<DispatcherShell>,
    call: &ProviderCall,
    outcome: SendOutcome,
) -> Result<(), Fault> {
    let provider = &call.number.provider.as_str();
    let (outcome, hand_over) = match outcome {
        SendOutcome::Accepted { reference } => {
            (CallOutcome::Accepted { reference }, HandOver::HandedOver)
        }
        SendOutcome::AcceptedInParts { references } => {
            (CallOutcome::AcceptedInParts { references }, HandOver::HandedOver)
        }
        SendOutcome::PartlyAccepted { references, refused } => {
            if let Some(reason) = &refused {
                log::write(&DispatcherEvent::ProviderRefusedPart { provider, reason });
            }
            (CallOutcome::PartlyAccepted { references, refused }, HandOver::HandedOver)
        }
        SendOutcome::Refused { reason, answer } => {
            log::write(&DispatcherEvent::ProviderRefused { provider, reason: &reason });
            let answer = answer.map(|text| text.chars().take(MAX_SHOWN_CHARS).collect());
            (CallOutcome::Refused { reason }, HandOver::Refused { answer })
        }
        SendOutcome::Unknown { reason } => {
            log::write(&DispatcherEvent::ProviderOutcomeUnknown { provider, reason: &reason });
            (CallOutcome::Unknown, HandOver::Unknown)
        }
    };
    let now_ms = clock::now_ms();
    shell.with_core(|core| core.record_call_outcome(call, &outcome, now_ms))?;
    shell.hand_overs.tell(call.message_id.as_str(), hand_over);
    // Nothing was awaited since the outcome was recorded, so the alarm is committed with it.
    shell.arm(now_ms.saturating_add(dispatcher::PROJECTION_DELAY_MS)).await?;
    Ok(())
}

async fn send(shell: &Rc<DispatcherShell>, call: &ProviderCall) -> Result<SendOutcome, Fault> {
    let refused = |reason: &str| SendOutcome::Refused { reason: reason.to_owned(), answer: None };
    let Some(kind) = ProviderKind::parse(&call.number.provider) else {
        return Ok(refused("unknown_provider"));
    };
    let settings = Settings::of(&shell.env)?;
    let access = access(shell, kind, &settings).await?;
    let Some(credentials) = access.credentials else { return Ok(refused("no_credentials")) };
    let codec = sms_providers::of(kind);
    let sms = OutgoingSms {
        from: &call.number.address,
        to: &call.sms.recipient,
        text: &call.sms.text,
        wire_id: &call.sms.wire_id,
        callback_url: access.callback_url.as_deref().filter(|_| call.delivery_report),
    };
    let request = match codec.send_request(&sms, &credentials, settings.providers.base_url(kind)) {
        Ok(request) => request,
        Err(_missing) => return Ok(refused("no_credentials")),
    };
    let request = platform_request(&request)?;
    let answer = match fetch::answer_to(request, DEADLINE_MS).await {
        Ok(answer) => answer,
        Err(error) => return Ok(SendOutcome::Unknown { reason: format!("{error:?}") }),
    };
    let status = answer.response.status_code();
    // An unreadable body is no fault, which would mean that nothing was sent. The codec decides by the status alone.
    let body = answer.text(MAX_ANSWER_BYTES, BODY_DEADLINE_MS).await;
    Ok(codec.outcome(status, &body.unwrap_or_default()))
}

/// Maximum age of cached access. A changed credential takes effect within this time.
const ACCESS_TTL_MS: i64 = 10_000;

/// Cached access to the account's providers. Memory only.
#[derive(Default)]
pub(crate) struct ProviderAccessCache(
    RefCell<BTreeMap<ProviderKind, (UnixMillis, ProviderAccess)>>,
);

async fn access(
    shell: &Rc<DispatcherShell>,
    kind: ProviderKind,
    settings: &Settings,
) -> Result<ProviderAccess, Fault> {
    let now_ms = clock::now_ms();
    let known = shell.provider_access.0.borrow().get(&kind).cloned();
    if let Some((read_at_ms, access)) = known
        && now_ms.since(read_at_ms) < ACCESS_TTL_MS
    {
        return Ok(access);
    }
    let account_id = shell.account_id()?;
    let stored = Store::open(&shell.env)?.provider_account(&account_id, kind.as_str()).await?;
    // Absence is not cached, so that an account's first credentials take effect at once.
    let Some(stored) = stored else { return Ok(ProviderAccess::default()) };
    let stored = StoredAccess {
        is_default_account: stored.is_default != 0,
        credentials: stored.credentials.as_deref(),
        callback_url: stored.callback_url.as_deref(),
    };
    let access = provider_access::open(settings, &account_id, kind, stored)?;
    shell.provider_access.0.borrow_mut().insert(kind, (now_ms, access.clone()));
    Ok(access)
}

fn platform_request(request: &HttpRequest) -> Result<Request, Fault> {
    let headers = Headers::new();
    for (name, value) in &request.headers {
        headers.set(name, value)?;
    }
    let body = (!request.body.is_empty())
        .then(|| JsValue::from(js_sys::Uint8Array::from(request.body.as_slice())));
    let init = RequestInit {
        method: Method::from(request.method.to_owned()),
        headers,
        body,
        redirect: RequestRedirect::Manual,
        ..RequestInit::default()
    };
    // The runtime's error may quote the URL, which can hold a credential.
    let made = Request::new_with_init(&request.url, &init);
    made.map_err(|_| Fault::new("the runtime does not accept the provider's URL"))
}
