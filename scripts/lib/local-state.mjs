import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createAccount, findDefaultAccount } from "./accounts.mjs";
import { parsePermissions } from "./credentials.mjs";
import { createKey } from "./keys.mjs";
import { PlainError } from "./log.mjs";
import { setLogin } from "./logins.mjs";
import { stateDirectoryOf } from "./paths.mjs";
import { generateRelayKey } from "./relay-key.mjs";

const secretsFile = (stateDir) => join(stateDir, "secrets.json");

/**
 * Returns the secrets of a local state, generated at its first use. Their file also holds the keys minted for the
 * state.
 */
export function readSecrets(stateDir) {
  const secrets = storedSecrets(stateDir);
  // A state of an earlier version lacks newer secrets. Its old ones stay, because its keys and sealed data need them.
  const missing = Object.keys(newSecrets).filter((name) => !(name in secrets));
  if (missing.length === 0) return secrets;
  return writeSecrets(stateDir, {
    ...secrets,
    ...Object.fromEntries(missing.map((name) => [name, newSecrets[name]()])),
  });
}

/** Generators of the Worker's secrets. */
const newSecrets = {
  SERVER_SECRET: () => randomBytes(32).toString("hex"),
  GATEWAY_PRIVATE_TOKEN: () => randomBytes(16).toString("hex"),
  JWT_SECRET: () => randomBytes(32).toString("hex"),
  SEALING_KEYS: () => `local:${randomBytes(32).toString("base64")}`,
  RELAY_SERVER_KEYS: () => generateRelayKey({ id: "local" }).entry,
};

function storedSecrets(stateDir) {
  try {
    return JSON.parse(readFileSync(secretsFile(stateDir), "utf8"));
  } catch (error) {
    if (error.code !== "ENOENT") throw error;
    return {};
  }
}

function writeSecrets(stateDir, secrets) {
  mkdirSync(stateDir, { recursive: true, mode: 0o700 });
  // The file is written under another name and renamed, so that an interrupted first run leaves no partial file.
  const temporary = `${secretsFile(stateDir)}.${process.pid}`;
  writeFileSync(temporary, `${JSON.stringify(secrets, null, 2)}\n`, { mode: 0o600 });
  renameSync(temporary, secretsFile(stateDir));
  return secrets;
}

/**
 * Returns the system that a command's options name, as `withDatabase` and `withDeployment` take it. A local system has to exist, unless
 * the command may make one.
 */
export function databaseTarget(values, { mayBeNew = false } = {}) {
  const target = { remote: values.remote, stateDir: stateDirectoryOf(values["state-dir"]) };
  if (!target.remote && !mayBeNew) requireLocalState(target.stateDir);
  return target;
}

function requireLocalState(stateDir) {
  if (existsSync(stateDir) && readdirSync(stateDir).length > 0) return;
  throw new PlainError(
    `there is no local system in ${stateDir}: create one with \`npm start\` or \`npm run accounts -- create\`, or choose another directory with --state-dir`,
  );
}

const deploymentFile = (stateDir) => join(stateDir, "deployment.json");

/** Records what other commands cannot know of a local Worker: its URL, its process, and settings of its command line. */
export function noteDeployment(stateDir, deployment) {
  writeFileSync(deploymentFile(stateDir), `${JSON.stringify(deployment)}\n`);
}

/** Returns the recorded settings of the last local Worker; if none has run, they say that it cannot push. */
export function readDeployment(stateDir) {
  try {
    return JSON.parse(readFileSync(deploymentFile(stateDir), "utf8"));
  } catch (error) {
    if (error.code !== "ENOENT") throw error;
    return { can_push: false };
  }
}

/** Selects the Worker's secrets from the contents of the file. */
export function workerSecrets(secrets) {
  return Object.fromEntries(Object.keys(newSecrets).map((name) => [name, secrets[name]]));
}

/** Creates the default account and a key of each kind in a new state; returns the existing ones in an old state. */
export async function ensureDefaultAccount(stateDir, api) {
  const account = (await findDefaultAccount(api)) ?? (await createAccount(api, { name: "default", isDefault: true }));
  const secrets = readSecrets(stateDir);
  if (secrets.account_id === account.id) return ensureLogin(stateDir, secrets, account, api);
  const create = (kind, permissions) => createKey(api, { account, kind, name: "made by npm start", permissions });
  const client = await create("client", parsePermissions("all"));
  const registration = await create("registration", {});
  const minted = { account_id: account.id, client_key: client.key, registration_token: registration.key };
  // A stored login belongs to an earlier default account, such as that of a deleted database, so it is replaced.
  return ensureLogin(
    stateDir,
    { ...writeSecrets(stateDir, { ...secrets, ...minted }), login: undefined },
    account,
    api,
  );
}

/** Gives the default account a user name and a password, for clients that do not use keys. */
async function ensureLogin(stateDir, secrets, account, api) {
  if (secrets.login) return secrets;
  const made = await setLogin(api, account);
  return writeSecrets(stateDir, { ...secrets, ...made });
}
