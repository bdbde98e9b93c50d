import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import "../support/contract/lenient.mjs";
import { startWireroom } from "../support/wireroom.mjs";
import { Tenant } from "../journeys/tenant.mjs";

const [recipient, other, sender] = ["+12025550123", "+12025550124", "+12025550199"];
const notFound = { status: 404, body: { error: "Message not found" } };

let wireroom;
before(async () => (wireroom = await startWireroom()));
after(() => wireroom.stop());

const get = async ({ account }, path) => {
  const { status, body } = await wireroom.request("GET", `/api/v1/admin/messages${path}`, { key: account.key });
  return { status, body };
};
const query = (parameters) => `?${new URLSearchParams(parameters)}`;
const list = async (tenant, parameters = {}) => {
  const { status, body } = await get(tenant, query(parameters));
  assert.equal(status, 200, JSON.stringify(body));
  return body;
};
const texts = ({ messages }) => messages.map(({ message }) => message);

/** Returns all pages from the first to the last. */
async function pages(tenant, parameters) {
  const found = [];
  let cursor;
  do {
    const page = await list(tenant, { ...parameters, ...(cursor && { cursor }) });
    found.push(page.messages);
    cursor = page.next_cursor;
  } while (cursor);
  return found;
}

test("sent and received messages are listed together, newest first, with all their members", async () => {
  const tenant = await Tenant.create(wireroom, "together");
  assert.deepEqual(await list(tenant), { messages: [], next_cursor: null });
  const phone = await tenant.phone("phone");
  const id = await tenant.account.sendAccepted(recipient, "out");
  const { sent_at, delivered_at } = await tenant.account.reaches(id, "delivered");
  const received_at = new Date(Date.now() + 2_000).toISOString().replace(/\.\d+/, "");
  phone.receiveSms(sender, "in", received_at);
  await wireroom.eventually(async () => (await tenant.account.received()).body.total === 1, {
    what: "the SMS is there",
  });
  const {
    messages: [inbound, outbound, ...rest],
    next_cursor,
  } = await list(tenant);
  assert.deepEqual([rest, next_cursor], [[], null]);
  assert.deepEqual(inbound, {
    message_id: inbound.message_id,
    direction: "inbound",
    status: "received",
    phone_number: sender,
    message: "in",
    gateway_id: "phone",
    received_at,
  });
  assert.deepEqual(outbound, {
    message_id: id,
    direction: "outbound",
    status: "delivered",
    phone_number: recipient,
    recipients: 1,
    message: "out",
    gateway_id: "phone",
    label: null,
    retry_count: 0,
    error_message: null,
    created_at: outbound.created_at,
    sent_at,
    delivered_at,
    failed_at: null,
  });
  phone.stop();
});

test("a message is listed as soon as it is accepted, with the same status as in its own route", async () => {
  const tenant = await Tenant.create(wireroom, "at once");
  const id = await tenant.account.sendAccepted(recipient, "just now");
  const { messages } = await list(tenant);
  assert.deepEqual(
    messages.map(({ message_id, status, gateway_id }) => [message_id, status, gateway_id]),
    [[id, "pending", null]],
  );
});

test("every filter finds exactly the matching messages", async () => {
  const tenant = await Tenant.create(wireroom, "filtered");
  const mute = await tenant.mutePhone("mute");
  const prompt = await tenant.phone("prompt");
  const send = async (to, message, gateway, status) => {
    const id = await tenant.account.sendAccepted(to, message, gateway && { gateway_id: gateway });
    await tenant.account.reaches(id, status);
    return id;
  };
  await send(recipient, "delivered", "prompt", "delivered");
  await send(other, "queued", "mute", "queued");
  const sent = await send(recipient, "sent", "mute", "queued");
  mute.report(sent, "sent");
  await tenant.account.reaches(sent, "sent");
  await tenant.register("absent");
  await send(other, "pending", "absent", "pending");
  prompt.receiveSms(recipient, "received");
  await wireroom.eventually(async () => (await tenant.account.received()).body.total === 1, {
    what: "the SMS is there",
  });
  const found = async (parameters) => texts(await list(tenant, parameters)).sort();
  for (const status of ["pending", "queued", "sent", "delivered", "received"])
    assert.deepEqual(await found({ status }), [status]);
  assert.deepEqual(await found({ status: "failed" }), []);
  assert.deepEqual(await found({ direction: "inbound" }), ["received"]);
  assert.deepEqual(await found({ direction: "outbound" }), ["delivered", "pending", "queued", "sent"]);
  assert.deepEqual(await found({ direction: "inbound", status: "sent" }), []);
  assert.deepEqual(await found({ direction: "outbound", status: "received" }), []);
  assert.deepEqual(await found({ phone_number: "(202) 555-0123" }), ["delivered", "received", "sent"]);
  assert.deepEqual(await found({ phone_number: other, status: "queued" }), ["queued"]);
  assert.deepEqual(await found({ phone_number: "+12025559999" }), []);
  assert.deepEqual(await found({ gateway_id: "prompt" }), ["delivered", "received"]);
  assert.deepEqual(await found({ gateway_id: "mute", phone_number: recipient }), ["sent"]);
  const unknown = await wireroom.request("GET", "/api/v1/admin/messages?gateway_id=unknown", {
    key: tenant.account.key,
  });
  assert.deepEqual([unknown.status, unknown.body], [422, { error: "Gateway not found" }]);
  const future = new Date(Date.now() + 3_600_000).toISOString();
  const past = new Date(Date.now() - 3_600_000).toISOString();
  assert.equal((await found({ since: past, until: future })).length, 5);
  assert.deepEqual([await found({ since: future }), await found({ until: past })], [[], []]);
  assert.deepEqual(
    await found({ status: "", direction: " ", phone_number: "", gateway_id: "", since: "", until: "", cursor: "" }),
    await found({}),
  );
  for (const phone of [mute, prompt]) phone.stop();
});

test("pages contain every message once, in order, even if messages arrive in between", async () => {
  const tenant = await Tenant.create(wireroom, "paged");
  const gateway = await tenant.register("phone");
  const at = Date.now();
  for (let index = 0; index < 12; index += 1) {
    await tenant.account.sendAccepted(index % 3 ? recipient : other, `out ${index}`);
    const json = {
      sender: index % 2 ? recipient : sender,
      message: `in ${index}`,
      timestamp: new Date(at - index * 60_000).toISOString(),
    };
    assert.equal(
      (await wireroom.request("POST", "/api/v1/gateway/sms/received", { key: gateway.api_key, json })).status,
      200,
    );
  }
  const all = (await list(tenant, { limit: 100 })).messages;
  assert.equal(all.length, 24);
  for (const parameters of [
    { limit: 5 },
    { limit: 24 },
    { limit: 1, direction: "inbound" },
    { limit: 4, phone_number: recipient },
    { limit: 3, status: "pending" },
  ]) {
    const found = await pages(tenant, parameters);
    const expected = all.filter(
      ({ direction, phone_number, status }) =>
        direction === (parameters.direction ?? direction) &&
        phone_number === (parameters.phone_number ?? phone_number) &&
        status === (parameters.status ?? status),
    );
    assert.deepEqual(found.flat(), expected, JSON.stringify(parameters));
    assert.ok(found.every((page) => page.length <= parameters.limit));
  }
  const first = await list(tenant, { limit: 10 });
  await tenant.account.sendAccepted(recipient, "newer than the first page");
  const second = await list(tenant, { limit: 10, cursor: first.next_cursor });
  assert.deepEqual([...first.messages, ...second.messages], all.slice(0, 20));
});

test("a filter without an index examines a bounded number of rows and continues from its cursor", async () => {
  const tenant = await Tenant.create(wireroom, "sparse");
  const oldest = await tenant.account.sendAccepted(recipient, "the needle");
  await tenant.account.projected(oldest, "accepted");
  const [row] = await wireroom.rows(
    "SELECT * FROM messages WHERE account_id = ? AND id = ?",
    tenant.account.id,
    oldest,
  );
  await wireroom.rows(
    "UPDATE messages SET state = 'failed' WHERE account_id = ? AND id = ?",
    tenant.account.id,
    oldest,
  );
  const hay = Array.from(
    { length: 1_100 },
    (_, index) => `msg_${(row.created_at_ms + 1 + index).toString(16).padStart(12, "0")}${"0".repeat(20)}`,
  );
  await wireroom.rows(
    `INSERT INTO messages (account_id, id, version, state, created_at_ms, updated_at_ms, record)
     SELECT ?, value, 1, 'delivered', 0, 0, ? FROM json_each(?)`,
    tenant.account.id,
    row.record,
    JSON.stringify(hay),
  );
  const found = await pages(tenant, { status: "failed" });
  assert.deepEqual(
    found.map((page) => page.length),
    [0, 0, 1],
  );
});

test("bad parameters are refused", async () => {
  const tenant = await Tenant.create(wireroom, "bad parameters");
  for (const [name, ...values] of [
    ["status", "Sent", "accepted", "x"],
    ["direction", "in", "OUTBOUND"],
    ["since", "yesterday", "2026-01-01", "0"],
    ["until", "yesterday"],
    ["limit", "0", "-1", "x", "1.5"],
    ["cursor", "x", "msg_", `msg_${"0".repeat(31)}`, `msg_${"A".repeat(32)}`, "msg_~", "' OR 1=1 --"],
  ]) {
    for (const value of values) {
      assert.deepEqual(
        await get(tenant, query({ [name]: value })),
        { status: 400, body: { error: `Invalid ${name}` } },
        `${name}=${value}`,
      );
    }
  }
});

test("a message is shown with the cause of every event in its timeline", async () => {
  const tenant = await Tenant.create(wireroom, "timeline");
  const phone = await tenant.mutePhone("phone");
  const arrives = phone.next("command");
  const id = await tenant.account.sendAccepted(recipient, "eventful");
  await arrives;
  phone.report(id, "failed", "no service");
  await wireroom.eventually(async () => (await get(tenant, `/${id}`)).body.retry_count === 1, {
    what: "the attempt has failed",
  });
  phone.report(id, "sent");
  await tenant.account.reaches(id, "sent");
  phone.report(id, "delivered");
  await tenant.account.projected(id, "delivered");
  const {
    status,
    body: { timeline, timeline_head, ...message },
  } = await get(tenant, `/${id}`);
  assert.equal(status, 200);
  assert.match(timeline_head, /^[0-9a-f]{32}$/);
  assert.deepEqual([message.message_id, message.status, message.gateway_id], [id, "delivered", "phone"]);
  assert.deepEqual((await list(tenant)).messages, [message]);
  assert.deepEqual(
    timeline.map(({ event }) => event),
    ["accepted", "leased", "attempt_failed", "sent", "delivered"],
  );
  const { at, ...failure } = timeline[2];
  assert.match(at, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  assert.deepEqual(failure, {
    event: "attempt_failed",
    phone_number: recipient,
    attempt: 1,
    gateway_id: "phone",
    cause: "no service",
  });
  phone.stop();
});

test("another account's messages are neither listed nor shown", async () => {
  const [ours, theirs] = [
    await Tenant.create(wireroom, "our messages"),
    await Tenant.create(wireroom, "their messages"),
  ];
  const id = await ours.account.sendAccepted(recipient, "ours");
  const { next_cursor, messages } = await list(theirs, { phone_number: recipient });
  assert.deepEqual([messages, next_cursor], [[], null]);
  for (const path of [`/${id}`, "/x", `/msg_${"0".repeat(32)}`, "/%FF"])
    assert.deepEqual(await get(theirs, path), notFound, path);
  assert.equal((await get(ours, `/${id}`)).status, 200);
});
