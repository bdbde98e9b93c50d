import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import "../support/contract/lenient.mjs";
import { Tenant } from "../journeys/tenant.mjs";
import { startWireroom } from "../support/wireroom.mjs";

const recipient = "+12025550123";

let wireroom;
before(async () => (wireroom = await startWireroom()));
after(() => wireroom.stop());

const get = async ({ account }, path) => {
  const { status, body } = await wireroom.request("GET", `/api/v1/admin/messages/${path}`, { key: account.key });
  return { status, body };
};
const verify = async (tenant, id) => {
  const { status, body } = await get(tenant, `${id}/timeline/verify`);
  assert.equal(status, 200);
  return body;
};

/** Returns a tenant with a delivered message that has left its Dispatcher, and the message's stored record. */
async function withDelivered(name, { stays = false } = {}) {
  const tenant = await Tenant.create(wireroom, name);
  const phone = await tenant.phone("phone");
  const id = await tenant.account.sendAccepted(recipient, "eventful");
  const row = await tenant.account.projected(id, "delivered");
  if (!stays) phone.stop();
  // The Dispatcher forgets a settled message once D1 has it; until then it answers from its own copy.
  await wireroom.evictOne("Dispatcher", tenant.account.id);
  return { tenant, phone, id, record: JSON.parse(row.record) };
}

test("the timeline of a message is valid in every state and shows its head", async () => {
  const tenant = await Tenant.create(wireroom, "valid timeline");
  const id = await tenant.account.sendAccepted(recipient, "waits for a phone");
  const accepted = await verify(tenant, id);
  assert.match(accepted.timeline_head, /^[0-9a-f]{32}$/);
  assert.deepEqual(accepted, {
    message_id: id,
    entries: 1,
    first_invalid_entry: null,
    timeline_head: accepted.timeline_head,
    verdict: "valid",
  });
  const phone = await tenant.phone("phone");
  await tenant.account.projected(id, "delivered");
  const { body } = await get(tenant, id);
  const delivered = await verify(tenant, id);
  assert.deepEqual([delivered.verdict, delivered.entries], ["valid", body.timeline.length]);
  assert.equal(delivered.timeline_head, body.timeline_head);
  assert.notEqual(delivered.timeline_head, accepted.timeline_head);
  phone.stop();
});

test("any change of the stored timeline fails verification at the right entry", async () => {
  const { tenant, id, record } = await withDelivered("tampered timeline");
  const last = record.timeline.length - 1;
  assert.ok(last >= 3);
  const changed = (change) => {
    const copy = structuredClone(record);
    change(copy, copy.timeline);
    return JSON.stringify(copy);
  };
  for (const [what, change, expected] of [
    ["time", (_, timeline) => (timeline[1].at_ms += 1), 1],
    ["event", (_, timeline) => (timeline[last].event = "failed"), last],
    ["cause", (_, timeline) => (timeline[0].cause = "none"), 0],
    ["removed", (_, timeline) => timeline.splice(1, 1), 1],
    ["inserted", (_, timeline) => timeline.splice(2, 0, { at_ms: 0, event: "held" }), 2],
    ["swapped", (_, timeline) => timeline.splice(1, 2, timeline[2], timeline[1]), 1],
    ["truncated", (_, timeline) => timeline.pop(), last],
    ["emptied", (_, timeline) => timeline.splice(0), 0],
    ["state", ({ recipients }) => (recipients[0].state = "failed"), last + 1],
    ["seal", (copy) => delete copy.timeline_seal, last + 1],
  ]) {
    await wireroom.rows("UPDATE messages SET record = ? WHERE id = ?", changed(change), id);
    const { verdict, first_invalid_entry } = await verify(tenant, id);
    assert.deepEqual([verdict, first_invalid_entry], ["invalid", expected], what);
  }
  await wireroom.rows("UPDATE messages SET record = ? WHERE id = ?", JSON.stringify(record), id);
  assert.equal((await verify(tenant, id)).verdict, "valid");
});

test("a late report does not make a truncated timeline valid again", async () => {
  const { tenant, phone, id, record } = await withDelivered("laundered timeline", { stays: true });
  const truncated = structuredClone(record);
  truncated.timeline.pop();
  truncated.recipients[0] = { ...truncated.recipients[0], state: "sent", delivered_at_ms: undefined };
  const query = "UPDATE messages SET state = 'sent', record = ? WHERE id = ?";
  await wireroom.rows(query, JSON.stringify(truncated), id);
  phone.report(id, "delivered");
  await tenant.account.projected(id, "delivered");
  const { verdict, first_invalid_entry } = await verify(tenant, id);
  assert.deepEqual([verdict, first_invalid_entry], ["invalid", truncated.timeline.length]);
  phone.stop();
});

test("a message from before the chain is unchained", async () => {
  const { tenant, id, record } = await withDelivered("unchained timeline");
  delete record.timeline_seal;
  for (const entry of record.timeline) delete entry.mac;
  await wireroom.rows("UPDATE messages SET record = ? WHERE id = ?", JSON.stringify(record), id);
  const { verdict, first_invalid_entry, timeline_head } = await verify(tenant, id);
  assert.deepEqual([verdict, first_invalid_entry, timeline_head], ["unchained", null, null]);
  assert.equal((await get(tenant, id)).body.timeline_head, null);
});

test("another account's timeline does not exist", async () => {
  const { id } = await withDelivered("our timeline");
  const theirs = await Tenant.create(wireroom, "their timeline");
  for (const named of [id, `msg_${"0".repeat(32)}`, "x"])
    assert.equal((await get(theirs, `${named}/timeline/verify`)).status, 404);
});
