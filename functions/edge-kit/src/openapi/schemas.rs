//! JSON Schemas of a document's types. Requests and answers have a generator each: a field that is left out when it is
//! `None` is optional in an answer, and one that is `null` is required there.

use std::collections::BTreeSet;

use schemars::{
    JsonSchema, SchemaGenerator,
    generate::SchemaSettings,
    transform::{Transform, transform_subschemas},
};
use serde_json::{Map, Value, json};

use super::{Parameter, problem};

/// Beginning of a reference to a named schema.
const COMPONENTS: &str = "#/components/schemas/";

/// Collects the schemas of one document.
pub struct Schemas {
    requests: SchemaGenerator,
    answers: SchemaGenerator,
    /// Names of the bodies of failures to which our own routes add members.
    explained: BTreeSet<String>,
}

impl Schemas {
    pub(super) fn new() -> Self {
        Self {
            requests: settings()
                .with(|settings| settings.transforms.push(Box::new(NullIsAbsent)))
                .for_deserialize()
                .into_generator(),
            answers: settings()
                .with(|settings| settings.transforms.push(Box::new(OmittedIsNotNull)))
                .for_serialize()
                .into_generator(),
            explained: BTreeSet::new(),
        }
    }

    /// Returns the schema of a type in a request, which may be a reference to a component.
    pub fn request<T: JsonSchema + ?Sized>(&mut self) -> Value {
        self.requests.subschema_for::<T>().to_value()
    }

    /// Returns the schema of a type in an answer, which may be a reference to a component.
    pub fn answer<T: JsonSchema + ?Sized>(&mut self) -> Value {
        self.answers.subschema_for::<T>().to_value()
    }

    /// Returns the schema of a failure's body with what a route of our own adds to it.
    pub(super) fn explained(&mut self, schema: &Value) -> Value {
        let reference = schema.get("$ref").and_then(Value::as_str);
        let Some(name) = reference.and_then(|it| it.strip_prefix(COMPONENTS)) else {
            return problem::explain(schema.clone());
        };
        self.explained.insert(name.to_owned());
        json!({ "$ref": format!("{COMPONENTS}Explained{name}") })
    }

    /// Returns the members of a type as parameters of a query.
    pub fn query<T: JsonSchema + ?Sized>(&mut self) -> Vec<Parameter> {
        let mut schema = T::json_schema(&mut self.requests);
        Normalize.transform(&mut schema);
        NullIsAbsent.transform(&mut schema);
        let schema = schema.to_value();
        let required: Vec<&str> = schema
            .get("required")
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
            .collect();
        let properties = schema.get("properties").and_then(Value::as_object);
        let parameter = |(name, schema): (&String, &Value)| {
            let mut schema = schema.clone();
            let description = schema.as_object_mut().and_then(|it| it.remove("description"));
            Parameter {
                name: name.clone(),
                place: "query",
                required: required.contains(&name.as_str()),
                description: description.and_then(|it| Some(it.as_str()?.to_owned())),
                schema: without_null(schema),
            }
        };
        properties.into_iter().flatten().map(parameter).collect()
    }

    /// Returns the named schemas of all types. A name that requests and answers use for different schemas is an error.
    pub(super) fn into_components(mut self, errors: &mut Vec<String>) -> Map<String, Value> {
        let mut components = self.requests.take_definitions(true);
        for (name, schema) in self.answers.take_definitions(true) {
            match components.get(&name) {
                Some(other) if *other != schema => {
                    errors.push(format!("{name} differs between requests and answers"));
                }
                _ => {
                    components.insert(name, schema);
                }
            }
        }
        for name in self.explained {
            if let Some(schema) = components.get(&name) {
                let explained = problem::explain(schema.clone());
                components.insert(format!("Explained{name}"), explained);
            }
        }
        for name in components.keys() {
            if name.ends_with(|letter: char| letter.is_ascii_digit()) {
                errors.push(format!(
                    "two types are called {}",
                    name.trim_end_matches(char::is_numeric)
                ));
            }
        }
        components
    }
}

/// Returns a schema that does not accept `null`.
fn without_null(mut schema: Value) -> Value {
    let Some(object) = schema.as_object_mut() else { return schema };
    if let Some(types) = object.get_mut("type")
        && let Some(list) = types.as_array_mut()
    {
        list.retain(|it| it != "null");
        if let [single] = list.as_slice() {
            *types = single.clone();
        }
    }
    if let Some(words) = object.get_mut("enum").and_then(Value::as_array_mut) {
        words.retain(|it| !it.is_null());
    }
    // An optional type with a name of its own: a reference or null.
    if let Some(Value::Array(mut choices)) = object.remove("anyOf") {
        choices.retain(|it| *it != json!({ "type": "null" }));
        match choices.pop() {
            Some(Value::Object(single)) if choices.is_empty() => object.extend(single),
            last => {
                choices.extend(last);
                object.insert("anyOf".to_owned(), Value::Array(choices));
            }
        }
    }
    schema
}

fn settings() -> SchemaSettings {
    SchemaSettings::draft2020_12().with(|settings| {
        settings.definitions_path = "/components/schemas".into();
        settings.meta_schema = None;
        settings.transforms.push(Box::new(Normalize));
    })
}

/// Makes members of requests optional that may be `null`: every face reads `null` as absent.
#[derive(Clone, Debug)]
struct NullIsAbsent;

impl Transform for NullIsAbsent {
    fn transform(&mut self, schema: &mut schemars::Schema) {
        transform_subschemas(self, schema);
        let Some(object) = schema.as_object_mut() else { return };
        let properties = object.get("properties").and_then(Value::as_object);
        let nullable: Vec<String> = properties
            .into_iter()
            .flatten()
            .filter(|(_, property)| without_null((*property).clone()) != **property)
            .map(|(name, _)| name.clone())
            .collect();
        let Some(Value::Array(required)) = object.get_mut("required") else { return };
        required.retain(|name| !nullable.iter().any(|it| name == it));
        if required.is_empty() {
            object.remove("required");
        }
    }
}

/// Extension of a member that may be absent and may also be `null`. It is not part of the document.
pub const NULL_IS_SENT: &str = "x-null-is-sent";

/// Removes `null` from members of answers that may be absent: `None` is either sent as `null` or left out.
#[derive(Clone, Debug)]
struct OmittedIsNotNull;

impl Transform for OmittedIsNotNull {
    fn transform(&mut self, schema: &mut schemars::Schema) {
        transform_subschemas(self, schema);
        let Some(object) = schema.as_object_mut() else { return };
        let required: Vec<String> = object
            .get("required")
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
            .filter_map(|name| Some(name.as_str()?.to_owned()))
            .collect();
        let properties = object.get_mut("properties").and_then(Value::as_object_mut);
        for (name, property) in properties.into_iter().flatten() {
            let marker = property.as_object_mut().and_then(|it| it.remove(NULL_IS_SENT));
            if !required.contains(name) && marker.is_none() {
                let taken = property.take();
                *property = without_null(taken);
            }
        }
    }
}

/// Rewrites what generators of clients do not know: formats of unsigned integers, and defaults that are `null`. Joins
/// the lines of a doc comment's paragraph.
#[derive(Clone, Debug)]
struct Normalize;

impl Transform for Normalize {
    fn transform(&mut self, schema: &mut schemars::Schema) {
        transform_subschemas(self, schema);
        let Some(object) = schema.as_object_mut() else { return };
        if let Some(Value::String(text)) = object.get_mut("description") {
            *text = unwrapped(text);
        }
        if object.get("default").is_some_and(Value::is_null) {
            object.remove("default");
        }
        let (format, most) = match object.get("format").and_then(Value::as_str) {
            Some("uint8") => ("int32", Some(json!(u8::MAX))),
            Some("uint16") => ("int32", Some(json!(u16::MAX))),
            Some("int8" | "int16") => ("int32", None),
            Some("uint32" | "uint64" | "uint" | "int") => ("int64", None),
            _ => return,
        };
        object.insert("format".to_owned(), json!(format));
        if let Some(most) = most {
            object.entry("maximum").or_insert(most);
        }
    }
}

/// Returns a text whose paragraphs are one line each.
fn unwrapped(text: &str) -> String {
    let paragraphs = text.split("\n\n");
    paragraphs.map(|paragraph| paragraph.replace('\n', " ")).collect::<Vec<_>>().join("\n\n")
}
