import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import {
  createAccount,
  disableAccount,
  enableAccount,
  findAccount,
  getAccount,
  listAccounts,
} from "../../scripts/lib/accounts.mjs";
import { allPermissions, parsePermissions } from "../../scripts/lib/credentials.mjs";
import { remoteApi, withDeployment } from "../../scripts/lib/deployment.mjs";
import { createKey, listKeys, revokeKey } from "../../scripts/lib/keys.mjs";
import { ensureDefaultAccount, noteDeployment, readSecrets } from "../../scripts/lib/local-state.mjs";
import { setLogin } from "../../scripts/lib/logins.mjs";
import { repositoryRoot } from "../../scripts/lib/paths.mjs";
import { makeSignInLink } from "../../scripts/lib/people.mjs";
import { OwnPage } from "../support/people.mjs";
import { basicOf, localSecrets, startWireroom } from "../support/wireroom.mjs";

let wireroom, api, directory;
before(async () => {
  directory = mkdtempSync(join(tmpdir(), "wireroom-commands-"));
  wireroom = await startWireroom();
  ({ api } = wireroom);
});
after(async () => {
  await wireroom.stop();
  rmSync(directory, { recursive: true });
});

const logIn = async ({ login, password }) =>
  (await fetch(`${wireroom.url}/api/3rdparty/v1/messages`, { headers: { authorization: basicOf(login, password) } }))
    .status;

test("an account is created, found by name and id, listed, disabled and enabled", async () => {
  const account = await createAccount(api, { name: "commanded" });
  assert.deepEqual(await findAccount(api, "commanded"), account);
  assert.deepEqual(await findAccount(api, account.id), account);
  assert.equal(await findAccount(api, "nobody"), undefined);
  await assert.rejects(getAccount(api, "nobody"), /there is no account nobody/);
  await assert.rejects(createAccount(api, { name: "commanded" }), /an account named commanded already exists/);
  await assert.rejects(createAccount(api, { name: "a/b" }), /1 to 64 letters/);
  const listed = await listAccounts(api);
  assert.deepEqual(
    listed.filter(({ is_default }) => is_default === 1).map(({ id }) => id),
    [wireroom.account.id],
  );
  assert.deepEqual(Object.keys(listed[0]), [
    "id",
    "name",
    "is_default",
    "default_country_code",
    "created_at_ms",
    "disabled_at_ms",
  ]);
  assert.ok(listed.some(({ id }) => id === account.id));
  assert.notEqual((await disableAccount(api, "commanded")).disabled_at_ms, null);
  assert.deepEqual(await enableAccount(api, "commanded"), account);
});

test("a key is created, listed without itself, and revoked", async () => {
  const account = await createAccount(api, { name: "with keys" });
  const options = { account, kind: "client", name: "of a test", permissions: parsePermissions("all") };
  const { key, id, expiresAtMs } = await createKey(api, { ...options, expiresInDays: 2 });
  assert.match(key, /^api_live_[0-9a-f]{64}$/);
  assert.equal((await wireroom.request("GET", "/api/v1/admin/keys", { key })).status, 200);
  const [listed] = await listKeys(api, account);
  assert.deepEqual([listed.id, listed.revoked_at_ms], [id, null]);
  assert.ok(Math.abs(listed.expires_at_ms - expiresAtMs) < 1_000);
  assert.deepEqual(Object.keys(JSON.parse(listed.permissions)).sort(), [...allPermissions].sort());
  assert.ok(!JSON.stringify(listed).includes(key));
  await assert.rejects(revokeKey(api, account, "key_0"), /account with keys has no key key_0/);
  await revokeKey(api, account, id);
  assert.equal((await wireroom.request("GET", "/api/v1/admin/keys", { key })).status, 401);
});

test("a login is generated or chosen, and a taken name is refused", async () => {
  const account = await createAccount(api, { name: "logs in" });
  const generated = await setLogin(api, account);
  assert.equal(await logIn(generated), 200);
  const chosen = await setLogin(api, account, { login: "chosen", password: "chosen by a person" });
  assert.deepEqual(chosen, { login: "CHOSEN", password: "chosen by a person" });
  assert.equal(await logIn(chosen), 200);
  const other = await createAccount(api, { name: "logs in, too".replace(",", "") });
  await assert.rejects(setLogin(api, other, { login: "chosen" }), /the login CHOSEN already exists/);
  await assert.rejects(setLogin(api, other, { password: "short" }), /14 to 256/);
});

test("a local state has keys and a login from its first start on, and keeps them", async () => {
  const stateDir = join(directory, "state");
  const first = await ensureDefaultAccount(stateDir, api);
  assert.equal(first.account_id, wireroom.account.id);
  assert.equal((await wireroom.request("GET", "/api/v1/admin/keys", { key: first.client_key })).status, 200);
  assert.equal(await logIn(first), 200);
  assert.deepEqual(await ensureDefaultAccount(stateDir, api), first);
  assert.equal(readSecrets(stateDir).login, first.login);
  // A state of a version without logins.
  const { login, password, ...older } = first;
  writeFileSync(join(stateDir, "secrets.json"), JSON.stringify(older));
  const now = await ensureDefaultAccount(stateDir, api);
  assert.equal(now.client_key, first.client_key);
  assert.notEqual(now.password, password);
  assert.deepEqual([await logIn(now), await logIn({ login, password })], [200, 401]);
});

test("a command talks to the system that runs on the state, and refuses one with another secret", async () => {
  const stateDir = join(directory, "running");
  const secrets = readSecrets(stateDir);
  noteDeployment(stateDir, { can_push: false, url: wireroom.url, process_id: process.pid });
  await assert.rejects(withDeployment({ stateDir }, listAccounts), /started with another SERVER_SECRET/);
  const file = join(stateDir, "secrets.json");
  writeFileSync(file, JSON.stringify({ ...secrets, SERVER_SECRET: localSecrets.SERVER_SECRET }));
  assert.ok((await withDeployment({ stateDir }, listAccounts)).some(({ id }) => id === wireroom.account.id));
  assert.ok(!readFileSync(join(stateDir, "deployment.json"), "utf8").includes(localSecrets.SERVER_SECRET));
});

test("a second system on the state of a running one is refused, and names it", async () => {
  const stateDir = join(directory, "taken");
  const secrets = { ...readSecrets(stateDir), SERVER_SECRET: localSecrets.SERVER_SECRET };
  writeFileSync(join(stateDir, "secrets.json"), JSON.stringify(secrets));
  noteDeployment(stateDir, { can_push: false, url: wireroom.url, process_id: process.pid });
  const args = [join(repositoryRoot, "scripts/start.mjs"), "--state-dir", stateDir, "--port", "0", "--no-phone"];
  const child = spawn(process.execPath, args, { env: { ...process.env, WIREROOM_SET_UP: "1" }, timeout: 60_000 });
  let output = "";
  child.stderr.setEncoding("utf8").on("data", (chunk) => (output += chunk));
  const [code] = await once(child, "close");
  assert.equal(code, 1, output);
  assert.match(output, new RegExp(`error: a system already runs on ${stateDir}, at ${wireroom.url}: stop it`));
  assert.equal(JSON.parse(readFileSync(join(stateDir, "deployment.json"), "utf8")).process_id, process.pid);
});

test("a sign-in link is made for an account or the deployment, and signs the person in", async () => {
  const account = await createAccount(api, { name: "signed in" });
  for (const [options, expected] of [
    [{ name: "Ada", role: "viewer", account }, [account.id, "viewer"]],
    [{ name: "Ada of the deployment" }, [null, "owner"]],
  ]) {
    const link = await makeSignInLink(api, options);
    assert.ok(link.url.endsWith(`/console/#sign-in=${link.token}`), link.url);
    assert.deepEqual([link.account, link.person.role], expected);
    assert.equal((await new OwnPage(wireroom).redeem(link.token)).status, 200);
  }
});

test("--remote takes URL and secret from the environment or the file, and names what is missing", async () => {
  const file = join(directory, "remote.env");
  assert.throws(() => remoteApi({}, file), /needs WIREROOM_URL and SERVER_SECRET/);
  assert.throws(() => remoteApi({ WIREROOM_URL: wireroom.url }, file), /needs SERVER_SECRET:/);
  writeFileSync(file, `WIREROOM_URL = ${wireroom.url}\nSERVER_SECRET=${localSecrets.SERVER_SECRET}\n`);
  assert.ok((await listAccounts(remoteApi({}, file))).length > 0);
  await assert.rejects(listAccounts(remoteApi({ SERVER_SECRET: "another secret" }, file)), /Invalid API key/);
  for (const url of ["http://wireroom.example", "ftp://localhost", "wireroom.example"])
    assert.throws(() => remoteApi({ WIREROOM_URL: url }, file), /must be an https URL/);
});
