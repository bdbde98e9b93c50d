import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Tenant } from "../journeys/tenant.mjs";
import { startWireroom } from "../support/wireroom.mjs";

const [recipient, sender] = ["+12025550123", "+12025550199"];

let wireroom;
before(async () => (wireroom = await startWireroom()));
after(() => wireroom.stop());

const open = ({ account }, parameters = {}, options = {}) =>
  fetch(`${wireroom.url}/api/v1/admin/messages/export?${new URLSearchParams(parameters)}`, {
    headers: { authorization: `Bearer ${account.key}` },
    ...options,
  });
const linesOf = async (response) => {
  assert.equal(response.status, 200);
  const text = await response.text();
  return text.split("\n").filter(Boolean).map(JSON.parse);
};

/** Copies a message of the tenant as many times, each a millisecond older than the one before. */
async function copies(tenant, id, count) {
  const row = await tenant.account.projected(id, "accepted");
  const ids = Array.from(
    { length: count },
    (_, index) => `msg_${(row.created_at_ms - 1 - index).toString(16).padStart(12, "0")}${"0".repeat(20)}`,
  );
  await wireroom.rows(
    `INSERT INTO messages (account_id, id, version, state, created_at_ms, updated_at_ms, record)
     SELECT ?, value, 1, 'delivered', ?, 0, ? FROM json_each(?)`,
    tenant.account.id,
    row.created_at_ms,
    row.record,
    JSON.stringify(ids),
  );
  return ids;
}

test("an export has sent and received messages as CSV or as lines of JSON", async () => {
  const tenant = await Tenant.create(wireroom, "exported");
  const gateway = await tenant.register("phone");
  const id = await tenant.account.sendAccepted(recipient, '=SUM(1) "quoted",\nnext line', {
    gateway_id: "phone",
    label: "spring",
  });
  const timestamp = new Date(Date.now() + 2_000).toISOString().replace(/\.\d+/, "");
  const json = { sender, message: "in", timestamp };
  await wireroom.request("POST", "/api/v1/gateway/sms/received", { key: gateway.api_key, json });
  const response = await open(tenant);
  assert.equal(response.headers.get("content-type"), "text/csv; charset=utf-8; header=present");
  assert.equal(response.headers.get("content-disposition"), 'attachment; filename="messages.csv"');
  const [heading, inbound, ...outbound] = (await response.text()).split("\r\n");
  assert.equal(
    heading,
    "message_id,direction,status,created_at,phone_numbers,message,label,gateway_id,sent_at,delivered_at,failed_at," +
      "error_message,retry_count",
  );
  assert.match(inbound, new RegExp(`^msg_[0-9a-f]{32},inbound,received,${timestamp},\\+12025550199,in,,phone,,,,,0$`));
  const [line, end] = outbound;
  assert.equal(end, "");
  assert.match(
    line,
    new RegExp(`^${id},outbound,pending,[^,]+,\\+12025550123,"'=SUM\\(1\\) ""quoted"",\nnext line",spring,phone`),
  );
  const [received, sent] = await linesOf(await open(tenant, { format: "jsonl" }));
  assert.deepEqual([received.direction, received.phone_numbers, received.message], ["inbound", [sender], "in"]);
  assert.deepEqual(sent, {
    message_id: id,
    direction: "outbound",
    status: "pending",
    created_at: sent.created_at,
    phone_numbers: [recipient],
    message: '=SUM(1) "quoted",\nnext line',
    label: "spring",
    gateway_id: "phone",
    sent_at: null,
    delivered_at: null,
    failed_at: null,
    error_message: null,
    retry_count: 0,
  });
  const ids = async (parameters) =>
    (await linesOf(await open(tenant, { format: "jsonl", ...parameters }))).map(({ message_id }) => message_id);
  assert.deepEqual(await ids({ direction: "outbound" }), [id]);
  assert.deepEqual(await ids({ label: "spring" }), [id]);
  assert.deepEqual(await ids({ status: "received" }), [received.message_id]);
  assert.deepEqual(await ids({ status: "received", direction: "outbound" }), []);
  assert.deepEqual(await ids({ phone_number: sender }), [received.message_id]);
  assert.deepEqual(await ids({ gateway_id: "phone", cursor: received.message_id }), [id]);
  assert.deepEqual(await ids({ until: "2020-01-01T00:00:00Z" }), []);
  assert.equal((await open(tenant, { gateway_id: "unknown" })).status, 422);
  for (const bad of [{ format: "xml" }, { cursor: "x" }]) assert.equal((await open(tenant, bad)).status, 400);
});

test("many thousand messages are exported once each, in order, and begin to arrive before the end is read", async () => {
  const tenant = await Tenant.create(wireroom, "large export");
  const id = await tenant.account.sendAccepted(recipient, "copied");
  const expected = [id, ...(await copies(tenant, id, 5_000))];
  const response = await open(tenant, { format: "jsonl" });
  const chunks = [];
  for await (const chunk of response.body.pipeThrough(new TextDecoderStream())) chunks.push(chunk);
  assert.ok(chunks.length > 5, "the export came in pieces");
  const lines = chunks.join("").split("\n").filter(Boolean).map(JSON.parse);
  assert.deepEqual(
    lines.map(({ message_id }) => message_id),
    expected,
  );
});

test("a client that stops reading leaves the system usable", async () => {
  const tenant = await Tenant.create(wireroom, "stopped export");
  const id = await tenant.account.sendAccepted(recipient, "copied");
  await copies(tenant, id, 2_000);
  const stop = new AbortController();
  const response = await open(tenant, {}, { signal: stop.signal });
  await response.body.getReader().read();
  stop.abort();
  assert.equal((await linesOf(await open(tenant, { format: "jsonl" }))).length, 2_001);
});

test("another account's messages are not exported", async () => {
  const ours = await Tenant.create(wireroom, "our export");
  const theirs = await Tenant.create(wireroom, "their export");
  await ours.account.sendAccepted(recipient, "ours");
  assert.deepEqual(await linesOf(await open(theirs, { format: "jsonl" })), []);
});

test("an export of a search is refused, since it would have everything", async () => {
  const tenant = await Tenant.create(wireroom, "searched export");
  const { account } = tenant;
  const path = "/api/v1/admin/messages/export?search=x";
  const { status, explanation } = await wireroom.request("GET", path, { key: account.key });
  assert.deepEqual([status, explanation.code, explanation.param], [422, "invalid_parameter", "search"]);
  assert.equal((await open(tenant, { search: " " })).status, 200);
});

test("an account gets a few exports at a time, and another account its own", async () => {
  const tenant = await Tenant.create(wireroom, "concurrent exports");
  const other = await Tenant.create(wireroom, "other exports");
  await copies(tenant, await tenant.account.sendAccepted(recipient, "x"), 10_000);
  const answers = await Promise.all(Array.from({ length: 12 }, () => open(tenant)));
  assert.equal((await open(other)).status, 200);
  const refused = answers.filter(({ status }) => status === 429);
  const sent = answers.filter(({ status }) => status === 200);
  assert.equal(refused.length + sent.length, answers.length);
  assert.ok(refused.length > 0 && sent.length >= 3, `${refused.length} refused, ${sent.length} sent`);
  for (const answer of refused) assert.equal(answer.headers.get("retry-after"), "10");
  await Promise.all(answers.map((answer) => answer.text()));
  await wireroom.eventually(async () => {
    const again = await open(tenant, { label: "none" });
    await again.text();
    return again.status === 200;
  });
});
