import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import "../support/contract/lenient.mjs";
import { privateToken, startWireroom } from "../support/wireroom.mjs";
import { badInput, badQueries } from "./bad-input-table.mjs";
import { footprint } from "./support/footprint.mjs";
import { HttpGateway } from "./support/gateway.mjs";

let wireroom, keys;
before(async () => {
  wireroom = await startWireroom();
  const gateway = await HttpGateway.register(wireroom, "gateway-1");
  keys = { client: wireroom.account.key, gateway: gateway.key, registration: privateToken };
});
after(() => wireroom.stop());

async function storesNothing(act) {
  const before = await footprint(wireroom, wireroom.account);
  await act();
  assert.deepEqual(await footprint(wireroom, wireroom.account), before);
}

async function answers(method, path, request, { status, error }, what) {
  const answer = await wireroom.request(method, path, request);
  assert.deepEqual({ status: answer.status, body: answer.body }, { status, body: { error } }, what);
  assert.equal(answer.headers.get("content-type"), "application/json; charset=utf-8");
}

for (const { path, as, good, cases } of badInput) {
  test(`POST ${path} refuses ${cases.length} bad inputs and stores nothing`, () =>
    storesNothing(async () => {
      for (const [change, expected] of cases) {
        const json = { ...good, ...change };
        await answers("POST", path, { key: keys[as], json }, expected, JSON.stringify(change)?.slice(0, 200));
      }
    }));
}

test("invalid parameters in a URL are refused", () =>
  storesNothing(async () => {
    for (const [path, expected] of badQueries) await answers("GET", path, { key: keys.client }, expected, path);
  }));

test("an empty form field is an empty text, which a required parameter refuses", () =>
  storesNothing(async () => {
    const send = (form) => ["POST", "/api/v1/sms/send", { key: keys.client, form }];
    await answers(...send({ to: "", message: "Hello" }), { status: 422, error: "Invalid phone number format" });
    await answers(...send({ to: "+12025550123", message: "" }), { status: 422, error: "Message can't be blank" });
    await answers(...send({ to: "+12025550123" }), {
      status: 400,
      error: "param is missing or the value is empty: message",
    });
  }));

test("a text of exactly the maximum length is accepted, counted in characters and not in bytes", async () => {
  for (const message of ["a".repeat(1_600), "é".repeat(1_600), "😀".repeat(1_600)]) {
    await wireroom.account.sendAccepted("+12025550123", message);
  }
  const gateway = new HttpGateway(wireroom, keys.gateway);
  await gateway.takes("a".repeat(64), "é".repeat(65_535), "2026-01-01T00:00:00Z");
  const { body } = await wireroom.account.received();
  assert.deepEqual(
    body.messages.map(({ from, message }) => [from, message]),
    [["a".repeat(64), "é".repeat(65_535)]],
  );
});
