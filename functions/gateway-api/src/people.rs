//! What the routes about people share: their form in answers, the reading of names and roles, and sign-in links.

use edge_kit::{RequestContext, TimeSecs, original_url};
use http::{HeaderMap, Uri};
use identity::{PersonKey, PersonScope, Role, SIGN_IN_LINK_LIFETIME_MS, Ticket, TicketKind};
use runtime::OsRng;
use serde::Serialize;
use store_d1::{Store, people::Person};

use crate::{
    error::{ApiError, ApiResult},
    session,
};

const MAX_NAME_CHARS: usize = 100;

/// A person with a role.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema), schemars(rename = "Person"))]
pub(crate) struct PersonOut {
    created_at: TimeSecs,
    pub(crate) id: String,
    name: String,
    /// `owner`, `operator` or `viewer`.
    role: &'static str,
}

/// A link that signs a person in, once. It is shown only here.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct SignInLinkOut {
    /// Account of the person; `null` for a person of the deployment.
    account: Option<String>,
    /// Time at which the link ends, 30 minutes from now.
    expires_at: TimeSecs,
    person: PersonOut,
    /// What `POST /api/v1/session/link` takes.
    token: String,
    /// The link, for a browser.
    url: String,
}

impl PersonOut {
    pub(crate) fn of(person: &Person) -> Self {
        Self {
            created_at: TimeSecs(person.created_at_ms),
            id: person.id.to_string(),
            name: person.name.clone(),
            role: person.role.as_str(),
        }
    }
}

/// Makes a link for a person, which replaces a former one. `None` if the person is gone.
pub(crate) async fn make_link(
    context: &RequestContext,
    (headers, uri): (&HeaderMap, &Uri),
    scope: &PersonScope,
    person: &Person,
) -> ApiResult<Option<SignInLinkOut>> {
    // The link would lead nowhere: sessions exist on the deployment's own pages only.
    session::own_origin(context, headers)?;
    let key = PersonKey { scope: scope.clone(), id: person.id.clone() };
    let secrets = &context.settings.server_secrets;
    let link = Ticket::mint(TicketKind::SignInLink, &key, secrets, &mut OsRng);
    let store = Store::open(&context.env)?;
    if !store.replace_sign_in_link(&key, &link.digest(), context.now_ms).await? {
        return Ok(None);
    }
    let base = original_url::base_url(context.settings.public_url.as_deref(), headers, uri);
    let expires_at_ms = context.now_ms.saturating_add(SIGN_IN_LINK_LIFETIME_MS);
    Ok(Some(SignInLinkOut {
        account: scope.account().map(ToString::to_string),
        expires_at: TimeSecs(expires_at_ms),
        person: PersonOut::of(person),
        token: link.expose().to_owned(),
        // A fragment is not sent to any server, so no log has the token.
        url: format!("{base}/console/#sign-in={}", link.expose()),
    }))
}

/// Reads the name of a person or of a passkey.
pub(crate) fn name(given: Option<String>) -> ApiResult<String> {
    let name = given.ok_or_else(|| ApiError::missing("name"))?;
    if name.chars().count() > MAX_NAME_CHARS {
        let text = format!("name must have at most {MAX_NAME_CHARS} characters");
        return Err(ApiError::invalid("name", text));
    }
    if name.chars().any(char::is_control) {
        return Err(ApiError::invalid("name", "name must not have control characters"));
    }
    Ok(name)
}

pub(crate) fn role(given: &str) -> ApiResult<Role> {
    let text = "role must be owner, operator or viewer";
    Role::parse(given).ok_or_else(|| ApiError::invalid("role", text))
}
