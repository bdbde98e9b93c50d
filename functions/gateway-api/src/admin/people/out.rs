//! Answers about people.

use serde::Serialize;
use store_d1::people::Person;

use crate::people::PersonOut;

/// Answer of `GET /api/v1/admin/people`.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct PeopleOut {
    /// At most 100, sorted by id.
    pub(crate) people: Vec<PersonOut>,
}

/// A person that was created or changed.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct ChangedPersonOut {
    person: PersonOut,
    /// Always `true`.
    success: bool,
}

impl ChangedPersonOut {
    pub(crate) fn of(person: &Person) -> Self {
        Self { person: PersonOut::of(person), success: true }
    }
}
