import { enter } from "./lib/entry.mjs";
import { ensureCargoDeny } from "./lib/rust-tools.mjs";

const usage = `npm run setup
  installs everything that a registry is needed for, and compiles nothing of ours; it takes no options`;

// Everything that needs a registry, and not the Worker's own compilation: what a machine image would keep.
await enter({ rust: true, help: `usage: ${usage}` }, async () => ({ main: ensureCargoDeny }));
