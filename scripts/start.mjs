import { enter } from "./lib/entry.mjs";
import { takes, usage } from "./usage/start.mjs";

await enter({ build: true, help: `usage: ${usage}`, takes }, () => import("./commands/start.mjs"));
