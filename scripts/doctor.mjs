import { enter } from "./lib/entry.mjs";
import { usage } from "./usage/doctor.mjs";

await enter({ help: `usage: ${usage}` }, () => import("./commands/doctor.mjs"));
