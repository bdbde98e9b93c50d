//! An SMS that may be a request, and how it came.

use relay_crypto::Layout;
use relay_requests::SenderText;
use telephony::MessageText;

/// The most of a forwarder's name that is kept.
const MAX_CLIENT_CHARS: usize = 64;

/// An SMS that may be a request.
#[derive(Clone, Debug)]
pub struct Arrival<'a> {
    pub sender: &'a SenderText,
    /// As it was received, still encrypted.
    pub text: &'a MessageText,
    pub source: Source,
    pub origin: Origin<'a>,
    /// Who forwarded it, as far as that is known.
    pub gateway_client: Option<&'a str>,
    /// When the gateway client got it and when the sender's phone sent it, in milliseconds, as they say.
    pub received_at_ms: Option<i64>,
    pub sent_at_ms: Option<i64>,
}

/// Where texts come from that cannot be published. It is limited by them, and by nothing else that it forwards.
#[derive(Clone, Copy, Debug)]
pub struct Origin<'a> {
    /// The forwarder that signs, else its network; an account's id for what arrives at its phones.
    pub name: &'a str,
    /// It is over a limit already, so that nothing more of it is counted.
    pub is_over_limit: bool,
}

impl<'a> Origin<'a> {
    pub fn of(name: &'a str) -> Self {
        Self { name, is_over_limit: false }
    }
}

/// How a request came. The text of [`as_str`](Self::as_str) is stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// A gateway client's JSON or form.
    GatewayClient,
    Twilio,
    /// `/v3/publish`: an app that is online itself.
    App,
    /// `/publish`: a client key.
    ClientKey,
    /// A phone or a number of an account that opted in.
    Inbound,
}

impl Source {
    pub const ALL: [Self; 5] =
        [Self::GatewayClient, Self::Twilio, Self::App, Self::ClientKey, Self::Inbound];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::GatewayClient => "gateway-client",
            Self::Twilio => "twilio",
            Self::App => "app",
            Self::ClientKey => "client-key",
            Self::Inbound => "inbound",
        }
    }
}

impl Arrival<'_> {
    /// The forwarder's name as it is kept: short, and without control characters.
    pub(crate) fn client_name(&self) -> String {
        let name = self.gateway_client.unwrap_or_default().trim();
        name.chars().filter(|it| !it.is_control()).take(MAX_CLIENT_CHARS).collect()
    }
}

/// Whether a text has the layout of a request, so that it is worth to be handed to [`handle`](crate::handle).
/// Costs no I/O and no cryptography.
pub fn could_be_request(text: &str) -> bool {
    Layout::of(text) == Ok(Layout::SecondVersion)
}

#[cfg(test)]
mod tests {
    use relay_crypto::{SharedKey, seal_request};

    use super::*;

    #[test]
    fn requests_could_be_requests_and_what_people_write_could_not() {
        let key = SharedKey::parse("0123456789abcdef0123456789abcdef").unwrap();
        assert!(could_be_request(&seal_request("t:hello", &key, [0; 16])));
        for text in ["", "Hello", "STOP", "Your code is 123456", "https://example.com/a/b", "AAAA"]
        {
            assert!(!could_be_request(text), "{text}");
        }
    }

    #[test]
    fn a_forwarders_name_is_short_and_printable() {
        let (sender, text) = (SenderText::new("+1"), MessageText::new(""));
        let name = |gateway_client| {
            let source = Source::GatewayClient;
            let (received_at_ms, sent_at_ms) = (None, None);
            let sms = Arrival {
                sender: &sender,
                text: &text,
                source,
                origin: Origin::of("192.0.2.1"),
                gateway_client,
                received_at_ms,
                sent_at_ms,
            };
            sms.client_name()
        };
        assert_eq!(name(None), "");
        assert_eq!(name(Some(" my\r\nphone\u{7f} ")), "myphone");
        assert_eq!(name(Some(&"é".repeat(100))).chars().count(), 64);
    }

    #[test]
    fn sources_have_names_of_their_own() {
        let names: std::collections::BTreeSet<_> = Source::ALL.map(Source::as_str).into();
        assert_eq!(names.len(), Source::ALL.len());
    }
}
