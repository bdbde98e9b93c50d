import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { clearOfTheHour } from "../support/clock.mjs";
import { basicOf, startWireroom } from "../support/wireroom.mjs";
import { Face, bearer, outcome, unauthorized } from "./support/face.mjs";

const chosen = "chosen by a person";

let wireroom, face;
before(async () => {
  wireroom = await startWireroom({ vars: { FAILED_LOGINS_PER_HOUR: "5" } });
  face = new Face(wireroom);
});
after(() => wireroom.stop());

const devices = (as) => face.call("GET", "/3rdparty/v1/devices", { as });
const change = (token, currentPassword, newPassword) =>
  face.call("PATCH", "/mobile/v1/user/password", { as: bearer(token), json: { currentPassword, newPassword } });
const account = async (name, password) => {
  const created = await wireroom.createAccount(name);
  return { ...(await created.setLogin({ password })), account: created };
};

test("a user name is case-insensitive, and a password is not", async () => {
  const { login, password } = await account("case");
  assert.equal((await devices(basicOf(login.toLowerCase(), password))).status, 200);
  assert.deepEqual(outcome(await devices(basicOf(login, password.toUpperCase()))), unauthorized);
});

test("a password given on the command line is checked as a chosen one", async () => {
  const { login, basic } = await account("command line", "päss:word of a person");
  assert.equal((await devices(basic)).status, 200);
  assert.deepEqual(outcome(await devices(basicOf(login, "päss:word of another"))), unauthorized);
});

test("a slow password is checked within the clients' time-outs, and only once", async () => {
  const { basic } = await account("slow", chosen);
  const timed = async () => {
    const startedMs = performance.now();
    assert.equal((await devices(basic)).status, 200);
    return performance.now() - startedMs;
  };
  const first = await timed();
  const later = Math.min(await timed(), await timed(), await timed());
  assert.ok(later < first, `${later} ms and ${first} ms`);
});

test("a changed password is valid at once, alone, and invalidates every token", async () => {
  const phone = await face.register();
  const basic = basicOf(phone.login, phone.password);
  const pair = await face.tokens(basic, ["devices:list"]);
  assert.equal((await devices(bearer(pair.access_token))).status, 200);
  assert.deepEqual(outcome(await change(phone.token, phone.password, chosen)), { status: 204, body: "" });
  assert.deepEqual(outcome(await devices(basic)), unauthorized);
  assert.deepEqual(outcome(await devices(bearer(pair.access_token))), unauthorized);
  const refreshed = await face.call("POST", "/3rdparty/v1/auth/token/refresh", { as: bearer(pair.refresh_token) });
  assert.deepEqual(outcome(refreshed), unauthorized);
  const now = basicOf(phone.login, chosen);
  assert.equal((await devices(now)).status, 200);
  // Tokens issued after the change are valid.
  const { access_token: token } = await face.tokens(now, ["devices:list"]);
  assert.equal((await devices(bearer(token))).status, 200);
  assert.equal((await change(phone.token, chosen, "another that a person chose")).status, 204);
  assert.deepEqual(outcome(await devices(now)), unauthorized);
});

test("a change with a wrong or missing current password is refused with the exact text and changes nothing", async () => {
  const phone = await face.register();
  const refused = { status: 401, body: { message: "failed to change password" } };
  assert.deepEqual(outcome(await change(phone.token, "wrong", chosen)), refused);
  const absent = { status: 400, body: { message: "failed to validate: currentPassword is required" } };
  assert.deepEqual(outcome(await change(phone.token, "", chosen)), absent);
  assert.equal((await devices(basicOf(phone.login, phone.password))).status, 200);
});

test("a password that is too short is 400", async () => {
  const phone = await face.register();
  for (const short of ["", "thirteen char", "x".repeat(257)]) {
    const { status, body } = await change(phone.token, phone.password, short);
    assert.equal(status, 400, short);
    assert.match(body.message, /^failed to validate: /);
  }
  assert.equal((await change(phone.token, phone.password, "fourteen chars")).status, 204);
});

test("of two concurrent changes one succeeds, and its password is the valid one", async () => {
  const phone = await face.register();
  const wanted = ["the first of two passwords", "the second of two passwords"];
  const answers = await Promise.all(wanted.map((password) => change(phone.token, phone.password, password)));
  assert.deepEqual(answers.map(({ status }) => status).sort(), [204, 401]);
  const winner = wanted[answers.findIndex(({ status }) => status === 204)];
  for (const password of wanted) {
    const { status } = await devices(basicOf(phone.login, password));
    assert.equal(status, password === winner ? 200 : 401, password);
  }
});

test("guesses at a slow password are counted before they are checked, and right ones do not count as guesses", async () => {
  await clearOfTheHour();
  const { login, basic } = await account("guessed", chosen);
  const guess = (index) => devices(basicOf(login, `guess ${index}`));
  // Many concurrent right passwords are all accepted.
  const right = await Promise.all(Array.from({ length: 12 }, () => devices(basic)));
  assert.deepEqual([...new Set(right.map(({ status }) => status))], [200]);
  const statuses = [];
  for (let index = 0; index < 8; index += 1) statuses.push((await guess(index)).status);
  assert.deepEqual(statuses, [401, 401, 401, 401, 401, 429, 429, 429]);
  const refused = await guess("more");
  assert.ok(Number(refused.headers.get("retry-after")) >= 1);
  // The user with the right password on a known network is still accepted.
  assert.equal((await devices(basic)).status, 200);
});

test("a disabled account cannot log in", async () => {
  const { account: closed, basic } = await account("disabled");
  await wireroom.rows("UPDATE accounts SET disabled_at_ms = ? WHERE id = ?", Date.now(), closed.id);
  assert.deepEqual(outcome(await devices(basic)), unauthorized);
});
