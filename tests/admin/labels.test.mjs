import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Tenant } from "../journeys/tenant.mjs";
import { startWireroom } from "../support/wireroom.mjs";

const [recipient, other] = ["+12025550123", "+12025550124"];

let wireroom;
before(async () => (wireroom = await startWireroom()));
after(() => wireroom.stop());

const get = async ({ account }, path) => {
  const { status, body } = await wireroom.request("GET", `/api/v1/admin/${path}`, { key: account.key });
  return { status, body };
};
const none = { total: 0, pending: 0, acknowledged: 0, sent: 0, delivered: 0, failed: 0, cancelling: 0, cancelled: 0 };

test("a label lists its messages and counts them by state", async () => {
  const tenant = await Tenant.create(wireroom, "labels");
  const phone = await tenant.phone("phone");
  await tenant.register("absent");
  const label = "Spring / 2026 ☀";
  const delivered = await tenant.account.sendAccepted(recipient, "one", { label, gateway_id: "phone" });
  const pending = await tenant.account.sendAccepted(other, "two", { label, gateway_id: "absent" });
  await tenant.account.sendAccepted(recipient, "three", { label: "another" });
  await tenant.account.sendAccepted(recipient, "unlabeled");
  await tenant.account.projected(delivered, "delivered");
  const listed = async (parameters) => {
    const { status, body } = await get(tenant, `messages?${new URLSearchParams(parameters)}`);
    assert.equal(status, 200);
    return body.messages.map(({ message_id, label: own }) => [message_id, own]);
  };
  assert.deepEqual(await listed({ label }), [
    [pending, label],
    [delivered, label],
  ]);
  assert.deepEqual(await listed({ label, status: "delivered" }), [[delivered, label]]);
  assert.deepEqual(await listed({ label, phone_number: other }), [[pending, label]]);
  assert.deepEqual(await listed({ label, search: "ONE" }), [[delivered, label]]);
  assert.deepEqual(await listed({ label: "unknown" }), []);
  assert.deepEqual(await listed({ label, direction: "inbound" }), []);
  const shown = await get(tenant, `labels/${encodeURIComponent(label)}`);
  assert.deepEqual(shown, {
    status: 200,
    body: { label, messages: { ...none, total: 2, pending: 1, delivered: 1 } },
  });
  const first = await get(tenant, "labels?limit=1");
  assert.deepEqual([first.body.labels, first.body.next_cursor], [[shown.body], label]);
  const { body } = await get(tenant, `labels?limit=1&cursor=${encodeURIComponent(label)}`);
  assert.deepEqual([body.labels.map((it) => it.label), body.next_cursor], [["another"], null]);
  phone.stop();
});

test("the label is a part of an idempotent request", async () => {
  const tenant = await Tenant.create(wireroom, "label idempotency");
  const send = (label) =>
    tenant.account.send({ to: recipient, message: "once", label }, { "idempotency-key": "labelled" });
  const [first, ...others] = await Promise.all(Array.from({ length: 8 }, () => send("a")));
  assert.equal(first.status, 202);
  for (const { body } of others) assert.deepEqual(body, first.body);
  assert.equal((await send("b")).status, 422);
  assert.equal((await get(tenant, "labels/a")).body.messages.total, 1);
});

test("a label that is too long or not printable is refused", async () => {
  const tenant = await Tenant.create(wireroom, "bad labels");
  for (const label of ["x".repeat(65), "a\nb", "a\u0000b"]) {
    const { status, body } = await tenant.account.send({ to: recipient, message: "hi", label });
    const error = "label must be 1 to 64 printable characters";
    assert.deepEqual([status, body], [422, { error }]);
  }
  await tenant.account.sendAccepted(recipient, "hi", { label: "ä".repeat(64) });
});

test("another account's label does not exist", async () => {
  const ours = await Tenant.create(wireroom, "our labels");
  const theirs = await Tenant.create(wireroom, "their labels");
  await ours.account.sendAccepted(recipient, "hi", { label: "ours" });
  assert.equal((await get(ours, "labels/ours")).status, 200);
  const unknown = await wireroom.request("GET", "/api/v1/admin/labels/ours", { key: theirs.account.key });
  assert.deepEqual([unknown.status, unknown.explanation.code], [404, "label_not_found"]);
  assert.deepEqual((await get(theirs, "labels")).body, { labels: [], next_cursor: null });
});
