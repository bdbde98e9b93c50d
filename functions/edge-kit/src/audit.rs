//! Audit log of what administrators change: one mechanism for all routes.
//!
//! The extractor that admits a caller notes the author and the account ([`AuditNote`]); when the request is answered,
//! its line of the route table, the parameters of its path and the status are recorded with them ([`record`]), and the
//! id of what it created ([`AuditNote::created`]). No body, no query and no credential ever reaches the log, and no phone
//! number: an id that looks like one is left out.

use std::{cell::RefCell, rc::Rc};

use identity::{Actor, Permission, PersonScope};
use percent_encoding::percent_decode_str;
use runtime::log::{self, events::RequestEvent};
use serde_json::{Map, Value};
use store_d1::{
    Store,
    audit::{AuditEntry, is_refusal},
};

use crate::RequestContext;

/// Maximum length of a recorded parameter in bytes. Every id is shorter.
const MAX_OBJECT_BYTES: usize = 128;
/// Digits from which on a text may be a phone number.
const PHONE_NUMBER_DIGITS: usize = 7;
const HIDDEN: &str = "(hidden)";
/// Name of what the request created, beside the parameters of its path. No path has a parameter of this name.
const CREATED: &str = "created";

/// The author of a request that changes something, once that is known, and the id of what it created. Cloning shares it.
#[derive(Clone, Debug, Default)]
pub struct AuditNote(Rc<RefCell<Noted>>);

#[derive(Debug, Default)]
struct Noted {
    author: Option<(PersonScope, Actor)>,
    created: Option<String>,
    /// Whether a refusal of the request is not recorded.
    only_if_done: bool,
}

impl AuditNote {
    /// Notes that the request is to be recorded, under an account or the deployment. A later note replaces it.
    pub fn note(&self, scope: PersonScope, actor: Actor) {
        if !matches!(actor, Actor::Anonymous) {
            self.0.borrow_mut().author = Some((scope, actor));
        }
    }

    /// Like [`note`](Self::note), for what people change of themselves: a refusal says nothing of the account, and anybody
    /// who is signed in could cause any number.
    pub fn note_if_done(&self, scope: PersonScope, actor: Actor) {
        self.note(scope, actor);
        self.0.borrow_mut().only_if_done = true;
    }

    /// Notes the id of what the request created. A path cannot have it, so without this note the entry would not say
    /// what exists now.
    pub fn created(&self, id: &str) {
        self.0.borrow_mut().created = Some(id.to_owned());
    }

    /// Takes the note back: the request turned out to change nothing.
    pub fn withdraw(&self) {
        self.take();
    }

    fn take(&self) -> Noted {
        self.0.take()
    }
}

/// Whether a change is recorded where one of these permissions is enough. What integrators do all day, such as sending,
/// is in the history of messages; a person or the operator is recorded wherever they change something.
pub(crate) fn is_recorded(actor: &Actor, any_of: &[Permission]) -> bool {
    match actor {
        Actor::Key { .. } => any_of.iter().all(|permission| permission.is_administrative()),
        Actor::Operator { .. } | Actor::Person { .. } => true,
        Actor::Anonymous => false,
    }
}

/// Records the request if what admitted its caller noted it. A failure is logged, and the answer stays: the change has
/// happened.
pub async fn record(context: &RequestContext, status: u16) {
    let Noted { author: Some((scope, actor)), created, only_if_done } = context.audit.take() else {
        return;
    };
    if only_if_done && is_refusal(status) {
        return;
    }
    let Some((actor_kind, actor_id)) = actor.recorded() else { return };
    let Some((method, route)) = log::current().and_then(|it| it.route()) else { return };
    let entry = AuditEntry {
        scope,
        actor_kind,
        actor_id: Some(actor_id.to_owned()),
        actor_name: actor.name().map(str::to_owned),
        method,
        route: route.to_owned(),
        objects: objects(route, context.path(), created.as_deref()),
        status,
    };
    let recorded = match Store::open(&context.env) {
        Ok(store) => store.insert_audit_entry(&entry, context.now_ms).await,
        Err(error) => Err(error),
    };
    match recorded {
        Ok(true) => {}
        Ok(false) => log::write(&RequestEvent::AuditLogFull { status: &status }),
        Err(error) => {
            log::write(&RequestEvent::ChangeNotRecorded { error: &error, status: &status });
        }
    }
}

/// Returns the parameters of a path by name, and the id of what was created, as JSON.
fn objects(route: &str, path: &str, created: Option<&str>) -> String {
    let (names, values) = (segments(route), segments(path));
    let mut objects = Map::new();
    // Paths that are served under prefixes are longer than the line, so both are read from the end.
    for (name, value) in names.into_iter().rev().zip(values.into_iter().rev()) {
        if let Some(name) = name.strip_prefix('{').and_then(|name| name.strip_suffix('}')) {
            let value = percent_decode_str(value).decode_utf8_lossy();
            objects.insert(name.to_owned(), Value::String(shown(&value)));
        }
    }
    if let Some(id) = created {
        objects.insert(CREATED.to_owned(), Value::String(shown(id)));
    }
    Value::Object(objects).to_string()
}

fn segments(path: &str) -> Vec<&str> {
    path.split('/').filter(|segment| !segment.is_empty()).collect()
}

fn shown(value: &str) -> String {
    let digits = value.chars().filter(|it| it.is_numeric()).count();
    let has_letters = value.chars().any(char::is_alphabetic);
    if value.len() > MAX_OBJECT_BYTES || (digits >= PHONE_NUMBER_DIGITS && !has_letters) {
        return HIDDEN.to_owned();
    }
    value.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_are_recorded_by_name_and_phone_numbers_are_not() {
        let of = |route: &str, path: &str| objects(route, path, None);
        let route = "/api/v1/admin/keys/{id}/revoke";
        assert_eq!(of(route, "/api/v1/admin/keys/key_1/revoke"), r#"{"id":"key_1"}"#);
        assert_eq!(of(route, "/api/v1/admin/keys/key%5F1/revoke/"), r#"{"id":"key_1"}"#);
        assert_eq!(of("/tn/{number}", "/tn/12025550123"), r#"{"number":"(hidden)"}"#);
        assert_eq!(of("/tn/{number}", "/tn/%2B1%20202-555-0123"), r#"{"number":"(hidden)"}"#);
        let (long, short) = ("a".repeat(129), "17");
        assert_eq!(of("/x/{id}", &format!("/x/{long}")), r#"{"id":"(hidden)"}"#);
        assert_eq!(of("/x/{id}", &format!("/x/{short}")), r#"{"id":"17"}"#);
        assert_eq!(
            of("/p/{provider}/numbers/{id}", "/v1/p/twilio/numbers/n1"),
            r#"{"id":"n1","provider":"twilio"}"#
        );
        assert_eq!(of("/x", "/x"), "{}");
    }

    #[test]
    fn what_was_created_stands_beside_the_parameters_and_is_hidden_if_it_is_a_phone_number() {
        let created = |id: &str| objects("/p/{provider}/numbers", "/p/twilio/numbers", Some(id));
        assert_eq!(created("n1"), r#"{"created":"n1","provider":"twilio"}"#);
        assert_eq!(created("+12025550123"), r#"{"created":"(hidden)","provider":"twilio"}"#);
        assert_eq!(created(&"a".repeat(129)), r#"{"created":"(hidden)","provider":"twilio"}"#);
    }

    #[test]
    fn note_that_was_withdrawn_has_no_author_and_no_creation() {
        let note = AuditNote::default();
        note.note(PersonScope::Deployment, Actor::Operator { token_id: "1".to_owned() });
        note.clone().created("key_1");
        note.withdraw();
        let left = note.take();
        assert_eq!((left.author, left.created), (None, None));
    }

    #[test]
    fn what_integrators_do_all_day_is_not_recorded() {
        let key = Actor::Key { key_id: "key_1".to_owned() };
        assert!(is_recorded(&key, &[Permission::ManageAccount, Permission::ManageGateways]));
        assert!(!is_recorded(&key, &[Permission::ManageAccount, Permission::SendSms]));
        assert!(!is_recorded(&Actor::Anonymous, &[Permission::ManageAccount]));
        let operator = Actor::Operator { token_id: "1".to_owned() };
        assert!(is_recorded(&operator, &[Permission::SendSms]));
    }
}
