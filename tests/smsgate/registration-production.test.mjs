import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { clearOfTheHour } from "../support/clock.mjs";
import { privateToken, startWireroom } from "../support/wireroom.mjs";
import { Face, bearer, outcome } from "./support/face.mjs";

let wireroom, face;
before(async () => {
  wireroom = await startWireroom({ vars: { ENVIRONMENT: "production", REGISTER_PER_NETWORK_PER_HOUR: "3" } });
  face = new Face(wireroom);
});
after(() => wireroom.stop());

test("outside local development registration is private by default, and counted for every network", async () => {
  await clearOfTheHour();
  const register = (as) => face.call("POST", "/mobile/v1/device", { as, json: { name: "Pixel" } });
  const refused = { status: 401, body: "missing or malformed API Key" };
  assert.deepEqual(outcome(await register()), refused);
  assert.deepEqual(outcome(await register()), refused);
  assert.equal((await register(bearer(privateToken))).status, 201);
  const over = await register(bearer(privateToken));
  assert.deepEqual(outcome(over), { status: 429, body: { message: "Too Many Requests" } });
  assert.ok(Number(over.headers.get("retry-after")) >= 1);
  assert.equal((await wireroom.rows("SELECT id FROM gateways")).length, 1);
});
