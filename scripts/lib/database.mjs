import { localBinary } from "./paths.mjs";
import { PlainError } from "./log.mjs";
import { readSecrets } from "./local-state.mjs";
import { openLocalDatabase } from "./runtime.mjs";
import { capture } from "./run.mjs";

/** Returns a function that runs one statement on a D1 handle and returns its rows. */
export const executeOn = (d1) => async (statement) => (await d1.prepare(statement).all()).results;

/**
 * Calls `work` with an `execute(statement)` for the local or the deployed database, and with a function that
 * finds the secret for minting keys.
 */
export async function withDatabase({ remote, stateDir }, work) {
  if (remote) return work(executeRemotely, remoteServerSecret);
  const { database, close } = await openLocalDatabase(stateDir);
  try {
    return await work(executeOn(database), () => readSecrets(stateDir).SERVER_SECRET);
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

function remoteServerSecret() {
  const secret = process.env.SERVER_SECRET;
  if (!secret) {
    throw new PlainError(
      "creating a key for the deployed Worker needs its SERVER_SECRET, which cannot be read back from Cloudflare. " +
        "Set the environment variable SERVER_SECRET to the value that you gave `wrangler secret put SERVER_SECRET`.",
    );
  }
  return secret;
}
