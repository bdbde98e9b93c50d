import { enter } from "./lib/entry.mjs";

await enter({ build: true }, () => import("./commands/start.mjs"));
