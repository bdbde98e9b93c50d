import { localBinary } from "../lib/paths.mjs";
import { PlainError, say, step } from "../lib/log.mjs";
import { readWranglerConfig } from "../lib/miniflare-options.mjs";
import { listPhones } from "../lib/phones.mjs";
import { runVisibly } from "../lib/run.mjs";
import { readSecretSettings } from "../lib/settings.mjs";
import { withDatabase } from "../lib/database.mjs";
import { unlistedNodes } from "../lib/unlisted-nodes.mjs";
import { canPush, secretNames } from "../lib/wrangler.mjs";

// The placeholder that wrangler.toml has before a database is created.
const noDatabase = "00000000-0000-0000-0000-000000000000";

/**
 * Applies every migration to the database, then uploads the built Worker. Arguments are passed to `wrangler deploy`.
 */
export async function main(args) {
  checkDatabase();
  const secrets = await secretNames();
  const secretsMissing = missingSecrets(secrets);
  if (secretsMissing.length > 0) throw new PlainError(howToSetSecrets(secretsMissing));
  // An older Worker tolerates a newer schema for the minutes of a deployment, but not the other way round.
  await step("migrations of the deployed database", "10 s", () =>
    runWrangler(["d1", "migrations", "apply", "DB", "--remote"], { env: { CI: "1" } }),
  );
  await step("upload", "20 s", () => runWrangler(["deploy", ...args]));
  await sayUnlistedNodes();
  await saySlowPhones(canPush(secrets));
  say("deployed. Manage accounts and keys with: npm run accounts -- --remote, npm run keys -- --remote");
}

/** Prints a hint about unlisted relay nodes. If the database cannot be queried, the deployment continues without it. */
async function sayUnlistedNodes() {
  try {
    const hint = await withDatabase({ remote: true }, (execute) => unlistedNodes(execute, readWranglerConfig().vars));
    if (hint) say(hint);
  } catch (error) {
    say(`could not count the relay nodes that are not listed: ${error.message}`);
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
        `${slow} of ${phones.length} phones are notified neither by a stream nor by push; see npm run doctor -- --remote`,
      );
  } catch (error) {
    say(`could not check how phones are notified of messages: ${error.message}`);
  }
}

function checkDatabase() {
  const [database] = readWranglerConfig().d1_databases;
  if (database.database_id && database.database_id !== noDatabase) return;
  throw new PlainError(
    `wrangler.toml has no database id yet. Create the database and set database_id to the id that is printed:\n` +
      `  npx wrangler d1 create ${database.database_name}`,
  );
}

function missingSecrets(names) {
  const missing = readSecretSettings().filter(({ name }) => !names.includes(name));
  const namesOf = (isRequired) => missing.filter((secret) => secret.isRequired === isRequired).map(({ name }) => name);
  say(`optional secrets that are not set: ${namesOf(false).join(", ") || "none"}`);
  return namesOf(true);
}

const howToSetSecrets = (names) =>
  [
    "a required secret is not set. Generate it, keep a copy with your passwords (it cannot be read back, and",
    "creating keys needs it), and paste it when prompted:",
    ...names.flatMap((name) => ["  openssl rand -hex 32", `  npx wrangler secret put ${name}`]),
  ].join("\n");

const runWrangler = (args, { env } = {}) =>
  runVisibly(localBinary("wrangler"), args, { env: { WRANGLER_SEND_METRICS: "false", ...env }, stdin: "inherit" });
