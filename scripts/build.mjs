import { enter } from "./lib/entry.mjs";

const usage = `npm run build
  builds the Worker into build/, as wrangler does before an upload; it takes no options`;

// Also what wrangler runs before it uploads, so a deployment and the tests run the same build.
await enter({ build: true, help: `usage: ${usage}` }, async () => ({ main: () => {} }));
