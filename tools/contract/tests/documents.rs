//! Comparison of `docs/openapi/` with the types and tables in the code. `WRITE_OPENAPI=1` writes the files instead.

use std::{env, fs, path::Path};

use contract::{documents, rendered};

#[test]
fn documents_match_the_types_and_route_tables() {
    let folder = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/openapi"));
    let write = env::var_os("WRITE_OPENAPI").is_some();
    let mut defects = Vec::new();
    for document in documents() {
        let file = folder.join(format!("{}.json", document.name));
        match document.json {
            Err(errors) => defects.extend(errors),
            Ok(json) if write => {
                fs::create_dir_all(folder).unwrap();
                fs::write(file, rendered(&json)).unwrap();
            }
            Ok(json) => {
                let stored = fs::read_to_string(&file).unwrap_or_default();
                if stored != rendered(&json) {
                    defects.push(format!(
                        "docs/openapi/{}.json is not what the code says; run npm run openapi",
                        document.name
                    ));
                }
            }
        }
    }
    assert!(defects.is_empty(), "{}", defects.join("\n"));
}
