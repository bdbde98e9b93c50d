import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { say } from "./log.mjs";

function isAlive(processId) {
  try {
    process.kill(processId, 0);
    return true;
  } catch (error) {
    // EPERM: the process is alive, but belongs to another user.
    return error.code === "EPERM";
  }
}

function tryToTake(file) {
  try {
    writeFileSync(file, String(process.pid), { flag: "wx" });
    return true;
  } catch (error) {
    if (error.code !== "EEXIST") throw error;
  }
  const holder = readHolder(file);
  // A killed holder leaves its file behind; the next one removes it and tries again.
  if (holder !== undefined && !isAlive(holder)) rmSync(file, { force: true });
  return false;
}

function readHolder(file) {
  try {
    // An empty file belongs to a holder that has not written its id yet, so it must not be removed.
    return Number(readFileSync(file, "utf8")) || undefined;
  } catch {
    return undefined;
  }
}

/** The holder may have ended in the meantime. */
const named = (processId) => (processId === undefined ? "" : ` (process ${processId})`);

/** Keeps `npm start` and `npm test` from writing the same folder at the same time. */
export async function withLock(file, work) {
  mkdirSync(dirname(file), { recursive: true });
  let waited = false;
  while (!tryToTake(file)) {
    if (!waited) say(`  waiting for another command${named(readHolder(file))} to finish the same work`);
    waited = true;
    await sleep(200);
  }
  try {
    return await work();
  } finally {
    rmSync(file, { force: true });
  }
}
