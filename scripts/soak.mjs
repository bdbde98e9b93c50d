import { enter } from "./lib/entry.mjs";

// A trial of a given build needs none of ours; the property tests need Rust, which their option switches off.
const given = (option) => process.argv.some((argument) => argument === option || argument.startsWith(`${option}=`));

await enter({ build: !given("--build"), rust: !given("--skip-properties") }, () => import("../tests/soak/main.mjs"));
