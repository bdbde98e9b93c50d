import { enter } from "./lib/entry.mjs";
import { takes, usage } from "./usage/soak.mjs";

// With --build no build is made. Rust is needed for the property tests, which an option switches off.
const given = (option) => process.argv.some((argument) => argument === option || argument.startsWith(`${option}=`));

await enter(
  { build: !given("--build"), rust: !given("--skip-properties"), help: `usage: ${usage}`, takes },
  () => import("../tests/soak/main.mjs"),
);
