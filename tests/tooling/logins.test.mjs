import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { after, beforeEach, test } from "node:test";
import { ensureDefaultAccount, readSecrets } from "../../scripts/lib/local-state.mjs";
import { chosenHash, generatedHash, setLogin } from "../../scripts/lib/logins.mjs";
import { repositoryRoot } from "../../scripts/lib/paths.mjs";

const account = { id: "00112233445566ff", name: "mine" };
const serverSecret = () => "a secret that only tests use";
const stateDir = mkdtempSync(join(tmpdir(), "wireroom-logins-"));
after(() => rmSync(stateDir, { recursive: true }));

/** Runs statements on a database with every migration and one account. */
let execute;
beforeEach(async () => {
  const database = new DatabaseSync(":memory:");
  const migrations = join(repositoryRoot, "d1-migrations");
  for (const file of readdirSync(migrations)
    .filter((name) => name.endsWith(".sql"))
    .sort()) {
    database.exec(readFileSync(join(migrations, file), "utf8"));
  }
  execute = async (statement) => database.prepare(statement).all();
  await execute(`INSERT INTO accounts (id, name, created_at_ms) VALUES ('${account.id}', 'mine', 0)`);
});

const stored = async () => (await execute("SELECT login, password, tokens_valid_from_ms FROM logins"))[0];

test("a generated login has a name of six capitals and a password that is stored as a keyed digest", async () => {
  const { login, password } = await setLogin(execute, account, { serverSecret });
  assert.match(login, /^[A-Z2-9]{6}$/);
  assert.match(password, /^[a-z2-9]{16}$/);
  assert.deepEqual(
    { ...(await stored()) },
    { login, password: generatedHash(password, serverSecret()), tokens_valid_from_ms: 0 },
  );
});

test("a new password keeps the name and invalidates the tokens", async () => {
  const first = await setLogin(execute, account, { login: "mine", serverSecret });
  const second = await setLogin(execute, account, { serverSecret });
  assert.deepEqual([first.login, second.login], ["MINE", "MINE"]);
  assert.notEqual(first.password, second.password);
  const { tokens_valid_from_ms: voidBeforeMs } = await stored();
  assert.ok(Math.abs(Date.now() - voidBeforeMs) < 60_000);
});

test("a chosen password needs no server secret and is stored as Argon2id", async () => {
  const password = "chosen by a person";
  const { login } = await setLogin(execute, account, { password, serverSecret: () => assert.fail("it was asked for") });
  const { password: hash } = await stored();
  const salt = Buffer.from(hash.split("$")[4], "base64");
  assert.equal(hash, chosenHash(password, salt));
  assert.match(hash, /^\$argon2id\$v=19\$m=7168,t=5,p=1\$/);
  assert.match(login, /^[A-Z2-9]{6}$/);
});

test("the hash equals the one in the Worker's own tests", () => {
  const recorded = readFileSync(
    join(repositoryRoot, "crates/domain/identity/src/password/tests/argon2id.txt"),
    "utf8",
  ).trim();
  assert.equal(chosenHash("chosen by a person", Buffer.alloc(16, 7)), recorded);
});

test("a duplicate or empty name and a too short password are refused, and nothing is stored", async () => {
  const other = { id: "ffeeddccbbaa9988", name: "other" };
  await execute(`INSERT INTO accounts (id, name, created_at_ms) VALUES ('${other.id}', 'other', 0)`);
  await setLogin(execute, other, { login: "TAKEN", serverSecret });
  const refused = [
    [{ login: "taken" }, /the login TAKEN already exists/],
    [{ login: "a b" }, /1 to 64/],
    [{ login: "a:b" }, /1 to 64/],
    [{ password: "thirteen char" }, /14 to 256/],
    [{ password: "x".repeat(257) }, /14 to 256/],
  ];
  for (const [options, message] of refused)
    await assert.rejects(setLogin(execute, account, { serverSecret, ...options }), message);
  assert.deepEqual(await execute(`SELECT * FROM logins WHERE account_id = '${account.id}'`), []);
});

test("a local state has a login from its first start on, and keeps it", async () => {
  const secrets = readSecrets(stateDir);
  assert.ok(secrets.JWT_SECRET.length >= 32);
  const first = await ensureDefaultAccount(stateDir, execute, secrets.SERVER_SECRET);
  const again = await ensureDefaultAccount(stateDir, execute, secrets.SERVER_SECRET);
  assert.deepEqual([again.login, again.password], [first.login, first.password]);
  assert.equal(readSecrets(stateDir).login, first.login);
  assert.equal((await stored()).password, generatedHash(first.password, secrets.SERVER_SECRET));
});

test("a local state without a login gets one, and keeps its keys", async () => {
  const secrets = readSecrets(stateDir);
  const { login, password, ...older } = await ensureDefaultAccount(stateDir, execute, secrets.SERVER_SECRET);
  writeFileSync(join(stateDir, "secrets.json"), JSON.stringify(older));
  await execute("DELETE FROM logins");
  const now = await ensureDefaultAccount(stateDir, execute, secrets.SERVER_SECRET);
  assert.equal(now.client_key, older.client_key);
  assert.notDeepEqual([now.login, now.password], [login, password]);
  assert.equal((await stored()).password, generatedHash(now.password, secrets.SERVER_SECRET));
});
