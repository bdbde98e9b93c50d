import { enter } from "./lib/entry.mjs";
import { usage } from "./usage/soak.mjs";

// A trial of a given build needs none of ours; the property tests need Rust, which their option switches off.
const given = (option) => process.argv.some((argument) => argument === option || argument.startsWith(`${option}=`));

await enter({ build: !given("--build"), rust: !given("--skip-properties"), help: `usage: ${usage}` }, () => import("../tests/soak/main.mjs"));
