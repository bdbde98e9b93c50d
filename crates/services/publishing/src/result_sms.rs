//! SMS that tells a sender the result of a request (contract 2.2, 6 #2).

use std::fmt;

use messaging::{Content, Draft, OptOutRule, Options};
use object_commands::dispatcher::{Submit, SubmitOutcome};
use runtime::ResultSmsMode;
use store_d1::relay::publications::PublicationState;
use telephony::{Address, MessageText, Region};

use crate::leased_publication::LeasedPublication;

/// SMS to the sender. Its debug output omits number and text.
#[derive(Clone, PartialEq, Eq)]
pub struct ResultSms {
    pub(crate) fingerprint: String,
    /// Recipient in E.164.
    pub to: String,
    pub text: String,
    /// Client message id, unique in the relay's account, so that the SMS is sent only once.
    pub client_id: String,
}

/// Returns the SMS for the sender of an ended publication, if the settings ask for one.
pub(crate) fn for_sender(
    mode: ResultSmsMode,
    publication: &LeasedPublication,
    state: PublicationState,
) -> Option<ResultSms> {
    let wanted = match mode {
        ResultSmsMode::Off => false,
        ResultSmsMode::Failures => state != PublicationState::Published,
        ResultSmsMode::Always => true,
    };
    let name = publication.kind.as_str();
    let text = match state {
        PublicationState::Published => format!("Successfully published {name} message"),
        PublicationState::Refused => format!("Failed to publish {name} message"),
        PublicationState::Unknown => {
            format!(
                "Your {name} message may have been published. Please look before you send it again."
            )
        }
        PublicationState::UnderWay => return None,
    };
    wanted.then(|| {
        let (fingerprint, sender) = (publication.fingerprint.clone(), publication.sender.clone());
        stored(fingerprint, &publication.id, sender, text)
    })
}

/// Builds the result SMS from its stored text. Its client id derives from the publication's id, so repeated builds are
/// sent only once.
pub(crate) fn stored(fingerprint: String, id: &str, sender: String, text: String) -> ResultSms {
    ResultSms { fingerprint, to: sender, text, client_id: format!("relay-result-{id}") }
}

impl ResultSms {
    /// Returns the message as the Dispatcher of the relay's account accepts it.
    pub fn submit(&self, region: Region) -> Submit {
        let draft = Draft {
            recipients: vec![Address::international(&self.to, region)],
            content: Content::Text(MessageText::new(&self.text)),
            // It answers a request that its recipient has just sent.
            options: Options { opt_out_rule: OptOutRule::Exempt, ..Options::default() },
            client_id: Some(self.client_id.clone()),
        };
        Submit::once(draft, self.client_id.clone())
    }

    /// Whether the Dispatcher has the message, from this call or an earlier one.
    pub fn is_submitted(submitted: &SubmitOutcome) -> bool {
        matches!(submitted, SubmitOutcome::Accepted { .. } | SubmitOutcome::DuplicateClientId)
    }
}

impl fmt::Debug for ResultSms {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "ResultSms({})", self.client_id)
    }
}
