//! Assembly of a face's document.

mod shared;

use std::collections::{BTreeMap, BTreeSet};

use error_codes::ErrorCode;
use serde_json::{Map, Value, json};

use super::{
    AnswerShape, Answers, ErrorFormat, Operation, Parameter, ProblemOut, RequestShape, Schemas,
    Webhook, operation::FailureShape,
};
use crate::{
    failure::PROBLEM,
    route_table::{Access, Route},
};

/// Description of a face beside its routes.
pub struct Face {
    pub title: &'static str,
    /// Conventions that hold for all routes, in Markdown.
    pub description: &'static str,
    /// Prefixes under which the paths are served, `/` for none.
    pub servers: &'static [&'static str],
    /// Names of the tags, with a sentence each.
    pub tags: &'static [(&'static str, &'static str)],
    pub security: &'static [SecurityScheme],
    /// Names of path parameters, with what they are.
    pub path_parameters: &'static [(&'static str, &'static str)],
    /// Headers that any answer of the face may have, beside those of all faces.
    pub headers: &'static [Header],
    /// The usual format of failures.
    pub error: ErrorFormat,
    /// Failures that any route has, beside those of credentials, limits and bodies.
    pub errors: &'static [CommonFailure],
    /// Failures to read a body.
    pub body_errors: &'static [CommonFailure],
    /// Failures of refused callers.
    pub access_errors: &'static [CommonFailure],
}

/// A failure that many routes have: status, codes, description.
pub type CommonFailure = (u16, &'static [ErrorCode], &'static str);

/// A header of answers.
pub struct Header {
    pub name: &'static str,
    pub description: &'static str,
}

/// Headers that any answer of any face may have.
const COMMON_HEADERS: [Header; 6] = [
    Header {
        name: "Cache-Control",
        description: "`no-store`, unless the answer is public or a stream.",
    },
    Header {
        name: "RateLimit",
        description: "What is left of each counted limit that is known, as `\"name\";r=requests;t=seconds`. For most \
                      limits it is known only when they are exceeded.",
    },
    Header {
        name: "RateLimit-Policy",
        description: "Limits that the request was counted against, as `\"name\";q=requests;w=seconds`. Absent if there \
                      were none.",
    },
    Header {
        name: "Request-Id",
        description: "Id of the request, under which the operator finds it in the logs.",
    },
    Header {
        name: "Strict-Transport-Security",
        description: "`max-age=63072000`, if the request came over HTTPS.",
    },
    Header { name: "X-Content-Type-Options", description: "`nosniff`." },
];

/// Header of every failure; a face that has links on all its answers names it among its own headers.
pub const LINK: Header = Header {
    name: "Link",
    description: "Of a failure, the page that explains it: `<…/errors/CODE>; rel=\"help\"`. On the routes of SMSGate, \
                  first links to the API's catalog and descriptions.",
};

/// A kind of credential.
pub struct SecurityScheme {
    pub name: &'static str,
    /// The scheme object of OpenAPI, as JSON.
    pub json: &'static str,
}

/// Returns the document of a face.
///
/// # Errors
/// The list of defects: lines without an operation, operations without a line, answers without a type.
pub fn document<A: Access>(
    face: &Face,
    routes: &[Route<A>],
    operations: Vec<Operation>,
) -> Result<Value, Vec<String>> {
    document_with_webhooks(face, routes, operations, &[])
}

/// Returns the document of a face, with the requests that are sent to customers' servers.
///
/// # Errors
/// The same as those of [`document`].
pub fn document_with_webhooks<A: Access>(
    face: &Face,
    routes: &[Route<A>],
    operations: Vec<Operation>,
    webhooks: &[Webhook],
) -> Result<Value, Vec<String>> {
    let mut errors = Vec::new();
    let mut schemas = Schemas::new();
    let mut paths: Map<String, Value> = Map::new();
    let mut by_line = BTreeMap::new();
    for operation in operations {
        let line = (operation.path, operation.method);
        if by_line.insert(line, operation).is_some() {
            errors.push(format!("{} {} is described twice", line.1.as_str(), line.0));
        }
    }
    for route in routes {
        let line = format!("{} {}", route.method.as_str(), route.path);
        let Some(operation) = by_line.remove(&(route.path, route.method)) else {
            errors.push(format!("{line} has no operation"));
            continue;
        };
        let described = Assembly { face, route, operation: &operation, line: &line }
            .describe(&mut schemas, &mut errors);
        let path = paths.entry(route.path).or_insert_with(|| json!({}));
        if let Some(path) = path.as_object_mut() {
            path.insert(route.method.as_str().to_ascii_lowercase(), described);
        }
    }
    for (path, method) in by_line.into_keys() {
        errors.push(format!("{} {path} is described and not in the table", method.as_str()));
    }
    let shared = shared::extract(&mut paths);
    let webhooks = Webhook::describe_all(webhooks, &mut schemas);
    let components = schemas.into_components(&mut errors);
    if !errors.is_empty() {
        return Err(errors);
    }
    let credentials: Result<Map<String, Value>, _> = face
        .security
        .iter()
        .map(|it| Ok::<_, serde_json::Error>((it.name.to_owned(), serde_json::from_str(it.json)?)))
        .collect();
    let credentials =
        credentials.map_err(|error| vec![format!("a security scheme is no JSON: {error}")])?;
    let headers: Map<String, Value> = COMMON_HEADERS
        .iter()
        .chain([&LINK])
        .chain(face.headers)
        .map(|it| {
            let header = json!({ "description": it.description, "schema": { "type": "string" } });
            (it.name.to_owned(), header)
        })
        .collect();
    let tags: Vec<Value> = face
        .tags
        .iter()
        .map(|(name, description)| json!({ "name": name, "description": description }))
        .collect();
    let servers: Vec<Value> = face.servers.iter().map(|url| json!({ "url": url })).collect();
    let mut document = json!({
        "openapi": "3.1.0",
        "info": {
            "title": face.title,
            "version": env!("CARGO_PKG_VERSION"),
            "description": face.description,
            "license": { "name": "Apache-2.0", "identifier": "Apache-2.0" },
        },
        "servers": servers,
        "tags": tags,
        "paths": paths,
        "components": {
            "responses": shared,
            "schemas": components,
            "securitySchemes": credentials,
            "headers": headers,
        },
    });
    if let (Some(members), false) = (document.as_object_mut(), webhooks == json!({})) {
        members.insert("webhooks".to_owned(), webhooks);
    }
    Ok(document)
}

/// One line of the table on its way into the document.
struct Assembly<'f, A> {
    face: &'f Face,
    route: &'f Route<A>,
    operation: &'f Operation,
    line: &'f str,
}

impl<A: Access> Assembly<'_, A> {
    fn describe(&self, schemas: &mut Schemas, errors: &mut Vec<String>) -> Value {
        let operation = self.operation;
        let mut described = Map::new();
        described.insert("operationId".to_owned(), json!(operation.id));
        described.insert("summary".to_owned(), json!(operation.summary));
        let paragraphs = [operation.description.to_owned(), self.permissions()];
        let paragraphs: Vec<String> = paragraphs.into_iter().filter(|it| !it.is_empty()).collect();
        if !paragraphs.is_empty() {
            described.insert("description".to_owned(), json!(paragraphs.join("\n\n")));
        }
        if !self.face.tags.iter().any(|(name, _)| *name == operation.tag) {
            errors.push(format!("{} has the unknown tag {:?}", self.line, operation.tag));
        }
        described.insert("tags".to_owned(), json!([operation.tag]));
        if operation.deprecated {
            described.insert("deprecated".to_owned(), json!(true));
        }
        described.insert("security".to_owned(), self.security(errors));
        if let Some(limit) = self.route.limit {
            described.insert("x-rate-limit".to_owned(), json!(limit.as_str()));
        }
        if let Some(bytes) = self.route.max_body_bytes {
            described.insert("x-max-body-bytes".to_owned(), json!(bytes));
        }
        let mut request = RequestShape::new(schemas);
        (self.route.describe_request)(&mut request);
        for part in &operation.request {
            part(&mut request);
        }
        let RequestShape { mut parameters, mut body, members, .. } = request;
        let mut needs_body = true;
        if let Some(members) = members {
            if self.route.method == crate::route_table::Method::Get {
                parameters.extend(members.query);
            } else {
                needs_body = members.query.iter().any(|it| it.required);
                body.push(("application/json", members.body.clone()));
                body.push(("application/x-www-form-urlencoded", members.body));
            }
        }
        let mut all = self.path_parameters(errors);
        all.extend(parameters.into_iter().map(parameter));
        if !all.is_empty() {
            described.insert("parameters".to_owned(), Value::Array(all));
        }
        if !body.is_empty() {
            let content: Map<String, Value> = body
                .into_iter()
                .map(|(content_type, schema)| {
                    (content_type.to_owned(), json!({ "schema": schema }))
                })
                .collect();
            let body = json!({ "content": content, "required": needs_body });
            described.insert("requestBody".to_owned(), body);
        }
        let responses = self.responses(schemas, errors);
        described.insert("responses".to_owned(), Value::Object(responses));
        Value::Object(described)
    }

    /// Returns the sentence that names the permissions of a key, any one of which is sufficient; empty without any.
    fn permissions(&self) -> String {
        let access = self.route.access.map(Access::describe).unwrap_or_default();
        let list = access.into_iter().find(|(name, _)| *name == "permissions");
        let Some((_, Value::Array(list))) = list else { return String::new() };
        let names: Vec<String> =
            list.iter().filter_map(Value::as_str).map(|name| format!("`{name}`")).collect();
        match names.as_slice() {
            [] => String::new(),
            [single] => format!("Needs the permission {single}."),
            several => format!("Needs one of the permissions {}.", several.join(", ")),
        }
    }

    fn security(&self, errors: &mut Vec<String>) -> Value {
        let schemes = match (&self.operation.security, self.route.access) {
            (Some(schemes), _) => schemes.clone(),
            (None, Some(access)) => access.security(),
            (None, None) => return json!([]),
        };
        let one = |name: &&str| {
            if name.is_empty() {
                return json!({});
            }
            if !self.face.security.iter().any(|it| it.name == *name) {
                errors.push(format!("{} has the unknown security scheme {name}", self.line));
            }
            let roles = self.route.access.map(|access| access.roles(name)).unwrap_or_default();
            json!({ *name: roles })
        };
        Value::Array(schemes.iter().map(one).collect())
    }

    fn path_parameters(&self, errors: &mut Vec<String>) -> Vec<Value> {
        let names = self.route.path.split('/').filter_map(|segment| {
            segment.strip_prefix('{').and_then(|rest| rest.strip_suffix('}'))
        });
        let mut parameters = Vec::new();
        for name in names {
            let known = self.face.path_parameters.iter().find(|(known, _)| *known == name);
            let Some((_, description)) = known else {
                errors.push(format!("{} has the unknown path parameter {name}", self.line));
                continue;
            };
            parameters.push(json!({
                "name": name,
                "in": "path",
                "required": true,
                "description": description,
                "schema": { "type": "string" },
            }));
        }
        parameters
    }

    fn responses(&self, schemas: &mut Schemas, errors: &mut Vec<String>) -> Map<String, Value> {
        let mut answers = Answers::new(schemas);
        (self.route.describe_answers)(&mut answers);
        for more in &self.operation.answers {
            more(&mut answers);
        }
        let answers = answers.answers;
        if answers.is_empty() {
            errors.push(format!("{} states no answer", self.line));
        }
        let mut responses: BTreeMap<u16, Response> = BTreeMap::new();
        for AnswerShape { status, body } in answers {
            let response = responses.entry(status).or_default();
            response.add_description(reason(status));
            response.headers.extend(self.operation.headers.iter().copied());
            if let Some((content_type, schema)) = body {
                if schema == json!(true) {
                    errors.push(format!("{} answers with an untyped value", self.line));
                }
                response.add_content(content_type, schema);
            } else {
                response.may_be_empty = true;
            }
        }
        for FailureShape { status, format, codes, description } in self.failures() {
            let format = format.unwrap_or(self.face.error);
            let response = responses.entry(status).or_default();
            response.add_description(description);
            response.codes.extend(codes);
            if let Some(content_type) = format.content_type {
                match format.schema {
                    Some(schema) if self.route.is_own => {
                        let schema = schema(schemas);
                        response.add_content(content_type, schemas.explained(&schema));
                        response.add_content(PROBLEM, schemas.answer::<ProblemOut>());
                    }
                    Some(schema) => response.add_content(content_type, schema(schemas)),
                    None => response.add_content(content_type, json!({ "type": "string" })),
                }
            } else {
                response.may_be_empty = true;
            }
        }
        let described = responses.into_iter().map(|(status, response)| {
            (status.to_string(), response.into_json(status, self.face.headers))
        });
        described.collect()
    }

    /// Returns the failures of the route, those of its credential, its limit and its body first.
    fn failures(&self) -> Vec<FailureShape> {
        let mut failures = Vec::new();
        let mut add = |list: &[CommonFailure]| {
            failures.extend(list.iter().map(|&(status, codes, description)| FailureShape {
                status,
                format: None,
                codes,
                description,
            }));
        };
        if self.route.access.is_some() {
            add(self.face.access_errors);
        }
        if self.route.limit.is_some() {
            add(&[(
                429,
                &[ErrorCode::RateLimited],
                "Too many requests; `Retry-After` tells when the next one is admitted.",
            )]);
        }
        if self.route.max_body_bytes.is_some() {
            add(self.face.body_errors);
        }
        add(self.face.errors);
        failures.retain(|it| !self.operation.impossible.contains(&it.status));
        failures.extend(self.operation.errors.iter().copied());
        failures
    }
}

/// One status of an operation.
#[derive(Default)]
struct Response {
    descriptions: Vec<&'static str>,
    content: BTreeMap<&'static str, Vec<Value>>,
    headers: Vec<(&'static str, &'static str)>,
    codes: BTreeSet<ErrorCode>,
    /// Whether an answer without a body is among those with this status.
    may_be_empty: bool,
}

impl Response {
    fn add_description(&mut self, description: &'static str) {
        if !self.descriptions.contains(&description) {
            self.descriptions.push(description);
        }
    }

    fn add_content(&mut self, content_type: &'static str, schema: Value) {
        let schemas = self.content.entry(content_type).or_default();
        if !schemas.contains(&schema) {
            schemas.push(schema);
        }
    }

    fn into_json(self, status: u16, own: &[Header]) -> Value {
        let mut response = Map::new();
        let codes: Vec<&str> = self.codes.iter().map(|code| code.as_str()).collect();
        let mut paragraphs: Vec<String> =
            self.descriptions.into_iter().map(str::to_owned).collect();
        if !codes.is_empty() {
            let links: Vec<String> =
                codes.iter().map(|code| format!("[`{code}`](/errors/{code})")).collect();
            paragraphs.push(format!("Codes: {}.", links.join(", ")));
            response.insert("x-error-codes".to_owned(), json!(codes));
        }
        response.insert("description".to_owned(), json!(paragraphs.join("\n\n")));
        let mut headers: Map<String, Value> = COMMON_HEADERS
            .iter()
            .chain((status >= 400).then_some(&LINK))
            .chain(own)
            .map(|it| {
                let reference = format!("#/components/headers/{}", it.name);
                (it.name.to_owned(), json!({ "$ref": reference }))
            })
            .collect();
        // A refused password and a fault of the relay may tell when to try again, too.
        if matches!(status, 401 | 403 | 429 | 500 | 503) {
            let description = "Seconds after which the request may be repeated.";
            let schema = json!({ "type": "integer", "minimum": 0 });
            let header = json!({ "description": description, "schema": schema });
            headers.insert("Retry-After".to_owned(), header);
        }
        for (name, description) in self.headers {
            let header = json!({ "description": description, "schema": { "type": "string" } });
            headers.insert(name.to_owned(), header);
        }
        response.insert("headers".to_owned(), Value::Object(headers));
        if !self.content.is_empty() {
            // OpenAPI has no word for a body that is sometimes missing.
            if self.may_be_empty {
                response.insert("x-body-optional".to_owned(), json!(true));
            }
            let content: Map<String, Value> = self
                .content
                .into_iter()
                .map(|(content_type, mut schemas)| {
                    let schema = match schemas.pop() {
                        Some(single) if schemas.is_empty() => single,
                        last => {
                            schemas.extend(last);
                            json!({ "anyOf": schemas })
                        }
                    };
                    (content_type.to_owned(), json!({ "schema": schema }))
                })
                .collect();
            response.insert("content".to_owned(), Value::Object(content));
        }
        Value::Object(response)
    }
}

fn parameter(given: Parameter) -> Value {
    let mut parameter = Map::new();
    parameter.insert("name".to_owned(), json!(given.name));
    parameter.insert("in".to_owned(), json!(given.place));
    parameter.insert("required".to_owned(), json!(given.required));
    if let Some(description) = given.description {
        parameter.insert("description".to_owned(), json!(description));
    }
    parameter.insert("schema".to_owned(), given.schema);
    Value::Object(parameter)
}

fn reason(status: u16) -> &'static str {
    let status = http::StatusCode::from_u16(status).ok();
    status.and_then(|it| it.canonical_reason()).unwrap_or("Answer")
}

#[cfg(test)]
mod tests;
