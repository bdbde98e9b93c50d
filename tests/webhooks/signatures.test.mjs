import assert from "node:assert/strict";
import { createHmac, createPublicKey, randomBytes, verify } from "node:crypto";
import { after, before, test } from "node:test";
import { Webhook } from "standardwebhooks";
import { verifyWebhook } from "../../clients/typescript/src/webhooks.ts";
import { ensurePythonPackages } from "../../scripts/lib/python-packages.mjs";
import { capture } from "../../scripts/lib/run.mjs";
import { Subscriber, startWithReceiver } from "./subscriber.mjs";

let system;
let receiver;
let python;
before(async () => {
  [system, python] = await Promise.all([startWithReceiver(), ensurePythonPackages()]);
  receiver = system.receiver;
});
after(() => system.stop());

const hex = (secret, raw) => createHmac("sha256", secret).update(raw).digest("hex");

/** Returns the published Python verifier's result for each request. */
async function pythonSays(requests) {
  const input = requests.map((request) => JSON.stringify(request)).join("\n");
  const { code, stdout, all } = await capture(python, ["tests/webhooks/verify.py"], { input });
  assert.equal(code, 0, all);
  return stdout.trim().split("\n");
}

/** Sends an endpoint's test event; returns the request. */
async function tested(one, endpoint, path) {
  const count = receiver.at(path).length + 1;
  assert.equal((await one.call("POST", `/${endpoint.id}/test`)).status, 202);
  return (await receiver.had(path, count)).at(-1);
}

const verifies = (secret, { raw, headers }) => {
  try {
    new Webhook(secret).verify(raw, headers);
    return true;
  } catch {
    return false;
  }
};

test("both published verifiers accept every request and refuse every tampered one", async () => {
  const one = await Subscriber.create(system.wireroom, "verified");
  const endpoint = await one.subscribe(receiver.url("/verified"), { format: "standard" });
  await one.tenant.phone("p");
  for (const text of ["plain", "größer ✓ 🦀", '"quotes" \\ and \n lines'])
    await one.account.sendAccepted("+12025550123", text);
  const requests = await receiver.had("/verified", 6);
  const whole = requests.map(({ raw, headers }) => ({ secret: endpoint.secret, body: raw.toString(), headers }));
  const [{ body, headers, secret }] = whole;
  const other = `whsec_${randomBytes(24).toString("base64")}`;
  const tampered = [
    { secret, headers, body: body.replace("message.sent", "message.Sent") },
    { secret, headers, body: `${body} ` },
    { secret, body, headers: { ...headers, "webhook-id": "evt_00000000000000000000000000000000" } },
    { secret, body, headers: { ...headers, "webhook-timestamp": `${Number(headers["webhook-timestamp"]) + 1}` } },
    { secret: other, body, headers },
  ];
  assert.deepEqual(await pythonSays([...whole, ...tampered]), [
    ...whole.map(() => "ok"),
    ...tampered.map(() => "refused"),
  ]);
  for (const request of whole) assert.ok(verifies(request.secret, { ...request, raw: request.body }));
  for (const request of tampered) assert.equal(verifies(request.secret, { ...request, raw: request.body }), false);
});

test("a chosen secret signs unchanged: the contract's header always, and the standard one if it is long enough", async () => {
  const one = await Subscriber.create(system.wireroom, "own secrets");
  const long = randomBytes(24).toString("hex");
  const cases = [
    { secret: "whsec_test", standard: false },
    { secret: "a phrase of just 23 byt", standard: false },
    { secret: long, standard: true },
    { secret: `whsec_${randomBytes(32).toString("base64")}`, standard: true },
  ];
  for (const [index, { secret, standard }] of cases.entries()) {
    const path = `/own/${index}`;
    const { status, body } = await one.call("POST", "", { url: receiver.url(path), secret_key: secret });
    assert.equal(status, 201);
    assert.deepEqual(
      [body.secret_key, body.webhook.standard_signature, "warning" in body],
      [secret, standard, !standard],
    );
    const request = await tested(one, body.webhook, path);
    assert.equal(request.headers["x-webhook-signature"], hex(secret, request.raw));
    const versions = request.headers["webhook-signature"].split(" ").map((it) => it.split(",")[0]);
    assert.deepEqual(versions, standard ? ["v1", "v1a"] : ["v1a"]);
    assert.ok(request.headers["webhook-id"] && request.headers["webhook-timestamp"]);
  }
});

test("the contract's own vector is reproduced by this test's signature function", () => {
  const body =
    '{"event":"sms_received","message_id":"msg_1","from":"+14155550100","message":"Hello","received_at":"2025-10-19T10:30:00Z","gateway_id":"test-gateway-001"}';
  assert.equal(hex("whsec_test", body), "997627b05cc0af14e61f1c492ab78be130bb87bdf6d550832123acee5a220bad");
});

test("after a rotation both secrets verify until the overlap ends, and then only the new one", async () => {
  const one = await Subscriber.create(system.wireroom, "rotating");
  const endpoint = await one.subscribe(receiver.url("/rotating"), { format: "standard" });
  const rotated = await one.call("POST", `/${endpoint.id}/rotate`, { overlap_hours: 1 });
  assert.equal(rotated.status, 200, rotated.text);
  const { secret_key: second, webhook } = rotated.body;
  assert.notEqual(second, endpoint.secret);
  assert.match(webhook.previous_secret_until, /Z$/);
  const during = await tested(one, endpoint, "/rotating");
  assert.deepEqual([verifies(endpoint.secret, during), verifies(second, during)], [true, true]);
  const both = [endpoint.secret, second].map((secret) => ({
    secret,
    body: during.raw.toString(),
    headers: during.headers,
  }));
  assert.deepEqual(await pythonSays(both), ["ok", "ok"]);
  // The contract's header has room for one signature.
  assert.equal(during.headers["x-webhook-signature"], hex(second, during.raw));

  const again = await one.call("POST", `/${endpoint.id}/rotate`, { overlap_hours: 0 });
  assert.equal(again.body.webhook.previous_secret_until, null);
  const since = await tested(one, endpoint, "/rotating");
  assert.deepEqual(
    [endpoint.secret, second, again.body.secret_key].map((secret) => verifies(secret, since)),
    [false, false, true],
  );
});

/** Whether a request has a signature `v1a` under a public key, by Node's own Ed25519. */
function isSignedBy(publicKey, { raw, headers }) {
  const x = Buffer.from(publicKey.replace(/^whpk_/, ""), "base64").toString("base64url");
  const key = createPublicKey({ key: { kty: "OKP", crv: "Ed25519", x }, format: "jwk" });
  const signed = Buffer.concat([Buffer.from(`${headers["webhook-id"]}.${headers["webhook-timestamp"]}.`), raw]);
  const signatures = (headers["webhook-signature"] ?? "").split(" ").filter((it) => it.startsWith("v1a,"));
  return signatures.some((it) => verify(null, signed, key, Buffer.from(it.slice("v1a,".length), "base64")));
}

test("the public key, which needs no credential, verifies every request except SMSGate's, whose headers stay", async () => {
  const one = await Subscriber.create(system.wireroom, "asymmetric");
  const shown = await system.wireroom.request("GET", `/api/v1/webhooks/public-key/${one.account.id}`);
  assert.equal(shown.status, 200);
  assert.equal(shown.headers.get("cache-control"), "public, max-age=3600");
  const { public_key: key, public_keys: keys } = shown.body;
  assert.match(key, /^whpk_[A-Za-z0-9+/]{43}=$/);
  assert.deepEqual(keys, [key]);
  for (const format of ["standard", "gateway-api"]) {
    const endpoint = await one.subscribe(receiver.url(`/v1a/${format}`), { format });
    const request = await tested(one, endpoint, `/v1a/${format}`);
    assert.equal(isSignedBy(key, request), true, format);
    assert.equal(verifies(endpoint.secret, request), true, "v1 still verifies beside v1a");
    assert.equal(isSignedBy(key, { ...request, raw: Buffer.concat([request.raw, Buffer.from(" ")]) }), false);
    const whole = { secret: key, body: request.raw.toString(), headers: request.headers };
    const other = { ...whole, secret: `whpk_${randomBytes(32).toString("base64")}` };
    assert.deepEqual(await whetherClientsVerify([whole, { ...whole, body: `${whole.body} ` }, other]), [
      true,
      false,
      false,
    ]);
  }
  const smsgate = await one.subscribe(receiver.url("/v1a/smsgate"), { format: "smsgate" });
  assert.doesNotMatch((await tested(one, smsgate, "/v1a/smsgate")).headers["webhook-signature"], /v1a/);
});

test("another account's event at the same URL is refused under an account's public key", async () => {
  const [one, other] = await Promise.all([
    Subscriber.create(system.wireroom, "imitated"),
    Subscriber.create(system.wireroom, "imitating"),
  ]);
  const url = receiver.url("/imitated");
  const [endpoint, imitation] = [
    await one.subscribe(url, { format: "standard" }),
    await other.subscribe(url, { format: "standard" }),
  ];
  const key = await publicKey(endpoint);
  const otherKey = await publicKey(imitation);
  assert.notEqual(key, otherKey);
  const genuine = await tested(one, endpoint, "/imitated");
  const forged = await tested(other, imitation, "/imitated");
  const sides = [genuine, forged].map((request) => [isSignedBy(key, request), isSignedBy(otherKey, request)]);
  assert.deepEqual(sides, [
    [true, false],
    [false, true],
  ]);
  const given = [genuine, forged].map(({ raw, headers }) => ({ secret: key, body: raw.toString(), headers }));
  assert.deepEqual(await whetherClientsVerify(given), [true, false]);
});

test("every id of the right form has a public key, whether or not there is such an account", async () => {
  const show = (id) => system.wireroom.request("GET", `/api/v1/webhooks/public-key/${id}`);
  const unknown = await show("00000000000000aa");
  assert.equal(unknown.status, 200);
  assert.match(unknown.body.public_key, /^whpk_/);
  for (const id of ["00000000000000A", "00000000000000AA", "x"]) assert.equal((await show(id)).status, 404, id);
});

/** Returns the public key of an endpoint's account, found as an integrator finds it. */
async function publicKey({ public_key_url: url }) {
  assert.ok(url.startsWith(`${system.wireroom.url}/api/v1/webhooks/public-key/`), url);
  const { body } = await system.wireroom.request("GET", new URL(url).pathname);
  return body.public_key;
}

/** Returns whether the TypeScript client's helper accepts each request. */
function whetherClientsVerify(requests) {
  const accepts = ({ body, headers, secret }) =>
    verifyWebhook(body, headers, secret).then(
      () => true,
      () => false,
    );
  return Promise.all(requests.map(accepts));
}

test("no secret is stored, listed or logged in plaintext", async () => {
  const one = await Subscriber.create(system.wireroom, "sealed");
  const own = `phrase-${randomBytes(16).toString("hex")}`;
  const endpoint = await one.subscribe(receiver.url("/sealed"), { secret_key: own });
  const rotated = (await one.call("POST", `/${endpoint.id}/rotate`)).body.secret_key;
  const shown = [
    await one.call("GET"),
    await one.call("GET", `/${endpoint.id}`),
    await one.call("PATCH", `/${endpoint.id}`, { name: "renamed" }),
    await one.call("GET", `/${endpoint.id}/attempts`),
  ]
    .map(({ text }) => text)
    .join();
  const stored = JSON.stringify(
    await system.wireroom.rows("SELECT * FROM webhook_endpoints WHERE account_id = ?", one.account.id),
  );
  const logged = JSON.stringify(system.wireroom.server.getLogs());
  for (const secret of [own, rotated]) {
    for (const [where, text] of Object.entries({ shown, stored, logged }))
      assert.equal(text.includes(secret), false, where);
  }
});
