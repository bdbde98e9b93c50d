import { enter } from "./lib/entry.mjs";

const usage = `npm run build
  builds the Worker into build/, as wrangler does before an upload; it takes no options`;

// wrangler runs this, too, before it uploads, so a deployment and the tests use the same build.
await enter({ build: true, help: `usage: ${usage}`, takes: { options: {} } }, async () => ({ main: () => {} }));
