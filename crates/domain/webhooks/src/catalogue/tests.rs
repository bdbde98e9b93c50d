use super::*;

#[test]
fn every_kind_has_a_description_and_an_example_of_its_own() {
    let all = catalogue();
    assert_eq!(all.iter().map(|it| it.kind).collect::<Vec<_>>(), EventKind::ALL);
    for (at, entry) in all.iter().enumerate() {
        let name = entry.kind.as_str();
        assert!(entry.description.ends_with('.'), "{name}");
        assert_eq!(entry.example["type"], name);
        assert!(entry.example["data"].as_object().is_some_and(|data| !data.is_empty()), "{name}");
        let repeated = all.iter().skip(at + 1).any(|it| it.description == entry.description);
        assert!(!repeated, "{name}");
    }
}

#[test]
fn every_kind_has_a_schema_whose_members_are_those_of_its_example() {
    for entry in catalogue() {
        let name = entry.kind.as_str();
        assert_eq!(entry.schema["properties"]["type"]["const"], name);
        let described = entry.schema["properties"]["data"]["properties"].as_object();
        let described: Vec<_> = described.expect(name).keys().collect();
        let mut shown: Vec<_> = entry.example["data"].as_object().unwrap().keys().collect();
        shown.sort();
        let mut described = described.clone();
        described.sort();
        assert_eq!(described, shown, "{name}");
    }
}

#[cfg(feature = "openapi")]
#[test]
fn stored_schemas_are_those_of_the_types() {
    use serde_json::{Map, json};

    const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/src/catalogue/schemas.json");

    let whole = schemars::schema_for!(crate::described::StandardEvent).to_value();
    let variants = whole["$defs"]["StandardWebhookData"]["anyOf"].as_array().unwrap();
    let schemas: Map<String, Value> = EventKind::ALL
        .into_iter()
        .map(|kind| {
            let name = kind.as_str();
            let marked = format!("`{name}`");
            let is_of = |it: &&Value| it["description"].as_str().unwrap().contains(&marked);
            let data: Vec<_> = variants.iter().filter(is_of).collect();
            assert_eq!(data.len(), 1, "{name} is named by one kind of contents");
            let schema = json!({
                "type": "object",
                "properties": {
                    "type": { "const": name },
                    "timestamp": { "type": "string", "format": "date-time" },
                    "data": data[0],
                },
                "required": ["type", "timestamp", "data"],
            });
            (name.to_owned(), schema)
        })
        .collect();
    let text = format!("{}\n", serde_json::to_string_pretty(&schemas).unwrap());
    if std::env::var_os("WRITE_SCHEMAS").is_some() {
        std::fs::write(FILE, &text).unwrap();
    }
    let stored = std::fs::read_to_string(FILE).unwrap();
    assert_eq!(stored, text, "WRITE_SCHEMAS=1 cargo test -p webhooks --features openapi");
}
