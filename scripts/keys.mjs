import { enter } from "./lib/entry.mjs";
import { usage } from "./usage/keys.mjs";

await enter({ help: `usage: ${usage}` }, () => import("./commands/keys.mjs"));
