import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Tenant } from "../journeys/tenant.mjs";
import { startWireroom } from "../support/wireroom.mjs";

const [ann, bob, eve] = ["+12025550123", "+12025550124", "+12025550125"];

let wireroom;
before(async () => (wireroom = await startWireroom()));
after(() => wireroom.stop());

const call = async ({ account }, method, path, json) => {
  const options = { key: account.key, ...(json && { json }) };
  const { status, body } = await wireroom.request(method, `/api/v1/admin/conversations${path}`, options);
  return { status, body };
};
const list = async (tenant, path = "") => {
  const { status, body } = await call(tenant, "GET", path);
  assert.equal(status, 200, JSON.stringify(body));
  return body;
};
const markRead = (tenant, number, json = {}) =>
  call(tenant, "POST", `/${encodeURIComponent(number)}/read`, json).then(({ status, body }) => {
    assert.equal(status, 200, JSON.stringify(body));
    return body;
  });

let clock = Date.now() - 3_600_000;
/** Receives an SMS, each a second after the one before; returns its id. */
async function receive(gateway, sender, message) {
  clock += 1_000;
  const json = { sender, message, timestamp: new Date(clock).toISOString() };
  const path = "/api/v1/gateway/sms/received";
  const { status, body } = await wireroom.request("POST", path, { key: gateway.api_key, json });
  assert.equal(status, 200);
  return body.message_id;
}

test("conversations are listed newest first with their last message and the number of unread ones", async () => {
  const tenant = await Tenant.create(wireroom, "conversations");
  assert.deepEqual(await list(tenant), { conversations: [], next_cursor: null });
  const gateway = await tenant.register("phone");
  await receive(gateway, ann, "first");
  const second = await receive(gateway, ann, "second");
  await receive(gateway, bob, "hello");
  const sent = await tenant.account.sendAccepted(bob, "hello Bob");
  const { conversations, next_cursor } = await list(tenant);
  assert.equal(next_cursor, null);
  const [withBob, withAnn] = conversations;
  assert.deepEqual(withBob, {
    number: bob,
    last_at: withBob.last_at,
    last_direction: "outbound",
    last_message_id: sent,
    snippet: "hello Bob",
    unread: 1,
    read_to: null,
  });
  assert.deepEqual(withAnn, {
    number: ann,
    last_at: withAnn.last_at,
    last_direction: "inbound",
    last_message_id: withAnn.last_message_id,
    snippet: "second",
    unread: 2,
    read_to: null,
  });
  assert.equal(conversations.length, 2);
  if (second) assert.equal(withAnn.last_message_id, second);
});

test("pages contain every number once, and messages of a conversation both ways", async () => {
  const tenant = await Tenant.create(wireroom, "conversation pages");
  const gateway = await tenant.register("phone");
  const numbers = Array.from({ length: 7 }, (_, index) => `+1202555020${index}`);
  for (const text of ["old", "new"]) for (const number of numbers) await receive(gateway, number, text);
  const seen = [];
  let cursor;
  do {
    const page = await list(tenant, `?limit=3${cursor ? `&cursor=${cursor}` : ""}`);
    seen.push(...page.conversations.map(({ number, snippet }) => [number, snippet]));
    cursor = page.next_cursor;
  } while (cursor);
  assert.deepEqual(
    seen,
    numbers.toReversed().map((number) => [number, "new"]),
  );
  await tenant.account.sendAccepted(numbers[0], "answer");
  const path = `/${encodeURIComponent("(202) 555-0200")}`;
  const { number, messages, next_cursor } = await list(tenant, `${path}?limit=2`);
  assert.equal(number, numbers[0]);
  const texts = messages.map(({ direction, message }) => [direction, message]);
  assert.deepEqual(texts, [
    ["outbound", "answer"],
    ["inbound", "new"],
  ]);
  const rest = await list(tenant, `${path}?limit=2&cursor=${next_cursor}`);
  assert.deepEqual(
    rest.messages.map(({ message }) => message),
    ["old"],
  );
});

test("a read mark goes up to a message, a time or everything, and never back", async () => {
  const tenant = await Tenant.create(wireroom, "read marks");
  const gateway = await tenant.register("phone");
  for (const text of ["one", "two", "three"]) await receive(gateway, ann, text);
  const { messages } = await list(tenant, `/${encodeURIComponent(ann)}`);
  const [three, two, one] = messages;
  assert.equal((await markRead(tenant, ann, { message_id: two.message_id })).unread, 1);
  for (const earlier of [{ message_id: one.message_id }, { until: one.received_at }, { message_id: two.message_id }]) {
    assert.deepEqual(await markRead(tenant, ann, earlier), { read_to: two.message_id, unread: 1 });
  }
  await wireroom.evictOne("Dispatcher", tenant.account.id);
  assert.deepEqual(await markRead(tenant, ann, { until: three.received_at }), {
    read_to: three.message_id,
    unread: 0,
  });
  await receive(gateway, ann, "four");
  assert.equal((await list(tenant)).conversations[0].unread, 1);
  const concurrent = await Promise.all(Array.from({ length: 8 }, () => markRead(tenant, ann)));
  assert.ok(concurrent.every(({ unread }) => unread === 0));
  assert.equal((await list(tenant)).conversations[0].unread, 0);
  // The mark of a message that was only sent to has nothing to name.
  await tenant.account.sendAccepted(eve, "hello");
  assert.deepEqual(await markRead(tenant, eve), { read_to: null, unread: 0 });
  const both = { message_id: one.message_id, until: one.received_at };
  assert.equal((await call(tenant, "POST", `/${encodeURIComponent(ann)}/read`, both)).status, 422);
});

test("a one-time code makes a conversation without a text", async () => {
  const tenant = await Tenant.create(wireroom, "code conversation");
  const json = { phone_number: ann };
  assert.equal((await wireroom.request("POST", "/api/v1/otp/send", { key: tenant.account.key, json })).status, 200);
  const { conversations } = await list(tenant);
  assert.deepEqual(
    conversations.map(({ number, snippet }) => [number, snippet]),
    [[ann, null]],
  );
});

test("another account's conversations do not exist", async () => {
  const ours = await Tenant.create(wireroom, "our conversations");
  const theirs = await Tenant.create(wireroom, "their conversations");
  await receive(await ours.register("phone"), ann, "ours");
  assert.deepEqual(await list(theirs), { conversations: [], next_cursor: null });
  for (const number of [ann, "nobody", "%20"]) {
    const path = `/${encodeURIComponent(number)}`;
    for (const [method, suffix, options] of [
      ["GET", path, {}],
      ["POST", `${path}/read`, { json: {} }],
    ]) {
      const { status, explanation } = await wireroom.request(method, `/api/v1/admin/conversations${suffix}`, {
        key: theirs.account.key,
        ...options,
      });
      assert.deepEqual([status, explanation.code], [404, "conversation_not_found"]);
    }
  }
  assert.equal((await list(ours)).conversations[0].unread, 1);
});
