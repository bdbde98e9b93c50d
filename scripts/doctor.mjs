import { enter } from "./lib/entry.mjs";
import { takes, usage } from "./usage/doctor.mjs";

await enter({ help: `usage: ${usage}`, takes }, () => import("./commands/doctor.mjs"));
