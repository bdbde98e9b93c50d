import { localBinary } from "./paths.mjs";
import { PlainError } from "./log.mjs";
import { openLocalDatabase } from "./runtime.mjs";
import { capture } from "./run.mjs";

/** Returns a function that runs one statement on a D1 handle and returns its rows. */
export const executeOn = (d1) => async (statement) => (await d1.prepare(statement).all()).results;

/** Calls `work` with an `execute(statement)` for the local or the deployed database. */
export async function withDatabase({ remote, stateDir }, work) {
  if (remote) return work(executeRemotely);
  const { database, close } = await openLocalDatabase(stateDir);
  try {
    return await work(executeOn(database));
  } finally {
    await close();
  }
}

async function executeRemotely(statement) {
  const args = ["d1", "execute", "DB", "--remote", "--json", "--command", statement];
  const { code, stdout, all } = await capture(localBinary("wrangler"), args, {
    // CI keeps wrangler from asking questions even if there is a terminal.
    env: { CI: "1", WRANGLER_SEND_METRICS: "false" },
  });
  if (code !== 0) throw new PlainError(`wrangler d1 execute failed:\n${all.trim()}`);
  return JSON.parse(stdout.slice(stdout.indexOf("[")))[0].results;
}
