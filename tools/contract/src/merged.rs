//! The document of all faces. Names of operations and components that two faces may share get the face's prefix.

use serde_json::{Map, Value, json};

use crate::{Described, Face};

const DESCRIPTION: &str = "All routes of a Wireroom deployment. Each face speaks the protocol of an existing system, \
                           whose clients work unchanged, and has a document of its own, with its conventions in its \
                           description: `gateway-api`, `smsgate`, `number-proxy`, `providers` and `relay`.";

/// Kinds of components whose names get the prefix. Headers mean the same in all faces.
const PREFIXED: [&str; 3] = ["schemas", "responses", "securitySchemes"];

pub(crate) fn merge(faces: &[Face]) -> Described {
    let mut errors = Vec::new();
    let mut whole = Whole::default();
    for face in faces {
        match &face.document {
            Ok(document) => whole.add(face, document, &mut errors),
            Err(defects) => errors.extend(defects.iter().cloned()),
        }
    }
    if errors.is_empty() { Ok(whole.into_document()) } else { Err(errors) }
}

#[derive(Default)]
struct Whole {
    info: Map<String, Value>,
    tags: Vec<Value>,
    paths: Map<String, Value>,
    webhooks: Map<String, Value>,
    components: Map<String, Value>,
}

impl Whole {
    fn add(&mut self, face: &Face, document: &Value, errors: &mut Vec<String>) {
        let mut document = document.clone();
        prefix_references(&mut document, face.prefix);
        if self.info.is_empty()
            && let Some(info) = document.get("info").and_then(Value::as_object)
        {
            self.info.clone_from(info);
        }
        for mut tag in members(&mut document, "tags") {
            rename(&mut tag, "name", |name| tag_of(face, name));
            self.tags.push(tag);
        }
        for (part, into) in [("paths", &mut self.paths), ("webhooks", &mut self.webhooks)] {
            for (name, mut item) in object(&mut document, part) {
                for (_, operation) in item.as_object_mut().into_iter().flatten() {
                    rename_operation(operation, face);
                }
                let name = if part == "paths" { name } else { prefixed(face.prefix, &name) };
                if into.insert(name.clone(), item).is_some() {
                    errors.push(format!("two faces have {name}"));
                }
            }
        }
        let mut components = document.get_mut("components").map(Value::take).unwrap_or_default();
        for kind in ["headers", "responses", "schemas", "securitySchemes"] {
            let into = self.components.entry(kind).or_insert_with(|| json!({}));
            let Some(into) = into.as_object_mut() else { continue };
            for (name, component) in object(&mut components, kind) {
                let is_prefixed = PREFIXED.contains(&kind);
                let name = if is_prefixed { prefixed(face.prefix, &name) } else { name };
                match into.get(&name) {
                    Some(known) if *known != component => {
                        errors.push(format!("two faces describe {kind} {name} differently"));
                    }
                    _ => {
                        into.insert(name, component);
                    }
                }
            }
        }
    }

    fn into_document(mut self) -> Value {
        self.info.insert("title".to_owned(), json!("Wireroom"));
        self.info.insert("description".to_owned(), json!(DESCRIPTION));
        let mut document = json!({
            "openapi": "3.1.0",
            "info": self.info,
            "servers": [{ "url": "/" }],
            "tags": self.tags,
            "paths": self.paths,
            "components": self.components,
        });
        if !self.webhooks.is_empty()
            && let Some(members) = document.as_object_mut()
        {
            members.insert("webhooks".to_owned(), Value::Object(self.webhooks));
        }
        document
    }
}

/// Takes a member that is a list.
fn members(document: &mut Value, name: &str) -> Vec<Value> {
    match document.get_mut(name).map(Value::take) {
        Some(Value::Array(list)) => list,
        _ => Vec::new(),
    }
}

/// Takes a member that is an object.
fn object(document: &mut Value, name: &str) -> Map<String, Value> {
    match document.get_mut(name).map(Value::take) {
        Some(Value::Object(object)) => object,
        _ => Map::new(),
    }
}

fn rename_operation(operation: &mut Value, face: &Face) {
    rename(operation, "operationId", |id| {
        if face.prefix.is_empty() {
            return id.to_owned();
        }
        format!("{}{}", face.prefix.to_ascii_lowercase(), capitalized(id))
    });
    for tag in operation.get_mut("tags").and_then(Value::as_array_mut).into_iter().flatten() {
        let name = tag_of(face, tag.as_str().unwrap_or_default());
        *tag = json!(name);
    }
    let alternatives = operation.get_mut("security").and_then(Value::as_array_mut);
    for alternative in alternatives.into_iter().flatten() {
        let Some(schemes) = alternative.as_object_mut() else { continue };
        let renamed = std::mem::take(schemes).into_iter();
        *schemes = renamed.map(|(name, scopes)| (prefixed(face.prefix, &name), scopes)).collect();
    }
}

fn tag_of(face: &Face, name: &str) -> String {
    if face.prefix.is_empty() { name.to_owned() } else { format!("{}: {name}", face.name) }
}

fn rename(value: &mut Value, member: &str, new: impl Fn(&str) -> String) {
    if let Some(name) = value.get_mut(member) {
        *name = json!(new(name.as_str().unwrap_or_default()));
    }
}

/// Rewrites all references to components whose names get the prefix.
fn prefix_references(value: &mut Value, prefix: &str) {
    match value {
        Value::Object(members) => {
            for (name, member) in members {
                match member {
                    Value::String(text) if name == "$ref" => *text = referenced(text, prefix),
                    _ => prefix_references(member, prefix),
                }
            }
        }
        Value::Array(values) => {
            for value in values {
                prefix_references(value, prefix);
            }
        }
        _ => {}
    }
}

fn referenced(reference: &str, prefix: &str) -> String {
    for kind in PREFIXED {
        let start = format!("#/components/{kind}/");
        if let Some(name) = reference.strip_prefix(&start) {
            return format!("{start}{}", prefixed(prefix, name));
        }
    }
    reference.to_owned()
}

fn prefixed(prefix: &str, name: &str) -> String {
    if prefix.is_empty() { name.to_owned() } else { format!("{prefix}{}", capitalized(name)) }
}

fn capitalized(name: &str) -> String {
    let mut letters = name.chars();
    let first = letters.next().map(|letter| letter.to_ascii_uppercase());
    first.into_iter().chain(letters).collect()
}
