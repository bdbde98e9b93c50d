//! A received SMS that may be a request, and its source.

use relay_crypto::Layout;
use relay_requests::SenderText;
use telephony::MessageText;
use unix_time::UnixMillis;

/// Longest stored forwarder name, in characters.
const MAX_CLIENT_CHARS: usize = 64;

/// Received SMS that may be a request.
#[derive(Clone, Debug)]
pub struct ReceivedText<'a> {
    pub sender: &'a SenderText,
    /// Text as received, still encrypted.
    pub text: &'a MessageText,
    pub source: Source,
    pub origin: TextOrigin<'a>,
    /// Name of the forwarder, if known.
    pub gateway_client: Option<&'a str>,
    /// When the gateway client received the SMS and when the sender's phone sent it, as they claim.
    pub received_at_ms: Option<UnixMillis>,
    pub sent_at_ms: Option<UnixMillis>,
}

/// Forwarder of a text. Only texts that cannot be published count against its limit.
#[derive(Clone, Copy, Debug)]
pub struct TextOrigin<'a> {
    /// Number of a forwarder that signs, otherwise the network; the account id for texts that arrive at an account's
    /// phones.
    pub name: &'a str,
    /// Whether the origin is already over a limit; then nothing more is counted against it.
    pub is_over_limit: bool,
}

impl<'a> TextOrigin<'a> {
    pub fn of(name: &'a str) -> Self {
        Self { name, is_over_limit: false }
    }
}

/// Way a request arrived. [`as_str`](Self::as_str) returns the name that is stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// A gateway client's JSON or form.
    GatewayClient,
    Twilio,
    /// `/v3/publish`: an app that is online.
    App,
    /// `/publish`: a caller with a client key.
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

impl ReceivedText<'_> {
    /// Returns the forwarder's name as it is stored: shortened and without control characters.
    pub(crate) fn client_name(&self) -> String {
        let name = self.gateway_client.unwrap_or_default().trim();
        name.chars().filter(|it| !it.is_control()).take(MAX_CLIENT_CHARS).collect()
    }
}

/// Whether a text has the layout of a request, so that it is worth passing to [`handle`](crate::handle). Costs no I/O
/// and no cryptography.
pub fn could_be_request(text: &str) -> bool {
    Layout::of(text) == Ok(Layout::SecondVersion)
}

#[cfg(test)]
mod tests {
    use relay_crypto::{SharedKey, seal_request};

    use super::*;

    #[test]
    fn encrypted_requests_could_be_requests_and_ordinary_texts_could_not() {
        let key = SharedKey::parse("0123456789abcdef0123456789abcdef").unwrap();
        assert!(could_be_request(&seal_request("t:hello", &key, [0; 16])));
        for text in ["", "Hello", "STOP", "Your code is 123456", "https://example.com/a/b", "AAAA"]
        {
            assert!(!could_be_request(text), "{text}");
        }
    }

    #[test]
    fn stored_forwarder_name_is_short_and_printable() {
        let (sender, text) = (SenderText::new("+1"), MessageText::new(""));
        let name = |gateway_client| {
            let source = Source::GatewayClient;
            let (received_at_ms, sent_at_ms) = (None, None);
            let sms = ReceivedText {
                sender: &sender,
                text: &text,
                source,
                origin: TextOrigin::of("192.0.2.1"),
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
    fn sources_have_distinct_names() {
        let names: std::collections::BTreeSet<_> = Source::ALL.map(Source::as_str).into();
        assert_eq!(names.len(), Source::ALL.len());
    }
}
