import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { basicOf, startWireroom } from "../support/wireroom.mjs";
import { Face } from "./support/face.mjs";

const chosen = "chosen by a person";

let wireroom, face;
before(async () => {
  wireroom = await startWireroom({ vars: { FAILED_LOGINS_PER_HOUR: "30" } });
  face = new Face(wireroom);
});
after(() => wireroom.stop());

const devices = (as, network = "192.0.2.1") =>
  face.call("GET", "/3rdparty/v1/devices", { as, headers: { "cf-connecting-ip": network } });
const account = async (name, password) => {
  const created = await wireroom.createAccount(name);
  return created.setLogin({ password });
};
const statusesOf = (answers) =>
  Object.fromEntries(
    [...new Set(answers.map(({ status }) => status))].map((status) => [
      status,
      answers.filter((it) => it.status === status).length,
    ]),
  );

/** The parts of an answer by which a caller could distinguish it from another, without the date. */
function shape({ status, text, headers }) {
  const told = [...headers].filter(([name]) => !["date", "cf-ray", "request-id", "x-request-id"].includes(name));
  return JSON.stringify({ status, text, headers: told.map(([name, value]) => [name, value.replace(/t=\d+/g, "t=")]) });
}

test("a wrong password and an unknown name get the same status and headers after the same time", async () => {
  const slow = await account("slow", chosen);
  const fast = await account("fast");
  const names = [slow.login, fast.login, "NOBODY", "no name at all"];
  const times = new Map(names.map((name) => [name, []]));
  const shapes = new Set();
  for (let guess = 0; guess < 3; guess += 1) {
    const round = new Set();
    for (const name of names) {
      const startedMs = performance.now();
      round.add(shape(await devices(basicOf(name, `guess ${guess}`), `192.0.2.${10 + guess}`)));
      times.get(name).push(performance.now() - startedMs);
    }
    assert.equal(round.size, 1, [...round].join("\n"));
    shapes.add([...round][0]);
  }
  assert.match([...shapes][0], /login.{1,4}r=29/);
  const least = [...times.values()].map((all) => Math.min(...all));
  assert.ok(Math.min(...least) >= 395, `${least}`);
  assert.ok(Math.max(...least) - Math.min(...least) < 250, `${least}`);
});

test("many concurrent guesses take as long for unknown names as for chosen passwords", async () => {
  const [slow, fast] = [await account("slow at once", chosen), await account("fast at once")];
  const names = [slow.login, fast.login, "NOBODY-AT-ONCE"];
  const round = (name, turn) =>
    Promise.all(
      Array.from({ length: 30 }, async (_, at) => {
        const startedMs = performance.now();
        assert.equal((await devices(basicOf(name, `guess ${turn} ${at}`), `203.0.${turn}.${at}`)).status, 401);
        return performance.now() - startedMs;
      }),
    );
  const times = new Map(names.map((name) => [name, []]));
  // The two kinds take turns, so that other load on the machine affects both.
  for (let turn = 0; turn < 2; turn += 1) {
    for (const name of names) times.get(name).push(...(await round(name, turn)));
  }
  // Means are compared, because failures are answered at multiples of 400 ms, between which a median jumps.
  const means = [...times.values()].map((all) => all.reduce((sum, each) => sum + each, 0) / all.length);
  assert.ok(Math.max(...means) <= 1.5 * Math.min(...means), `${means} ms`);
});

test("guesses from many networks are counted together, and lock out no user on a known network", async () => {
  const { login, basic } = await account("flooded", chosen);
  assert.equal((await devices(basic, "203.0.113.1")).status, 200);
  for (const name of [login, "ABSENT"]) {
    const guesses = Array.from({ length: 90 }, (_, at) => devices(basicOf(name, `guess ${at}`), `198.51.100.${at}`));
    assert.deepEqual(statusesOf(await Promise.all(guesses)), { 401: 70, 429: 20 }, name);
  }
  // This isolate has never seen the new password, so that the login does not succeed because of its cache.
  const changed = await devices(basicOf(login, "wrong"), "203.0.113.1");
  assert.equal(changed.status, 401);
  assert.equal((await devices(basicOf(login, "wrong"), "203.0.113.2")).status, 429);
  await wireroom.rows("UPDATE password_failures SET failures = failures + 15 WHERE known = 1 AND failures > 0");
  assert.equal((await devices(basicOf(login, "wrong"), "203.0.113.1")).status, 401);
  assert.equal((await devices(basic, "203.0.113.1")).status, 200);
  const rows = await wireroom.rows("SELECT * FROM password_failures");
  assert.ok(
    !JSON.stringify(rows).includes(login) &&
      rows.every(({ subject, network }) => /^[0-9a-f]{32}$/.test(subject) && /^[0-9a-f]{32}$/.test(network)),
  );
});

test("guesses are swept when they no longer count", async () => {
  await devices(basicOf("SWEPT1", "wrong"));
  const cronIn = (days) => wireroom.cronQuarter(new Date(Date.now() + days * 86_400_000));
  await cronIn(29);
  assert.ok((await wireroom.rows("SELECT 1 FROM password_failures")).length > 0);
  await cronIn(92);
  assert.deepEqual(await wireroom.rows("SELECT 1 FROM password_failures"), []);
});
