import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { clearOfTheHour } from "../support/clock.mjs";
import { basicOf, startWireroom } from "../support/wireroom.mjs";
import { Face } from "./support/face.mjs";

const perNetwork = 4;

let wireroom,
  face,
  names = 0;
before(async () => {
  await clearOfTheHour();
  wireroom = await startWireroom({ vars: { GUESSES_PER_NETWORK_AND_HOUR: String(perNetwork) } });
  face = new Face(wireroom);
});
after(() => wireroom.stop());

const guess = (network) => {
  const as = basicOf(`NOBODY${(names += 1)}`, "wrong");
  return face.call("GET", "/3rdparty/v1/devices", { as, headers: { "cf-connecting-ip": network } });
};
const rows = async () => (await wireroom.rows("SELECT COUNT(*) AS count FROM password_failures"))[0].count;
const guessesFrom = async (count, networkOf) => {
  const statuses = [];
  // The guesses are sequential, because a sliding window counts earlier ones.
  for (let at = 0; at < count; at += 1) statuses.push((await guess(networkOf(at))).status);
  return statuses;
};

test("one network's guesses at nonexistent names are limited, and further ones store no rows", async () => {
  const before = await rows();
  assert.deepEqual(await guessesFrom(perNetwork + 3, () => "192.0.2.1"), [
    ...Array(perNetwork).fill(401),
    429,
    429,
    429,
  ]);
  assert.equal((await rows()) - before, perNetwork);
  const refused = await guess("192.0.2.1");
  assert.ok(Number(refused.headers.get("retry-after")) > 0);
  assert.equal((await guess("192.0.2.2")).status, 401);
});

test("a /48 has three times as many guesses, over all of its networks", async () => {
  const before = await rows();
  const statuses = await guessesFrom(3 * perNetwork + 2, (at) => `2001:db8:5:${at}::1`);
  assert.deepEqual(statuses, [...Array(3 * perNetwork).fill(401), 429, 429]);
  assert.equal((await rows()) - before, 3 * perNetwork);
  assert.equal((await guess("2001:db8:6::1")).status, 401);
});

test("guesses at relay users count as well, for known and unknown numbers", async () => {
  const logIn = () =>
    wireroom.request("POST", "/v2/login", {
      json: {
        phone_number: `+2376795${String((names += 1)).padStart(5, "0")}`,
        password: "Wrong-horse-9",
        captcha_token: "",
      },
      headers: { "user-agent": "a browser", "cf-connecting-ip": "192.0.2.9" },
    });
  for (let at = 0; at < perNetwork; at += 1) assert.equal((await logIn()).status, 401);
  const before = await wireroom.rows("SELECT 1 FROM relay_password_guesses");
  const refused = await logIn();
  assert.deepEqual([refused.status, refused.text], [429, "too many requests"]);
  assert.equal((await wireroom.rows("SELECT 1 FROM relay_password_guesses")).length, before.length);
});
