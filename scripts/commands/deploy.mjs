import { localBinary } from "../lib/paths.mjs";
import { PlainError, say, step } from "../lib/log.mjs";
import { readWranglerConfig } from "../lib/miniflare-options.mjs";
import { listPhones } from "../lib/phones.mjs";
import { runVisibly } from "../lib/run.mjs";
import { withDatabase } from "../lib/database.mjs";
import { unlistedNodes } from "../lib/unlisted-nodes.mjs";
import { canPush, secretNames } from "../lib/wrangler.mjs";

const noDatabase = "00000000-0000-0000-0000-000000000000";
const requiredSecrets = ["SERVER_SECRET"];
const optionalSecrets = [
  "SERVER_SECRET_PREVIOUS",
  "SEALING_KEYS",
  "GATEWAY_PRIVATE_TOKEN",
  "JWT_SECRET",
  "RELAY_SERVER_KEYS",
  "FCM_CREDENTIALS_JSON",
];

/**
 * Applies every migration to the database, then uploads the built Worker. Arguments are passed to `wrangler deploy`.
 */
export async function main(args) {
  checkDatabase();
  const secrets = await secretNames();
  const secretsMissing = missingSecrets(secrets);
  if (secretsMissing.length > 0) throw new PlainError(howToSetSecrets(secretsMissing));
  await step("migrations of the deployed database", "10 s", () =>
    runWrangler(["d1", "migrations", "apply", "DB", "--remote"], { env: { CI: "1" } }),
  );
  await step("upload", "20 s", () => runWrangler(["deploy", ...args]));
  await sayUnlistedNodes();
  await saySlowPhones(canPush(secrets));
  say("deployed. Accounts and keys: npm run accounts -- --remote, npm run keys -- --remote");
}

/** Prints a hint about unlisted relay nodes. If the database cannot be queried, the deployment continues without it. */
async function sayUnlistedNodes() {
  try {
    const hint = await withDatabase({ remote: true }, (execute) => unlistedNodes(execute, readWranglerConfig().vars));
    if (hint) say(hint);
  } catch (error) {
    say(`whether there are relay nodes that are not listed could not be looked up: ${error.message}`);
  }
}

/**
 * Prints a hint about phones that only fetch every 15 minutes and so get their messages late. Never stops a deployment.
 */
async function saySlowPhones(pushes) {
  try {
    const phones = await withDatabase({ remote: true }, (execute) => listPhones(execute, { canPush: pushes }));
    const slow = phones.filter(({ advice }) => advice !== undefined).length;
    if (slow > 0)
      say(
        `${slow} of ${phones.length} phones are told of messages neither by a stream nor by push: npm run doctor -- --remote`,
      );
  } catch (error) {
    say(`how phones are told of messages could not be looked up: ${error.message}`);
  }
}

function checkDatabase() {
  const [database] = readWranglerConfig().d1_databases;
  if (database.database_id && database.database_id !== noDatabase) return;
  throw new PlainError(
    `wrangler.toml names no database yet. Create it and put the id that is printed in as database_id:\n` +
      `  npx wrangler d1 create ${database.database_name}`,
  );
}

function missingSecrets(names) {
  const present = new Set(names);
  for (const name of optionalSecrets.filter((optional) => !present.has(optional)))
    say(`secret ${name}: not set (optional)`);
  return requiredSecrets.filter((name) => !present.has(name));
}

const howToSetSecrets = (names) =>
  [
    "the Worker lacks a secret. Make one, keep a copy where you keep passwords (it cannot be read back, and",
    "minting keys needs it), and paste it when asked:",
    ...names.flatMap((name) => ["  openssl rand -hex 32", `  npx wrangler secret put ${name}`]),
  ].join("\n");

const runWrangler = (args, { env } = {}) =>
  runVisibly(localBinary("wrangler"), args, { env: { WRANGLER_SEND_METRICS: "false", ...env }, stdin: "inherit" });
