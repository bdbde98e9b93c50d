import { enter } from "./lib/entry.mjs";
import { usage } from "./usage/start.mjs";

await enter({ build: true, help: `usage: ${usage}` }, () => import("./commands/start.mjs"));
