import { enter } from "./lib/entry.mjs";

await enter({ build: true }, () => import("./commands/deploy.mjs"));
