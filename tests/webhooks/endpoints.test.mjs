import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import "../support/contract/lenient.mjs";
import { startWireroom } from "../support/wireroom.mjs";
import { Subscriber } from "./subscriber.mjs";

let wireroom;
before(async () => (wireroom = await startWireroom()));
after(() => wireroom.stop());

const subscriber = (name) => Subscriber.create(wireroom, name);
const url = "https://hooks.example.com/in";
const usual = [0, 5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400];

test("a new endpoint has the contract's fields, with defaults", async () => {
  const one = await subscriber("defaults");
  const { status, body } = await one.call("POST", "", { url });
  assert.equal(status, 201);
  const { id, created_at, updated_at, ...rest } = body.webhook;
  assert.match(id, /^we_[0-9a-f]{32}$/);
  assert.match(body.secret_key, /^whsec_[A-Za-z0-9+/]+=*$/);
  assert.deepEqual([body.success, created_at], [true, updated_at]);
  assert.deepEqual(rest, {
    name: "https://hooks.example.com",
    url,
    format: "gateway-api",
    events: ["*"],
    active: true,
    alert_endpoint_id: null,
    kind: "subscription",
    disabled_reason: null,
    disabled_at: null,
    timeout: 15,
    retry_count: 9,
    retry_schedule: usual,
    headers: {},
    standard_signature: true,
    previous_secret_until: null,
    public_key_url: `${wireroom.url}/api/v1/webhooks/public-key/${one.account.id}`,
  });
  assert.deepEqual((await one.call("GET")).body.webhooks, [body.webhook]);
  assert.deepEqual((await one.call("GET", `/${id}`)).body.webhook, {
    ...body.webhook,
    queued: 0,
    in_flight: 0,
    failed: 0,
    circuit_open: false,
  });
});

test("given values are stored, from JSON and from a form, and events may have any face's names", async () => {
  const one = await subscriber("given");
  const given = {
    url,
    name: " Orders ",
    format: "standard",
    events: ["sms_sent", "message.failed", "sms:received"],
    active: false,
    timeout: 5,
    retry_count: 2,
  };
  const { webhook } = (await one.call("POST", "", given)).body;
  assert.deepEqual(
    [
      webhook.name,
      webhook.format,
      webhook.events,
      webhook.active,
      webhook.timeout,
      webhook.retry_count,
      webhook.retry_schedule,
    ],
    ["Orders", "standard", ["message.sent", "message.failed", "inbound.received"], false, 5, 2, [0, 5, 300]],
  );
  const form = await wireroom.request("POST", "/api/v1/admin/webhooks", {
    key: one.account.key,
    form: { url, events: "sms_sent, sms_failed", active: "1", retry_schedule: "0,1,2" },
  });
  assert.deepEqual(
    [form.status, form.body.webhook.events, form.body.webhook.retry_schedule],
    [201, ["sms_sent", "sms_failed"], [0, 1, 2]],
  );
  const single = await one.call("POST", "", { url, event_type: "sms_received", retry_count: 12 });
  assert.deepEqual(
    [single.body.webhook.events, single.body.webhook.retry_schedule],
    [["sms_received"], [...usual, 86_400, 86_400, 86_400]],
  );
});

test("a change affects only the named fields", async () => {
  const one = await subscriber("changing");
  const endpoint = await one.subscribe(url, { events: ["sms_sent"] });
  const { secret, updated_at, ...before } = endpoint;
  const changed = await one.call("PATCH", `/${endpoint.id}`, { name: "new", timeout: 20, events: ["sms_failed"] });
  assert.equal(changed.status, 200);
  const { updated_at: later, ...after_ } = changed.body.webhook;
  assert.deepEqual(after_, { ...before, name: "new", timeout: 20, events: ["sms_failed"] });
  assert.ok(later >= updated_at);
  assert.equal((await one.call("PATCH", `/${endpoint.id}`, {})).status, 200);
  void secret;
});

const wrong = [
  { fields: {}, status: 400 },
  { fields: { url: null }, status: 400 },
  { fields: { url: ["https://hooks.example.com"] }, status: 400 },
  { fields: { url, name: "n".repeat(256) }, status: 422 },
  { fields: { url, name: [] }, status: 400 },
  { fields: { url, format: "xml" }, status: 422 },
  { fields: { url, events: [] }, status: 422 },
  { fields: { url, events: ["sms_lost"] }, status: 422 },
  { fields: { url, events: [{}] }, status: 422 },
  { fields: { url, events: ["endpoint.disabled"] }, status: 422 },
  { fields: { url, event_type: "nothing" }, status: 422 },
  { fields: { url, events: Array(51).fill("sms_sent") }, status: 422 },
  { fields: { url, active: "perhaps" }, status: 422 },
  { fields: { url, timeout: 0 }, status: 422 },
  { fields: { url, timeout: 31 }, status: 422 },
  { fields: { url, timeout: "soon" }, status: 422 },
  { fields: { url, retry_count: -1 }, status: 422 },
  { fields: { url, retry_count: 20 }, status: 422 },
  { fields: { url, retry_schedule: ["soon"] }, status: 422 },
  { fields: { url, retry_schedule: [-1] }, status: 422 },
  { fields: { url, retry_schedule: Array(21).fill(1) }, status: 422 },
  { fields: { url, retry_schedule: [700_000] }, status: 422 },
  { fields: { url, secret_key: "s".repeat(1_000) }, status: 422 },
  { fields: { url, secret_key: {} }, status: 400 },
];
test("invalid input is refused with a reason and stores nothing", async () => {
  const one = await subscriber("wrong");
  for (const { fields, status } of wrong) {
    const answer = await one.call("POST", "", fields);
    assert.equal(answer.status, status, `${JSON.stringify(fields)}: ${answer.text}`);
    assert.equal(typeof answer.body.error, "string");
  }
  assert.deepEqual((await one.call("GET")).body.webhooks, []);
  const endpoint = await one.subscribe(url);
  for (const { fields, status } of wrong.filter(({ fields }) => Object.keys(fields).length > 1)) {
    const answer = await one.call("PATCH", `/${endpoint.id}`, fields);
    assert.ok(answer.status === status || "secret_key" in fields, `${JSON.stringify(fields)}: ${answer.text}`);
    assert.ok([400, 422].includes(answer.status));
  }
  for (const body of [{ overlap_hours: -1 }, { overlap_hours: 169 }, { secret_key: [] }]) {
    assert.ok([400, 422].includes((await one.call("POST", `/${endpoint.id}/rotate`, body)).status));
  }
  const { queued, in_flight, failed, circuit_open, ...shown } = (await one.call("GET", `/${endpoint.id}`)).body.webhook;
  assert.deepEqual({ ...shown, secret: endpoint.secret }, endpoint);
  assert.deepEqual([queued, in_flight, failed, circuit_open], [0, 0, 0, false]);
});

test("an account has at most 50 endpoints", async () => {
  const one = await subscriber("many");
  const answers = await Promise.all(
    Array.from({ length: 55 }, (_, index) => one.call("POST", "", { url: `${url}/${index}` })),
  );
  assert.deepEqual(answers.map(({ status }) => status).sort(), [...Array(50).fill(201), ...Array(5).fill(422)]);
  assert.deepEqual(answers.find(({ status }) => status === 422).body, { error: "An account can have 50 webhooks" });
  assert.equal((await one.call("GET")).body.webhooks.length, 50);
});

test("another account's endpoint, an unknown one and a deleted one are 404", async () => {
  const [owner, stranger] = [await subscriber("owner"), await subscriber("stranger")];
  const { id } = await owner.subscribe(url);
  const routes = [
    ["GET", ""],
    ["PATCH", "", { name: "mine" }],
    ["DELETE", ""],
    ["GET", "/attempts"],
    ["POST", "/test"],
    ["POST", "/replay", { event_id: "evt_1" }],
    ["POST", "/rotate", {}],
  ];
  const refused = async (who, endpointId) => {
    for (const [method, path, json] of routes) {
      const { status, body } = await who.call(method, `/${endpointId}${path}`, json);
      assert.deepEqual([status, body], [404, { error: "Webhook not found" }], `${method} ${path}`);
    }
  };
  await refused(stranger, id);
  assert.deepEqual((await stranger.call("GET")).body.webhooks, []);
  for (const other of [`we_${"0".repeat(32)}`, "we_", "1", "..%2f", "%00"]) await refused(owner, other);
  assert.equal((await owner.call("GET", `/${id}`)).status, 200);
  assert.equal((await owner.call("DELETE", `/${id}`)).status, 200);
  await refused(owner, id);
});

test("without SEALING_KEYS no secret is accepted, and the answer names the missing setting", async () => {
  const bare = await startWireroom({ secrets: {} });
  try {
    const one = await Subscriber.create(bare, "bare");
    const { status, body } = await one.call("POST", "", { url });
    assert.deepEqual([status, body], [501, { error: "Webhooks are not configured" }]);
    assert.deepEqual((await one.call("GET")).body.webhooks, []);
  } finally {
    await bare.stop();
  }
});
