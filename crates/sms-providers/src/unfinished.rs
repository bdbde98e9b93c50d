//! A provider whose codec is still to come.

use crate::{
    Answer, Callback, CallbackEvent, CredentialName, Credentials, HttpRequest, MissingCredential,
    OutgoingSms, Provider, Refusal, SendOutcome,
};

pub(crate) struct Unfinished;

impl Provider for Unfinished {
    fn credentials(&self) -> &'static [CredentialName] {
        &[]
    }

    fn default_base_url(&self) -> &'static str {
        "https://provider.invalid"
    }

    fn send_request(
        &self,
        _sms: &OutgoingSms<'_>,
        _credentials: &Credentials,
        _base_url: &str,
    ) -> Result<HttpRequest, MissingCredential> {
        Err(MissingCredential("codec"))
    }

    fn outcome(&self, status: u16, body: &str) -> SendOutcome {
        crate::exchange::outcome(status, body, |_| None, |_| None)
    }

    fn can_verify(&self, _credentials: &Credentials) -> bool {
        false
    }

    fn verify(
        &self,
        _callback: &Callback<'_>,
        _credentials: &Credentials,
        _now_ms: i64,
    ) -> Result<(), Refusal> {
        Err(Refusal::Unsigned)
    }

    fn parse(&self, _callback: &Callback<'_>) -> Result<Vec<CallbackEvent>, Refusal> {
        Err(Refusal::Malformed("this provider is not supported yet"))
    }

    fn answer(&self) -> Answer {
        Answer { status: 200, content_type: None, body: "" }
    }
}
