//! Spellings of paths, and lines that match their handlers' arguments.

use http::HeaderMap;

use super::*;

#[derive(Clone, Copy, Debug, PartialEq)]
struct Known(&'static str);

impl Access for Known {
    fn describe(self) -> Vec<(&'static str, Value)> {
        vec![("access", json!("known")), ("as", json!(self.0))]
    }

    #[cfg(feature = "openapi")]
    fn security(self) -> Vec<&'static str> {
        vec![self.0]
    }
}

struct Caller;

impl<S: Sync> axum::extract::FromRequestParts<S> for Caller {
    type Rejection = http::StatusCode;

    async fn from_request_parts(
        _parts: &mut http::request::Parts,
        _state: &S,
    ) -> Result<Self, Self::Rejection> {
        Ok(Self)
    }
}

impl Argument<Known> for Caller {
    const DEMAND: Demand<Known> =
        Demand { access: Some(Known("caller")), limit: Some(Limit::Requests) };
}

struct Letter;

impl<S: Sync> axum::extract::FromRequest<S> for Letter {
    type Rejection = http::StatusCode;

    async fn from_request(
        _request: axum::extract::Request,
        _state: &S,
    ) -> Result<Self, Self::Rejection> {
        Ok(Self)
    }
}

impl Argument<Known> for Letter {
    const MAX_BODY_BYTES: Option<usize> = Some(9);
}

const TWO: PathSpellings =
    PathSpellings { mounts: &["", "/api"], synonyms: &[("things", "thing")] };

async fn open(_headers: HeaderMap) {}
async fn nothing() {}
async fn guarded(_headers: HeaderMap, _caller: Caller) {}
async fn told(_caller: Caller, _letter: Letter) {}

#[test]
fn path_has_a_spelling_per_mount_and_synonym() {
    let expected = ["/things/{id}", "/thing/{id}", "/api/things/{id}", "/api/thing/{id}"];
    assert_eq!(TWO.of("/things/{id}"), expected);
    assert_eq!(TWO.of("/other"), ["/other", "/api/other"]);
    // A synonym replaces only a whole segment.
    assert_eq!(TWO.of("/mythings"), ["/mythings", "/api/mythings"]);
    assert_eq!(PathSpellings::ONE.of("/things"), ["/things"]);
}

#[test]
fn line_states_its_handlers_demand() {
    let table = RouteTable::new(TWO).get("/open", open).get("/nothing", nothing);
    let routes = table.put("/things/{id}", guarded).into_routes();
    let expected = concat!(
        "[\n",
        "  {\"access\":\"anybody\",\"method\":\"GET\",\"path\":\"/open\"},\n",
        "  {\"access\":\"anybody\",\"method\":\"GET\",\"path\":\"/nothing\"},\n",
        "  {\"access\":\"known\",\"as\":\"caller\",\"limit\":\"requests\",\"method\":\"PUT\",",
        "\"path\":\"/things/{id}\"}\n",
        "]\n"
    );
    assert_eq!(to_json(routes), expected);
}

#[test]
fn line_states_its_handlers_body_limit() {
    let table = RouteTable::<Known>::default().get("/open", open).post("/told", told);
    let limits: Vec<_> = table.into_routes().iter().map(|route| route.max_body_bytes).collect();
    assert_eq!(limits, [None, Some(9)]);
}

#[test]
fn router_supports_every_method() {
    let table = RouteTable::<Known>::default().get("/x", open).post("/x", open).put("/x", open);
    drop(table.patch("/x", open).delete("/x", guarded).into_router());
}
