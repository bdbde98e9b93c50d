import { enter } from "./lib/entry.mjs";

// Also what wrangler runs before it uploads, so a deployment and the tests run the same build.
await enter({ build: true }, async () => ({ main: () => {} }));
