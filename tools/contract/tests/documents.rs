//! Comparison of `docs/openapi/` and `docs/errors.json` with the types and tables in the code. `WRITE_OPENAPI=1` writes the files instead.

use std::{env, fs, path::Path};

use contract::{Described, asyncapi, errors, faces, rendered, whole};

#[test]
fn documents_match_the_types_and_route_tables() {
    let faces = faces();
    let mut defects = compare("openapi/wireroom", &whole(&faces));
    for face in &faces {
        defects.extend(compare(&format!("openapi/{}", face.name), &face.document));
    }
    defects.extend(compare("openapi/asyncapi", &Ok(asyncapi::document())));
    defects.extend(compare("errors", &Ok(errors::list())));
    defects.dedup();
    assert!(defects.is_empty(), "{}", defects.join("\n"));
}

/// Compares a document with its file, or writes the file; returns the defects.
fn compare(name: &str, document: &Described) -> Vec<String> {
    let folder = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs"));
    let file = folder.join(format!("{name}.json"));
    let text = match document {
        Ok(document) => rendered(document),
        Err(defects) => return defects.clone(),
    };
    if env::var_os("WRITE_OPENAPI").is_some() {
        let written = fs::write(file, text);
        return written.err().into_iter().map(|error| error.to_string()).collect();
    }
    if fs::read_to_string(&file).unwrap_or_default() == text {
        return Vec::new();
    }
    vec![format!("docs/{name}.json differs from the code: run npm run openapi")]
}
