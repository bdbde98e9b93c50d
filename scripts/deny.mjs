import { enter } from "./lib/entry.mjs";

await enter({ rust: true }, () => import("./commands/deny.mjs"));
