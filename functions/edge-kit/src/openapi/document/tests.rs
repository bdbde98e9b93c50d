//! Documents that state what the routes do, and defects because of which there is none.

use axum::Json;
use schemars::JsonSchema;
use serde::Serialize;

use super::*;
use crate::{
    openapi::Schemas,
    route_table::{Method, RouteTable},
};

#[derive(Clone, Copy, Debug)]
struct Anyone;

impl Access for Anyone {
    fn describe(self) -> Vec<(&'static str, Value)> {
        Vec::new()
    }

    fn security(self) -> Vec<&'static str> {
        Vec::new()
    }
}

#[derive(Serialize, JsonSchema)]
struct ThingOut {
    name: String,
}

#[derive(Serialize, JsonSchema)]
struct ErrorOut {
    error: String,
}

const FACE: Face = Face {
    title: "Things",
    description: "",
    servers: &["/"],
    tags: &[("Things", "All of them.")],
    security: &[],
    path_parameters: &[],
    headers: &[],
    error: ErrorFormat {
        content_type: Some("application/json"),
        schema: Some(Schemas::answer::<ErrorOut>),
    },
    errors: &[],
    body_errors: &[],
    access_errors: &[],
};

async fn thing() -> Json<ThingOut> {
    Json(ThingOut { name: String::new() })
}

async fn untyped() -> Json<Value> {
    Json(Value::Null)
}

fn table() -> RouteTable<Anyone> {
    RouteTable::default()
}

fn shown(path: &'static str) -> Operation {
    Operation::new(Method::Get, path, "showThing", "Show a thing").tag("Things").fails(
        404,
        &[ErrorCode::RouteNotFound],
        "There is no thing.",
    )
}

fn defects(table: RouteTable<Anyone>, operations: Vec<Operation>) -> Vec<String> {
    document(&FACE, &table.into_routes(), operations).unwrap_err()
}

#[test]
fn line_without_an_operation_and_operation_without_a_line_are_defects() {
    assert_eq!(defects(table().get("/thing", thing), vec![]), ["GET /thing has no operation"]);
    let expected = ["GET /thing is described and not in the table"];
    assert_eq!(defects(table(), vec![shown("/thing")]), expected);
    let twice = vec![shown("/thing"), shown("/thing")];
    assert_eq!(defects(table().get("/thing", thing), twice), ["GET /thing is described twice"]);
}

#[test]
fn untyped_answer_and_unknown_tag_are_defects() {
    let found = defects(table().get("/thing", untyped), vec![shown("/thing")]);
    assert_eq!(found, ["GET /thing answers with an untyped value"]);
    let found = defects(table().get("/thing", thing), vec![shown("/thing").tag("Others")]);
    assert_eq!(found, ["GET /thing has the unknown tag \"Others\""]);
}

#[test]
fn failure_names_its_codes_and_links_to_their_pages() {
    let routes = table().get("/thing", thing).into_routes();
    let document = document(&FACE, &routes, vec![shown("/thing")]).unwrap();
    let failure = &document["paths"]["/thing"]["get"]["responses"]["404"];
    assert_eq!(failure["x-error-codes"], json!(["route_not_found"]));
    let expected = "There is no thing.\n\nCodes: [`route_not_found`](/errors/route_not_found).";
    assert_eq!(failure["description"], expected);
    assert_eq!(failure["headers"]["Link"], json!({ "$ref": "#/components/headers/Link" }));
    assert_eq!(failure["content"].as_object().unwrap().len(), 1);
}

#[test]
fn failure_of_an_own_route_says_more_and_has_two_formats() {
    let routes = table().own(|table| table.get("/thing", thing)).into_routes();
    let document = document(&FACE, &routes, vec![shown("/thing")]).unwrap();
    let content = &document["paths"]["/thing"]["get"]["responses"]["404"]["content"];
    let reference = |name: &str| json!({ "$ref": format!("#/components/schemas/{name}") });
    assert_eq!(content["application/json"]["schema"], reference("ExplainedErrorOut"));
    assert_eq!(content[PROBLEM]["schema"], reference("ProblemOut"));
    let schemas = &document["components"]["schemas"];
    let required = &schemas["ExplainedErrorOut"]["required"];
    assert_eq!(*required, json!(["error", "code", "doc_url"]));
    assert_eq!(schemas["ErrorOut"]["required"], json!(["error"]));
}
