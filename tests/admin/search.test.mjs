import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Tenant } from "../journeys/tenant.mjs";
import { startWireroom } from "../support/wireroom.mjs";

const [recipient, other] = ["+12025550123", "+12025550124"];
const dayMs = 86_400_000;

let wireroom;
before(async () => (wireroom = await startWireroom()));
after(() => wireroom.stop());

const get = ({ account }, parameters) =>
  wireroom.request("GET", `/api/v1/admin/messages?${new URLSearchParams(parameters)}`, { key: account.key });
const iso = (ms) => new Date(ms).toISOString();

/** Returns the texts of all pages, and the number of pages. */
async function search(tenant, parameters) {
  const texts = [];
  let pages = 0;
  let cursor;
  do {
    const { status, body } = await get(tenant, { ...parameters, ...(cursor && { cursor }) });
    assert.equal(status, 200, JSON.stringify(body));
    texts.push(...body.messages.map(({ message, phone_number }) => message ?? phone_number));
    cursor = body.next_cursor;
    pages += 1;
  } while (cursor);
  return { texts, pages };
}

async function receive(gateway, sender, message) {
  const json = { sender, message, timestamp: iso(Date.now()) };
  const path = "/api/v1/gateway/sms/received";
  assert.equal((await wireroom.request("POST", path, { key: gateway.api_key, json })).status, 200);
}

test("texts and numbers are found in any case, in both directions, and in combination with filters", async () => {
  const tenant = await Tenant.create(wireroom, "searched");
  const gateway = await tenant.register("phone");
  await tenant.account.sendAccepted(recipient, "Your Order is ready");
  await tenant.account.sendAccepted(other, "Grüße aus Köln");
  await receive(gateway, other, "Where is my ORDER?");
  const found = async (parameters) => (await search(tenant, parameters)).texts.sort();
  assert.deepEqual(await found({ search: "order" }), ["Where is my ORDER?", "Your Order is ready"]);
  assert.deepEqual(await found({ search: "GRÜSSE" }), []);
  assert.deepEqual(await found({ search: "KÖLN" }), ["Grüße aus Köln"]);
  assert.deepEqual(await found({ search: "(202) 555-0124" }), ["Grüße aus Köln", "Where is my ORDER?"]);
  assert.deepEqual(await found({ search: "order", direction: "outbound" }), ["Your Order is ready"]);
  assert.deepEqual(await found({ search: "order", phone_number: other }), ["Where is my ORDER?"]);
  assert.deepEqual(await found({ search: "nothing like it" }), []);
  assert.deepEqual(await found({ search: "order", until: iso(Date.now() - dayMs) }), []);
  const theirs = await Tenant.create(wireroom, "their search");
  assert.deepEqual((await search(theirs, { search: "order" })).texts, []);
});

test("a one-time code's text is not found", async () => {
  const tenant = await Tenant.create(wireroom, "searched codes");
  const json = { phone_number: recipient };
  assert.equal((await wireroom.request("POST", "/api/v1/otp/send", { key: tenant.account.key, json })).status, 200);
  assert.deepEqual((await search(tenant, { search: "code" })).texts, []);
  assert.deepEqual((await search(tenant, { search: "2025550123" })).texts, [recipient]);
});

test("a search covers 7 days unless it is told, and at most 31", async () => {
  const tenant = await Tenant.create(wireroom, "search window");
  const id = await tenant.account.sendAccepted(recipient, "an old needle");
  const [row] = await (async () => {
    await tenant.account.projected(id, "accepted");
    return wireroom.rows("SELECT * FROM messages WHERE id = ?", id);
  })();
  const old = `msg_${(Date.now() - 8 * dayMs).toString(16).padStart(12, "0")}${"0".repeat(20)}`;
  const insert = `INSERT INTO messages (account_id, id, version, state, created_at_ms, updated_at_ms, record)
    VALUES (?, ?, 1, 'delivered', 0, 0, ?)`;
  await wireroom.rows(insert, tenant.account.id, old, row.record);
  assert.equal((await search(tenant, { search: "needle" })).texts.length, 1);
  const since = iso(Date.now() - 9 * dayMs);
  assert.equal((await search(tenant, { search: "needle", since })).texts.length, 2);
  for (const [parameters, param] of [
    [{ search: "needle", since: iso(Date.now() - 32 * dayMs) }, "since"],
    [{ search: "x".repeat(101) }, "search"],
  ]) {
    const { status, explanation } = await get(tenant, parameters);
    assert.deepEqual([status, explanation.code, explanation.param], [422, "invalid_parameter", param]);
  }
});

test("a page of a search reads a bounded number of rows and continues from its cursor", async () => {
  const tenant = await Tenant.create(wireroom, "searched hay");
  const needle = await tenant.account.sendAccepted(recipient, "the needle");
  const row = await tenant.account.projected(needle, "accepted");
  const hay = JSON.stringify({ ...JSON.parse(row.record), content: { text: "hay" } });
  const ids = Array.from(
    { length: 600 },
    (_, index) => `msg_${(row.created_at_ms + 1 + index).toString(16).padStart(12, "0")}${"0".repeat(20)}`,
  );
  await wireroom.rows(
    `INSERT INTO messages (account_id, id, version, state, created_at_ms, updated_at_ms, record)
     SELECT ?, value, 1, 'delivered', 0, 0, ? FROM json_each(?)`,
    tenant.account.id,
    hay,
    JSON.stringify(ids),
  );
  assert.deepEqual(await search(tenant, { search: "needle" }), { texts: ["the needle"], pages: 3 });
});
