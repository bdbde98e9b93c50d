//! `POST /api/v1/operator/sign-in-links`: the first way in for a person.

use edge_kit::{Created, RequestContext, params::read};
#[cfg(feature = "openapi")]
use edge_kit::{ErrorCode, openapi::Operation, route_table::Method};
use http::{HeaderMap, Uri};
use identity::{PersonId, PersonScope, Role};
use ids::AccountId;
use runtime::OsRng;
use serde::Deserialize;
use store_d1::{Store, people::Person};

#[cfg(feature = "openapi")]
use crate::session::operations::NOT_CONFIGURED;
use crate::{
    access::Operator,
    error::{ApiError, ApiResult},
    input::In,
    people::{self, SignInLinkOut},
};

/// Body of `POST /api/v1/operator/sign-in-links`.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct CreateSignInLinkIn {
    /// The person's name. A person who does not exist yet is created.
    #[serde(deserialize_with = "read::search_text")]
    #[cfg_attr(
        feature = "openapi",
        schemars(required, with = "String", length(min = 1, max = 100))
    )]
    name: Option<String>,
    /// Role of the person. An existing person has it already; another one is refused.
    #[serde(deserialize_with = "read::search_text")]
    #[cfg_attr(
        feature = "openapi",
        schemars(extend("enum" = ["owner", "operator", "viewer", null], "default" = "owner"))
    )]
    role: Option<String>,
    /// Id of the account that the person administers. Without it, the person administers the deployment with all
    /// accounts.
    #[serde(deserialize_with = "read::search_text")]
    account: Option<String>,
}

/// `POST /api/v1/operator/sign-in-links`: makes a link that signs a person in once, and the person if need be.
#[worker::send]
pub(crate) async fn create(
    context: RequestContext,
    _operator: Operator,
    headers: HeaderMap,
    uri: Uri,
    In { input, .. }: In<CreateSignInLinkIn>,
) -> ApiResult<Created<SignInLinkOut>> {
    let name = people::name(input.name)?;
    let role = input.role.as_deref().map(people::role).transpose()?;
    let store = Store::open(&context.env)?;
    let scope = match input.account.as_deref() {
        None => PersonScope::Deployment,
        Some(text) => {
            let unknown = || ApiError::invalid("account", "account is unknown or disabled");
            let account_id = AccountId::parse(text).ok_or_else(unknown)?;
            store.enabled_account(&account_id).await?.ok_or_else(unknown)?;
            PersonScope::Account(account_id)
        }
    };
    let person = match store.find_person_by_name(&scope, &name).await? {
        Some(person) if role.is_none_or(|role| role == person.role) => person,
        Some(person) => {
            let text = format!("role of this person is {}", person.role.as_str());
            return Err(ApiError::invalid("role", text));
        }
        None => {
            let id = PersonId::generate(&mut OsRng);
            let role = role.unwrap_or(Role::Owner);
            let person = Person { id, name, role, created_at_ms: context.now_ms };
            if !store.insert_person(&scope, &person).await? {
                return Err(ApiError::too_many_people());
            }
            context.audit.created(person.id.as_str());
            person
        }
    };
    let link = people::make_link(&context, (&headers, &uri), &scope, &person).await?;
    link.map(Created).ok_or_else(ApiError::person_changed)
}

/// Description of the route.
#[cfg(feature = "openapi")]
pub(crate) fn operations() -> Vec<Operation> {
    let path = "/api/v1/operator/sign-in-links";
    vec![
        Operation::new(Method::Post, path, "createSignInLink", "Let a person sign in")
            .tag("People")
            .describe(
                "Makes a link that signs a person in once within 30 minutes. The person is created if the account, or \
                 the deployment, has none of this name. A new link ends the person's former one.",
            )
            .fails(409, &[ErrorCode::PersonChanged], "The person was removed meanwhile.")
            .fails(
                422,
                &[ErrorCode::InvalidParameter, ErrorCode::ResourceLimitReached],
                "A parameter is not acceptable, or there is no room for another person.",
            )
            .fails(501, NOT_CONFIGURED.0, NOT_CONFIGURED.1),
    ]
}
