import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import "../support/contract/lenient.mjs";
import { NumberProxy, newNumber, startProxy } from "../number-proxy/proxy.mjs";

let system, wireroom;
before(async () => {
  system = await startProxy();
  wireroom = system.wireroom;
});
after(() => system.stop());

const json = { "content-type": "application/json" };
/** Returns the document with additional unknown members, in forms that a strict reader would refuse. */
const marred = (fields) => [
  `\ufeff${JSON.stringify(fields)}`,
  JSON.stringify(fields).replace(/\}$/, ',"x":"cut \\ud83d","y":"\\udc00"}'),
  JSON.stringify(fields).replace(/\}$/, ',"x":{"a":1,"a":2},"x":85.0,"x":null}'),
];

test("the number proxy reads lenient JSON as intended", async () => {
  const proxy = await NumberProxy.create(system, "marred");
  for (const at of marred({}).keys()) {
    const value = newNumber();
    const answer = await wireroom.request("POST", "/tn", {
      key: proxy.account.key,
      headers: json,
      body: marred({ value, more: true })[at],
    });
    assert.deepEqual([answer.status, answer.body?.value], [200, value], answer.text);
  }
});

test("an SMS with half an emoji at a masking number is relayed as a whole, with U+FFFD", async () => {
  const proxy = await NumberProxy.masking(system, "half", { session: {} });
  for (const text of ["cut \ud83d", "a\0b\u0001c"]) await proxy.says(proxy.a, text);
  assert.deepEqual(proxy.relayed(), [
    [proxy.b, "cut \ufffd"],
    [proxy.b, "a\0b\u0001c"],
  ]);
});

test("relay routes read lenient JSON as intended", async () => {
  const ping = { IMSI: "sample_IMSI", MSISDN: "+237611111111", seed_type: "seed" };
  for (const body of marred(ping)) {
    const { status, text } = await wireroom.request("POST", "/seeds/ping", { headers: json, body });
    assert.equal(status, 200, text);
  }
  // A text that is not a request is answered as such, not as invalid JSON.
  const answers = await Promise.all(
    ['{"text":"AAAA","MSISDN":"+237611111111"}', ...marred({ text: "AAAA", MSISDN: "+237611111111" })].map((body) =>
      wireroom.request("POST", "/v3/publish", { headers: json, body }),
    ),
  );
  const [plain, ...others] = answers.map(({ status, text }) => [status, text]);
  for (const other of others) assert.deepEqual(other, plain);
  const login = async (body) => (await wireroom.request("POST", "/v2/login", { headers: json, body })).status;
  const wrong = { phone_number: "+237611111111", password: "not the password" };
  const strict = await login(JSON.stringify(wrong));
  for (const body of marred(wrong)) assert.equal(await login(body), strict);
});
