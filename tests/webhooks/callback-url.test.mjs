import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Webhook } from "standardwebhooks";
import { eventually } from "../support/wireroom.mjs";
import { answer } from "./receiver.mjs";
import { Subscriber, startWithReceiver } from "./subscriber.mjs";

let system;
let receiver;
before(async () => {
  system = await startWithReceiver();
  receiver = system.receiver;
});
after(() => system.stop());

const recipient = "+12025550123";
const hourMs = 3_600_000;
const subscriber = (name) => Subscriber.create(system.wireroom, name);
const callbacks = async (one) => (await one.call("GET", "?kind=callback")).body.webhooks;
const types = (requests) => requests.map(({ body }) => body.type);
const verifies = (secret, { raw, headers }) => {
  try {
    return Boolean(new Webhook(secret).verify(raw, headers));
  } catch {
    return false;
  }
};

test("a message's events go to its callback URL, each once although every object is evicted between them", async () => {
  const one = await subscriber("called back");
  const usual = await one.subscribe(receiver.url("/called/usual"), { format: "standard", events: ["message.sent"] });
  const callback_url = receiver.url("/called/back?order=7");
  const id = await one.account.sendAccepted(recipient, "hello", { callback_url });
  const [held] = await receiver.had("/called/back?order=7", 1);
  assert.deepEqual([held.body.type, held.body.data.reason, held.body.data.eta], ["message.held", "no_gateway", null]);
  const [endpoint, ...others] = await callbacks(one);
  assert.deepEqual([endpoint.kind, endpoint.url, endpoint.format, others], ["callback", callback_url, "standard", []]);
  assert.deepEqual(endpoint.events, [
    "message.sent",
    "message.delivered",
    "message.failed",
    "message.cancelled",
    "message.held",
  ]);
  assert.match(endpoint.id, /^wc_[0-9a-f]{32}$/);
  assert.deepEqual(
    (await one.call("GET")).body.webhooks.map((it) => [it.id, it.kind]),
    [[usual.id, "subscription"]],
  );
  // An attempt that was not recorded as ended would be repeated later.
  await eventually(async () => (await one.attempts(endpoint.id)).length === 1);
  await system.wireroom.evict(one.account);
  await one.evict(endpoint.id);

  await one.tenant.phone("p");
  const requests = await receiver.had("/called/back?order=7", 3);
  assert.deepEqual(types(requests), ["message.held", "message.sent", "message.delivered"]);
  for (const { body } of requests) assert.equal(body.data.message_id, id);
  assert.equal(new Set(requests.map(({ headers }) => headers["webhook-id"])).size, 3);
  assert.deepEqual(types(await receiver.had("/called/usual", 1)), ["message.sent"]);

  // A message without the URL is none of the endpoint's business, and one with it uses the same endpoint.
  await one.account.sendAccepted(recipient, "without");
  const again = await one.account.sendAccepted(recipient, "again", { callback_url });
  const all = await receiver.had("/called/back?order=7", 5);
  assert.deepEqual(
    all.slice(3).map(({ body }) => [body.type, body.data.message_id]),
    [
      ["message.sent", again],
      ["message.delivered", again],
    ],
  );
  assert.equal((await callbacks(one)).length, 1);
  const attempts = await eventually(async () => {
    const listed = await one.attempts(endpoint.id);
    return listed.length === 5 && listed;
  });
  assert.ok(attempts.every(({ delivered, attempt }) => delivered && attempt === 1));
});

test("requests to a callback URL are signed like any other, and the secret is shown by its rotation alone", async () => {
  const one = await subscriber("signed back");
  await one.tenant.phone("p");
  const callback_url = receiver.url("/signed/back");
  await one.account.sendAccepted(recipient, "hello", { callback_url });
  const [first] = await receiver.had("/signed/back", 2);
  const [endpoint] = await callbacks(one);
  assert.equal("secret_key" in endpoint, false);
  const rotated = await one.call("POST", `/${endpoint.id}/rotate`, { overlap_hours: 0 });
  assert.equal(rotated.status, 200);
  const secret = rotated.body.secret_key;
  await one.account.sendAccepted(recipient, "hello again", { callback_url });
  const [, , later] = await receiver.had("/signed/back", 3);
  assert.equal(verifies(secret, later), true);
  assert.equal(verifies(secret, first), false, "the first one was signed with the secret before");
  for (const { headers } of [first, later]) assert.match(headers["webhook-signature"], /v1,.* v1a,/);
  const stored = JSON.stringify(await system.wireroom.rows("SELECT * FROM webhook_endpoints"));
  const logged = JSON.stringify(system.wireroom.server.getLogs());
  for (const text of [stored, logged]) assert.equal(text.includes(secret.replace("whsec_", "")), false);
});

test("each recipient of a list has events of its own at the callback URL", async () => {
  const one = await subscriber("list back");
  await one.tenant.phone("p");
  const to = ["+12025550123", "+12025550124"];
  const sent = await one.account.send({ to, message: "hello", callback_url: receiver.url("/list/back") });
  assert.equal(sent.status, 202, sent.text);
  const requests = await receiver.had("/list/back", 4);
  const heard = requests.map(({ body }) => `${body.data.to} ${body.type}`);
  assert.deepEqual(
    heard.sort(),
    to.flatMap((number) => [`${number} message.delivered`, `${number} message.sent`]).sort(),
  );
});

test("a failing callback URL is tried again under the same id", async () => {
  const one = await subscriber("failing back");
  await one.tenant.phone("p");
  const callback_url = receiver.answers("/failing/back", answer(500), answer(200));
  await one.account.sendAccepted(recipient, "hello", { callback_url });
  const [first, second] = await receiver.had("/failing/back", 3);
  assert.equal(first.headers["webhook-id"], second.headers["webhook-id"]);
  assert.deepEqual(types([first, second]), ["message.sent", "message.sent"]);
});

test("a private, foreign or misshapen callback URL is refused, also by a dry run, and makes no endpoint", async () => {
  const one = await subscriber("refused back");
  for (const callback_url of [
    "https://10.0.0.1/hook",
    "https://[::1]/hook",
    "https://169.254.169.254/latest",
    "http://hooks.example.com/",
    "ftp://hooks.example.com/",
    "hooks",
    `https://hooks.example.com/${"x".repeat(2_048)}`,
  ]) {
    for (const more of [{}, { dry_run: true }]) {
      const answered = await one.account.send({ to: recipient, message: "x", callback_url, ...more });
      assert.equal(answered.status, 422, `${callback_url}: ${answered.text}`);
    }
  }
  const dry = { to: recipient, message: "x", callback_url: receiver.url("/dry/back"), dry_run: true };
  assert.equal((await one.account.send(dry)).status, 200);
  assert.deepEqual(await callbacks(one), []);
  assert.equal((await one.call("GET", "?kind=other")).status, 422);
});

test("an idempotency key belongs to the callback URL, and a repetition gets the first answer", async () => {
  const one = await subscriber("repeated back");
  const headers = { "idempotency-key": "once" };
  const fields = { to: recipient, message: "x", callback_url: receiver.url("/repeated/back") };
  const twins = await Promise.all(Array.from({ length: 8 }, () => one.account.send(fields, headers)));
  assert.deepEqual(new Set(twins.map(({ status }) => status)), new Set([202]));
  assert.equal(new Set(twins.map(({ body }) => body.message_id)).size, 1);
  assert.equal((await callbacks(one)).length, 1);
  const other = await one.account.send({ ...fields, callback_url: receiver.url("/repeated/other") }, headers);
  assert.equal(other.status, 422);
  const none = await one.account.send({ to: fields.to, message: fields.message }, headers);
  assert.equal(none.status, 422);
});

test("an account has at most 100 callback URLs in use, beside its own webhooks and those of other accounts", async () => {
  const one = await subscriber("many back");
  const url = (at) => receiver.url(`/many/${at}`);
  const headers = { "idempotency-key": "first" };
  const send = (at, more) => one.account.send({ to: recipient, message: "x", callback_url: url(at) }, more);
  const first = await send(0, headers);
  const answers = await Promise.all(Array.from({ length: 101 }, (_, at) => send(at + 1)));
  assert.deepEqual(answers.map(({ status }) => status).sort(), [...Array(99).fill(202), 422, 422]);
  const refused = answers.find(({ status }) => status === 422);
  assert.match(refused.body.error, /100 callback URLs/);
  assert.equal((await callbacks(one)).length, 100);
  // A known URL, a repeated request, a webhook and another account are not affected.
  assert.equal((await send(0)).status, 202);
  const repeated = await send(0, headers);
  assert.deepEqual([repeated.status, repeated.body.message_id], [202, first.body.message_id]);
  await one.subscribe(receiver.url("/many/own"));
  const other = await subscriber("other back");
  assert.equal((await other.account.send({ to: recipient, message: "x", callback_url: url(0) })).status, 202);
});

test("the endpoint of a callback URL is 404 for another account, which has its own for the same URL", async () => {
  const [owner, stranger] = [await subscriber("owner back"), await subscriber("stranger back")];
  const callback_url = receiver.url("/owned/back");
  for (const one of [owner, stranger]) await one.account.sendAccepted(recipient, "x", { callback_url });
  const [[owned], [own]] = [await callbacks(owner), await callbacks(stranger)];
  assert.notEqual(owned.id, own.id);
  for (const [method, path, json] of [
    ["GET", ""],
    ["PATCH", "", { name: "mine" }],
    ["POST", "/rotate", {}],
    ["GET", "/attempts"],
    ["DELETE", ""],
  ]) {
    assert.equal((await stranger.call(method, `/${owned.id}${path}`, json)).status, 404, `${method} ${path}`);
  }
});

test("what follows from the URL cannot be changed, and a callback URL that is switched off is refused", async () => {
  const one = await subscriber("switched back");
  const callback_url = receiver.url("/switched/back");
  const fields = { to: recipient, message: "x", callback_url };
  assert.equal((await one.account.send(fields)).status, 202);
  const [{ id }] = await callbacks(one);
  for (const change of [{ url: receiver.url("/elsewhere") }, { format: "smsgate" }, { events: ["sms_sent"] }])
    assert.equal((await one.call("PATCH", `/${id}`, change)).status, 422, JSON.stringify(change));
  const renamed = await one.call("PATCH", `/${id}`, { name: "orders", retry_schedule: [0, 1], timeout: 3 });
  assert.deepEqual([renamed.status, renamed.body.webhook.name], [200, "orders"]);
  assert.equal((await one.call("PATCH", `/${id}`, { active: false })).status, 200);
  assert.equal((await one.account.send(fields)).status, 422);
  assert.equal((await one.call("PATCH", `/${id}`, { active: true })).status, 200);
  assert.equal((await one.account.send(fields)).status, 202);
  assert.equal((await one.call("DELETE", `/${id}`)).status, 200);
  assert.deepEqual(await callbacks(one), []);
  assert.equal((await one.account.send(fields)).status, 202);
  assert.equal((await callbacks(one))[0].name, receiver.origin, "it is made anew");
});

test("an unused endpoint is deleted after a day, but not while an unsettled message names its URL", async (context) => {
  const own = await startWithReceiver();
  context.after(() => own.stop());
  const one = await Subscriber.create(own.wireroom, "swept back");
  await one.tenant.phone("p");
  const callback_url = own.receiver.url("/swept/done");
  const done = await one.account.sendAccepted(recipient, "done", { callback_url });
  await one.account.projected(done, "delivered");
  await own.receiver.had("/swept/done", 2);
  const later = { callback_url: own.receiver.url("/swept/later") };
  later.send_at = new Date(Date.now() + 20 * 24 * hourMs).toISOString();
  await one.account.sendAccepted(recipient, "later", later);
  const paths = async () => (await callbacks(one)).map(({ url }) => new URL(url).pathname).sort();
  await own.wireroom.cronInTurnOf("expired-rows");
  assert.deepEqual(await paths(), ["/swept/done", "/swept/later"]);
  let atMs = Date.now();
  // The message leaves its Dispatcher shortly after its last event.
  await eventually(
    async () => {
      atMs += 27 * hourMs;
      await own.wireroom.cronInTurnOf("expired-rows", new Date(atMs));
      return (await paths()).join() === "/swept/later";
    },
    { timeoutMs: 30_000, what: "the unused endpoint is gone" },
  );
});
