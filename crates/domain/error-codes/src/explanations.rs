//! The explanations, one file per subject.

mod access;
mod conflicts;
mod limits;
mod lookups;
mod requests;
mod server;
mod users;

use crate::Explanation;

pub(crate) fn all() -> impl Iterator<Item = &'static Explanation> {
    let subjects = [
        access::ALL,
        requests::ALL,
        lookups::ALL,
        conflicts::ALL,
        limits::ALL,
        users::ALL,
        server::ALL,
    ];
    subjects.into_iter().flatten()
}
