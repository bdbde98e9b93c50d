//! Helpers of the codecs' tests: callbacks that can be altered, and readers of requests.

use telephony::{Address, MessageText, Region};
use unix_time::UnixMillis;

use crate::{
    Callback, CallbackEvent, Credentials, DeliveryReport, HttpRequest, InboundSms,
    MissingCredential, OutgoingSms, Provider, Refusal, ReportedStatus,
};

/// A callback that owns its parts.
#[derive(Clone)]
pub(crate) struct Given {
    pub(crate) method: &'static str,
    pub(crate) url: String,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

impl Given {
    pub(crate) fn post(url: &str, body: impl Into<Vec<u8>>) -> Self {
        Self { method: "POST", url: url.to_owned(), headers: Vec::new(), body: body.into() }
    }

    pub(crate) fn get(url: &str) -> Self {
        Self { method: "GET", ..Self::post(url, "") }
    }

    pub(crate) fn with(mut self, name: &str, value: &str) -> Self {
        self.headers.retain(|(known, _)| known != name);
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    pub(crate) fn without(mut self, name: &str) -> Self {
        self.headers.retain(|(known, _)| known != name);
        self
    }

    pub(crate) fn callback(&self) -> Callback<'_> {
        Callback { method: self.method, url: &self.url, headers: &self.headers, body: &self.body }
    }

    pub(crate) fn verify(
        &self,
        provider: &dyn Provider,
        credentials: &Credentials,
        now_ms: UnixMillis,
    ) -> Result<(), Refusal> {
        provider.verify(&self.callback(), credentials, now_ms)
    }

    pub(crate) fn parse(&self, provider: &dyn Provider) -> Result<Vec<CallbackEvent>, Refusal> {
        provider.parse(&self.callback())
    }

    /// Returns the only inbound SMS in the callback.
    pub(crate) fn inbound(&self, provider: &dyn Provider) -> InboundSms {
        match self.parse(provider).unwrap().as_slice() {
            [CallbackEvent::Inbound(sms)] => sms.clone(),
            others => panic!("{others:?}"),
        }
    }

    /// Returns the only report in the callback: the message's reference and the status.
    pub(crate) fn report(&self, provider: &dyn Provider) -> (String, ReportedStatus) {
        match self.parse(provider).unwrap().as_slice() {
            [CallbackEvent::Report(DeliveryReport { reference, status, part: None })] => {
                (reference.clone(), status.clone())
            }
            others => panic!("{others:?}"),
        }
    }
}

pub(crate) fn form(pairs: &[(&str, &str)]) -> String {
    form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish()
}

pub(crate) fn sms(reference: &str, from: &str, to: &str, text: &str) -> InboundSms {
    InboundSms {
        reference: Some(reference.to_owned()),
        from: from.to_owned(),
        to: to.to_owned(),
        text: text.to_owned(),
        received_at_ms: None,
    }
}

pub(crate) fn failed(reason: &str) -> ReportedStatus {
    ReportedStatus::Failed { reason: reason.to_owned() }
}

pub(crate) fn credentials(pairs: &[(&str, &str)]) -> Credentials {
    let pairs = pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    Credentials::new(pairs.collect())
}

/// Builds the request that sends `Hi & bye` from +14155550199 to +14155550100.
pub(crate) fn request(
    provider: &dyn Provider,
    credentials: &Credentials,
    callback_url: Option<&str>,
) -> HttpRequest {
    try_request(provider, credentials, callback_url).unwrap()
}

/// Like [`request`], but with possibly incomplete credentials.
pub(crate) fn try_request(
    provider: &dyn Provider,
    credentials: &Credentials,
    callback_url: Option<&str>,
) -> Result<HttpRequest, MissingCredential> {
    let address = |text| Address::lenient(text, Region::parse("US").unwrap());
    let sms = OutgoingSms {
        from: &address("+14155550199"),
        to: &address("+14155550100"),
        text: &MessageText::new("Hi & bye"),
        wire_id: "msg_1",
        callback_url,
    };
    provider.send_request(&sms, credentials, "https://api.test/")
}

impl HttpRequest {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let header = self.headers.iter().find(|(known, _)| *known == name);
        header.map(|(_, value)| value.as_str())
    }

    pub(crate) fn text(&self) -> &str {
        std::str::from_utf8(&self.body).unwrap()
    }

    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body).unwrap()
    }
}
