//! `/api/v1/admin/people`: the people of an account, or of the deployment, and their roles.

mod input;
#[cfg(feature = "openapi")]
pub(super) mod operations;
mod out;
pub(crate) mod sessions;
pub(crate) mod sign_in_link;

use axum::{
    Json,
    extract::{Path, rejection::PathRejection},
};
use edge_kit::{Created, RequestContext, answers::SuccessOut, people as sessions_of_people};
use identity::{PersonId, PersonKey, Role};
use runtime::OsRng;
use store_d1::{Store, people::Person};

use self::{
    input::{ChangePersonIn, CreatePersonIn},
    out::{ChangedPersonOut, PeopleOut},
};
use crate::{
    access::Administrator,
    error::{ApiError, ApiResult},
    event_readers,
    input::In,
    people::{self, PersonOut},
};

type PathId = Result<Path<String>, PathRejection>;

/// `GET /api/v1/admin/people`: all people of the account, or of the deployment.
#[worker::send]
pub(crate) async fn list(
    context: RequestContext,
    caller: Administrator,
) -> ApiResult<Json<PeopleOut>> {
    let people = Store::open(&context.env)?.list_people(&caller.scope).await?;
    Ok(Json(PeopleOut { people: people.iter().map(PersonOut::of).collect() }))
}

/// `POST /api/v1/admin/people`: creates a person, who can sign in once a link was made.
#[worker::send]
pub(crate) async fn create(
    context: RequestContext,
    caller: Administrator,
    In { input, .. }: In<CreatePersonIn>,
) -> ApiResult<Created<ChangedPersonOut>> {
    let name = people::name(input.name)?;
    let role = people::role(&input.role.ok_or_else(|| ApiError::missing("role"))?)?;
    ensure_grantable(&caller, role)?;
    let id = PersonId::generate(&mut OsRng);
    let person = Person { id, name, role, created_at_ms: context.now_ms };
    let store = Store::open(&context.env)?;
    if !store.insert_person(&caller.scope, &person).await? {
        let namesake = store.find_person_by_name(&caller.scope, &person.name).await?;
        return Err(match namesake {
            Some(_) => ApiError::person_exists(),
            None => ApiError::too_many_people(),
        });
    }
    context.audit.created(person.id.as_str());
    Ok(Created(ChangedPersonOut::of(&person)))
}

/// `PATCH /api/v1/admin/people/:id`: changes a person's name and role. What is absent stays. A higher role ends the
/// person's link, sessions and passkeys.
#[worker::send]
pub(crate) async fn update(
    context: RequestContext,
    caller: Administrator,
    path: PathId,
    In { input, .. }: In<ChangePersonIn>,
) -> ApiResult<Json<ChangedPersonOut>> {
    let store = Store::open(&context.env)?;
    let (key, former) = find(&store, &caller, path).await?;
    ensure_grantable(&caller, former.role)?;
    let role = input.role.as_deref().map(people::role).transpose()?.unwrap_or(former.role);
    ensure_grantable(&caller, role)?;
    let name = match input.name {
        Some(name) => people::name(Some(name))?,
        None => former.name.clone(),
    };
    let person = Person { name, role, ..former.clone() };
    if !store.update_person(&caller.scope, &person, former.role).await? {
        let namesake = store.find_person_by_name(&caller.scope, &person.name).await?;
        if namesake.is_some_and(|namesake| namesake.id != person.id) {
            return Err(ApiError::person_exists());
        }
        return Err(refusal(&store, &key, &former).await?);
    }
    sessions_of_people::forget_person(&key);
    if person.role != former.role {
        event_readers::end_person(&context, &key).await;
    }
    Ok(Json(ChangedPersonOut::of(&person)))
}

/// `DELETE /api/v1/admin/people/:id`: removes a person with passkeys, sessions and link. Streams of the
/// person end before the answer.
#[worker::send]
pub(crate) async fn delete(
    context: RequestContext,
    caller: Administrator,
    path: PathId,
) -> ApiResult<Json<SuccessOut>> {
    let store = Store::open(&context.env)?;
    let (key, former) = find(&store, &caller, path).await?;
    ensure_grantable(&caller, former.role)?;
    if !store.delete_person(&key, former.role).await? {
        return Err(refusal(&store, &key, &former).await?);
    }
    sessions_of_people::forget_person(&key);
    event_readers::end_person(&context, &key).await;
    Ok(Json(SuccessOut::DONE))
}

/// Finds the person of a path among those whom the caller administers.
async fn find(
    store: &Store,
    caller: &Administrator,
    path: PathId,
) -> ApiResult<(PersonKey, Person)> {
    let id = path.ok().and_then(|Path(id)| PersonId::parse(&id));
    let id = id.ok_or_else(ApiError::person_not_found)?;
    let key = PersonKey { scope: caller.scope.clone(), id };
    let person = store.find_person(&key).await?.ok_or_else(ApiError::person_not_found)?;
    Ok((key, person))
}

/// Refuses a role with rights that the caller lacks, to read or to change: nobody grants what they lack, and nobody takes
/// away, or takes over, what is above them.
fn ensure_grantable(caller: &Administrator, role: Role) -> ApiResult<()> {
    if caller.permissions.contains_all(&role.permissions_to_grant()) {
        return Ok(());
    }
    Err(ApiError::insufficient_permissions())
}

/// Returns the reason why a change did nothing.
async fn refusal(store: &Store, key: &PersonKey, former: &Person) -> ApiResult<ApiError> {
    Ok(match store.find_person(key).await? {
        None => ApiError::person_not_found(),
        Some(person) if person.role == former.role && person.role == Role::Owner => {
            ApiError::last_owner()
        }
        Some(_) => ApiError::person_changed(),
    })
}
