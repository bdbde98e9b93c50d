//! Reads the rate-limit bindings from wrangler.toml, so that announced limits always match the configured ones.

use std::{env, error::Error, fmt::Write, fs, path::Path};

const CONFIG: &str = "../../../wrangler.toml";

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed={CONFIG}");
    let config: toml::Table = fs::read_to_string(CONFIG)?.parse()?;
    let none = Vec::new();
    let bindings = config.get("ratelimits").and_then(toml::Value::as_array).unwrap_or(&none);
    let mut lines = String::new();
    for binding in bindings {
        let name =
            binding.get("name").and_then(toml::Value::as_str).ok_or("a limit has no name")?;
        let number = |field: &str| {
            let value = binding.get("simple").and_then(|simple| simple.get(field));
            let number = value.and_then(toml::Value::as_integer);
            number
                .and_then(|number| u32::try_from(number).ok())
                .ok_or(format!("{name} has no {field}"))
        };
        writeln!(lines, "    ({name:?}, {}, {}),", number("limit")?, number("period")?)?;
    }
    let table = format!("pub(crate) const BINDINGS: &[(&str, u32, u32)] = &[\n{lines}];\n");
    fs::write(Path::new(&env::var("OUT_DIR")?).join("bindings.rs"), table)?;
    Ok(())
}
