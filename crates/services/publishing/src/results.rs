//! Tells senders the results of their requests (contract 2.2, 6 #2): one SMS each, from the relay's own account.

use identity::AccountId;
use messaging::{Content, Draft, Options};
use object_commands::dispatcher::{Submit, Submitted};
use runtime::{
    log,
    objects::{self, ObjectClass},
};
use store_d1::{Store, relay::publications::PublicationState};
use telephony::{Address, MessageText, Region};
use worker::Env;

use crate::{ResultSms, desk::Telling, drive::Job};

/// Returns the SMS for the sender of an ended publication, if the settings ask for one.
pub(crate) fn for_sender(
    telling: Telling,
    job: &Job,
    state: PublicationState,
) -> Option<ResultSms> {
    let wanted = match telling {
        Telling::Nothing => false,
        Telling::Failures => state != PublicationState::Published,
        Telling::Everything => true,
    };
    let name = job.kind.as_str();
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
    wanted.then(|| again(job.fingerprint.clone(), &job.id, job.sender.clone(), text))
}

/// Builds the result SMS. Its client id derives from the publication's id, so repeated builds are sent only once.
pub(crate) fn again(fingerprint: String, id: &str, sender: String, text: String) -> ResultSms {
    ResultSms { fingerprint, to: sender, text, client_id: format!("relay-result-{id}") }
}

impl ResultSms {
    /// Returns the message as the Dispatcher of the relay's account accepts it.
    pub fn submit(&self, region: Region) -> Submit {
        let draft = Draft {
            recipients: vec![Address::international(&self.to, region)],
            content: Content::Text(MessageText::new(&self.text)),
            options: Options::default(),
            client_id: Some(self.client_id.clone()),
        };
        Submit::once(draft, self.client_id.clone())
    }

    /// Whether the Dispatcher has the message, from this call or an earlier one.
    pub fn is_submitted(submitted: &Submitted) -> bool {
        matches!(submitted, Submitted::Accepted { .. } | Submitted::DuplicateClientId)
    }
}

/// Has the relay's own Dispatcher send the SMS. If that fails, the cron tries again.
pub async fn tell(env: &Env, account_id: &AccountId, region: Region, sms: &ResultSms) {
    let submit = sms.submit(region);
    let submitted = objects::call(env, ObjectClass::Dispatcher, account_id.as_str(), submit).await;
    match submitted {
        Ok(submitted) if ResultSms::is_submitted(&submitted) => told(env, account_id, sms).await,
        Ok(_) => log::warn("a sender was not told of a publication", &[("sms", &sms.client_id)]),
        Err(error) => {
            let fields = [("sms", sms.client_id.as_str()), ("error", &error.to_string())];
            log::warn("a sender was not told of a publication", &fields);
        }
    }
}

/// Records that the Dispatcher has the SMS, so that it is not submitted again.
pub async fn told(env: &Env, account_id: &AccountId, sms: &ResultSms) {
    let closed = match Store::open(env) {
        Ok(store) => store.close_publication(account_id, &sms.fingerprint).await,
        Err(error) => Err(error),
    };
    if let Err(error) = closed {
        log::warn("a told sender was not noted", &[("error", &error.to_string())]);
    }
}
