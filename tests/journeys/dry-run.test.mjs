import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { startWireroom } from "../support/wireroom.mjs";
import { commandsOf, Tenant } from "./tenant.mjs";

const recipient = "+12025550123";

let wireroom;
before(async () => (wireroom = await startWireroom({ vars: { PACING_SEGMENTS: "2", PACING_WINDOW_SECS: "60" } })));
after(() => wireroom.stop());

const explain = async (account, fields = {}, headers = {}) => {
  const answer = await account.send({ to: recipient, message: "Hello", dry_run: true, ...fields }, headers);
  assert.equal(answer.status, 200, answer.text);
  return answer.body;
};
const reasons = ({ routes }) => Object.fromEntries(routes.map(({ gateway_id, reason }) => [gateway_id, reason]));

/** Counts the rows of the account in D1, after everything was projected. */
async function rows(account) {
  await account.received();
  const [row] = await wireroom.rows(
    "SELECT (SELECT COUNT(*) FROM messages WHERE account_id = ?1) + (SELECT COUNT(*) FROM counters WHERE account_id = ?1) AS n",
    account.id,
  );
  return row.n;
}

test("a dry run names the recipients, the encoding, the segments, the route, and sends and stores nothing", async () => {
  const tenant = await Tenant.create(wireroom, "explained");
  const { account } = tenant;
  const phone = await tenant.phone("phone");
  const commands = commandsOf(phone);
  await tenant.register("offline");
  await tenant.register("off");
  await tenant.configure("off", { active: 0 });
  await account.reaches(await account.sendAccepted(recipient, "first"), "delivered");
  const before = await rows(account);
  const body = await explain(account, { to: ["(202) 555-0123", "+12025550124"], message: `Привет ${"x".repeat(70)}` });
  assert.deepEqual(body.recipients, [
    { opted_out: false, phone_number: recipient, segments: 2 },
    { opted_out: false, phone_number: "+12025550124", segments: 2 },
  ]);
  assert.deepEqual(
    [body.accepted, body.dry_run, body.encoding, body.segments, body.refusal],
    [true, true, { character: "П", name: "ucs2", position: 0 }, 4, null],
  );
  assert.deepEqual([body.route, body.queue], [null, { limit: 100_000, waiting: 0 }]);
  assert.deepEqual(reasons(body), { phone: "pacing", offline: "offline", off: "inactive" });
  assert.equal(body.eta, body.routes.find(({ gateway_id }) => gateway_id === "phone").until);
  const small = await explain(account);
  assert.deepEqual([small.route, small.eta, small.encoding.name], ["phone", null, "gsm7"]);
  assert.equal(reasons(small).phone, null);
  await wireroom.evict(account);
  assert.deepEqual(await explain(account), small);
  assert.equal(await rows(account), before);
  assert.equal(commands.length, 1);
  phone.stop();
});

test("the route of a dry run is the one that the message then takes", async () => {
  const tenant = await Tenant.create(wireroom, "agreed");
  const phones = [await tenant.mutePhone("one"), await tenant.mutePhone("two")];
  const lists = phones.map(commandsOf);
  await tenant.configure("two", { priority: 5 });
  for (let at = 0; at < 4; at += 1) {
    const { route } = await explain(tenant.account);
    const id = await tenant.account.sendAccepted(recipient, "Hello");
    await wireroom.eventually(() => lists.flat().some(({ message_id }) => message_id === id));
    const by = lists[1].some(({ message_id }) => message_id === id) ? "two" : "one";
    assert.equal(route, by);
  }
  const full = await explain(tenant.account);
  assert.deepEqual([full.route, reasons(full)], [null, { one: "pacing", two: "pacing" }]);
  const pinned = await explain(tenant.account, { gateway_id: "one", priority: 100 });
  assert.deepEqual([pinned.route, reasons(pinned)], ["one", { one: null, two: "pinned_elsewhere" }]);
  const waiting = await tenant.account.send({ to: recipient, message: "Hello" });
  const next = await explain(tenant.account);
  assert.ok(Math.abs(waiting.body.eta - full.eta) <= 1);
  assert.equal(next.queue.waiting, 1);
  for (const phone of phones) phone.stop();
});

test("a dry run tells what an idempotency key stands for, and reserves none", async () => {
  const { account } = await Tenant.create(wireroom, "keyed");
  const headers = { "idempotency-key": "dry" };
  assert.equal((await explain(account, {}, headers)).replayed_message_id, null);
  const sent = await account.send({ to: recipient, message: "Hello" }, headers);
  assert.equal(sent.headers.get("idempotent-replayed"), null);
  const replayed = await explain(account, {}, headers);
  assert.deepEqual(
    [replayed.accepted, replayed.replayed_message_id, replayed.route],
    [true, sent.body.message_id, null],
  );
  const reused = await explain(account, { message: "Other" }, headers);
  assert.deepEqual([reused.accepted, reused.refusal.code], [false, "idempotency_key_reused"]);
});

test("a dry run tells which refusal the request would get, and invalid parameters are refused as always", async () => {
  const { account } = await Tenant.create(wireroom, "refused");
  const sim = await explain(account, { sim: 1 });
  assert.deepEqual(
    [sim.accepted, sim.refusal],
    [false, { code: "no_capable_gateway", error: "No gateway supports sim" }],
  );
  const invalid = await account.send({ to: "x", message: "Hello", dry_run: true });
  assert.deepEqual([invalid.status, invalid.body], [422, { error: "Invalid phone number format" }]);
  const past = await account.send({ to: recipient, message: "Hello", dry_run: true, send_at: 1 });
  assert.equal(past.status, 422);
});

test("a dry run shows no gateway of another account", async () => {
  const ours = await Tenant.create(wireroom, "ours");
  const theirs = await Tenant.create(wireroom, "theirs");
  const phone = await theirs.phone("theirs");
  assert.deepEqual((await explain(ours.account)).routes, []);
  const named = await ours.account.send({ to: recipient, message: "Hello", dry_run: true, gateway_id: "theirs" });
  assert.deepEqual([named.status, named.body], [422, { error: "Gateway not found" }]);
  phone.stop();
});
