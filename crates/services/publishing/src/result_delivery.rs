//! Sends senders the results of their requests: one SMS each, from the relay's own account.

use std::fmt::Display;

use ids::AccountId;
use runtime::{
    log::{self, events::PublicationEvent},
    objects::{self, ObjectClass},
};
use store_d1::Store;
use telephony::Region;
use worker::Env;

use crate::result_sms::ResultSms;

/// Has the relay's own Dispatcher send the SMS. If that fails, the cron tries again.
pub async fn send_result_sms(env: &Env, account_id: &AccountId, region: Region, sms: &ResultSms) {
    let submit = sms.submit(region);
    let submitted = objects::call(env, ObjectClass::Dispatcher, account_id.as_str(), submit).await;
    match submitted {
        Ok(submitted) if ResultSms::is_submitted(&submitted) => {
            record_result_sms_sent(env, account_id, sms).await;
        }
        Ok(_) => not_submitted(sms, &"the Dispatcher did not accept it"),
        Err(error) => not_submitted(sms, &error),
    }
}

fn not_submitted(sms: &ResultSms, error: &dyn Display) {
    log::write(&PublicationEvent::ResultNotSubmitted { sms: &sms.client_id, error });
}

/// Records that the Dispatcher has the SMS, so that it is not submitted again.
pub async fn record_result_sms_sent(env: &Env, account_id: &AccountId, sms: &ResultSms) {
    let closed = match Store::open(env) {
        Ok(store) => store.close_publication(account_id, &sms.fingerprint).await,
        Err(error) => Err(error),
    };
    if let Err(error) = closed {
        log::write(&PublicationEvent::SubmissionNotRecorded { error: &error });
    }
}
