//! Look-up of user-given host names by DNS over HTTPS, before each request to them.

use std::{cell::RefCell, collections::BTreeMap, net::IpAddr};

use futures_util::future::try_join;
use outbound::{addresses_of, check_addresses};
use unix_time::UnixMillis;
use worker::{Headers, Method, Request, RequestInit, RequestRedirect};

use crate::{clock, fetch};

const TIMEOUT_MS: u64 = 5_000;
/// Time for which a name stays approved: long enough for the attempts of one burst, and no longer, because a name's
/// addresses can change.
const AGREED_FOR_MS: i64 = 10_000;

/// The name that was approved last, and until when.
#[derive(Debug, Default)]
pub struct Resolver(RefCell<BTreeMap<String, UnixMillis>>);

impl Resolver {
    /// Checks that every address of the name is public. `Err` holds a message for the endpoint's owner. A resolver
    /// failure is an error too, because a name that is not known to be public must not be requested.
    pub async fn check_addresses_public(
        &self,
        name: &str,
        resolver_url: &str,
    ) -> Result<(), String> {
        let now_ms = clock::now_ms();
        if self.0.borrow().get(name).is_some_and(|until_ms| *until_ms > now_ms) {
            return Ok(());
        }
        let (mut addresses, more) =
            try_join(ask(resolver_url, name, "A"), ask(resolver_url, name, "AAAA")).await?;
        addresses.extend(more);
        check_addresses(&addresses).map_err(|refused| refused.to_string())?;
        let mut agreed = self.0.borrow_mut();
        agreed.clear();
        agreed.insert(name.to_owned(), now_ms.saturating_add(AGREED_FOR_MS));
        Ok(())
    }
}

async fn ask(resolver_url: &str, name: &str, kind: &str) -> Result<Vec<IpAddr>, String> {
    let answer = answer(resolver_url, name, kind).await;
    let text = answer.map_err(|_| "the host name could not be looked up".to_owned())?;
    addresses_of(&text).map_err(|error| error.to_string())
}

async fn answer(resolver_url: &str, name: &str, kind: &str) -> worker::Result<String> {
    let headers = Headers::new();
    headers.set("accept", "application/dns-json")?;
    let init = RequestInit {
        method: Method::Get,
        headers,
        redirect: RequestRedirect::Manual,
        ..RequestInit::default()
    };
    // The outbound guard has already ensured that the name needs no percent-encoding.
    let request =
        Request::new_with_init(&format!("{resolver_url}?name={name}&type={kind}"), &init)?;
    let refused = || worker::Error::RustError("the resolver did not answer".to_owned());
    let answer = fetch::answer_to(request, TIMEOUT_MS).await.map_err(|_| refused())?;
    let mut response = answer.response;
    if response.status_code() != 200 {
        return Err(refused());
    }
    clock::within(TIMEOUT_MS, response.text()).await.unwrap_or_else(|| Err(refused()))
}
