import { enter } from "./lib/entry.mjs";
import { ensureCargoDeny } from "./lib/rust-tools.mjs";

// Everything that needs a registry, and not the Worker's own compilation: what a machine image would keep.
await enter({ rust: true }, async () => ({ main: ensureCargoDeny }));
