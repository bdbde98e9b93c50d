import { enter } from "./lib/entry.mjs";
import { usage } from "./usage/deploy.mjs";

await enter({ build: true, help: `usage: ${usage}` }, () => import("./commands/deploy.mjs"));
