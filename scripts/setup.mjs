import { enter } from "./lib/entry.mjs";
import { ensureCargoDeny } from "./lib/rust-tools.mjs";

const usage = `npm run setup
  installs all tools and packages from registries, and does not compile the Worker; it takes no options`;

// Installs everything that comes from a registry, but does not compile the Worker, so that a machine image can keep it.
await enter({ rust: true, help: `usage: ${usage}`, takes: { options: {} } }, async () => ({ main: ensureCargoDeny }));
