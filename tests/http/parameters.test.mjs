import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import "../support/contract/lenient.mjs";
import { privateToken, startWireroom } from "../support/wireroom.mjs";
import { HttpGateway, silentPhone } from "./support/gateway.mjs";

let wireroom, account, phone;
before(async () => {
  wireroom = await startWireroom();
  account = wireroom.account;
  phone = await silentPhone(wireroom);
});
after(() => wireroom.stop());

/** One request's parameters in each of the three places where they are allowed. */
const spellings = {
  "as JSON": (method, path, key, fields) => wireroom.request(method, path, { key, json: fields }),
  "as JSON of another type": (method, path, key, fields) =>
    wireroom.request(method, path, {
      key,
      json: fields,
      headers: { "content-type": "application/vnd.api+json; charset=utf-8" },
    }),
  "as a form": (method, path, key, fields) => wireroom.request(method, path, { key, form: fields }),
  "in the query": (method, path, key, fields) =>
    wireroom.request(method, `${path}?${new URLSearchParams(fields)}`, { key }),
};

/** Sends the request and returns the resulting frame for the phone. */
async function commandOf(request) {
  const commands = [];
  const listener = (command) => commands.push(command);
  phone.on("command", listener);
  try {
    const answer = await request;
    assert.equal(answer.status, 202, answer.text);
    const isIt = ({ message_id }) => message_id === answer.body.message_id;
    return commands.find(isIt) ?? (await phone.next("command", { where: isIt }));
  } finally {
    phone.off("command", listener);
  }
}

for (const [how, ask] of Object.entries(spellings)) {
  test(`every POST route takes its parameters ${how}`, async () => {
    const device = `device ${how}`;
    const registered = await ask("POST", "/api/v1/gateway/register", privateToken, {
      device_id: device,
      name: "Ünï & co",
    });
    assert.equal(registered.status, 201, registered.text);
    assert.deepEqual([registered.body.device_id, registered.body.gateway.name], [device, "Ünï & co"]);

    const heartbeat = await ask("POST", "/api/v1/gateway/heartbeat", phone.apiKey, {
      status: "online",
      battery_level: "85",
      signal_strength: "4",
      messages_in_queue: "2",
    });
    assert.equal(heartbeat.status, 200, heartbeat.text);

    const command = await commandOf(
      ask("POST", "/api/v1/sms/send", account.key, { to: "+12025550123", message: `50 % & = + ü 😀 ${how}` }),
    );
    assert.deepEqual([command.recipient, command.message], ["+12025550123", `50 % & = + ü 😀 ${how}`]);

    const { message_id } = command;
    const reported = await ask("POST", "/api/v1/gateway/sms/status", phone.apiKey, { message_id, status: "delivered" });
    assert.deepEqual([reported.status, reported.body], [200, { success: true }]);
    assert.equal((await account.status(message_id)).status, "delivered");

    const inbound = { sender: "+12025550199", message: `a + b ${how}`, timestamp: "2026-01-01T00:00:00Z" };
    const received = await ask("POST", "/api/v1/gateway/sms/received", phone.apiKey, inbound);
    assert.equal(received.status, 200, received.text);
    const { body } = await account.received();
    const listed = body.messages.find((message) => message.message_id === received.body.message_id);
    assert.deepEqual(listed, {
      message_id: received.body.message_id,
      from: inbound.sender,
      message: inbound.message,
      received_at: inbound.timestamp,
    });
  });
}

test("a numeric parameter may be a JSON number or a text", async () => {
  const send = (fields) => commandOf(account.send(fields));
  assert.deepEqual(
    await send({ to: 12025550123, message: 42 }).then(({ recipient, message }) => [recipient, message]),
    ["+12025550123", "42"],
  );
  const heartbeats = [
    { battery_level: 85, signal_strength: 4, messages_in_queue: 5 },
    { battery_level: "85", signal_strength: " 4 ", messages_in_queue: "" },
    { battery_level: null, status: null },
    {},
  ];
  for (const json of heartbeats) {
    const answer = await wireroom.request("POST", "/api/v1/gateway/heartbeat", { key: phone.apiKey, json });
    assert.equal(answer.status, 200, JSON.stringify(json));
  }
});

test("the body's parameters override the query's, and the query supplies missing ones", async () => {
  const path = `/api/v1/sms/send?${new URLSearchParams({ to: "+12025550199", message: "from the query" })}`;
  for (const body of [{ json: { to: "+12025550123" } }, { form: { to: "+12025550123" } }]) {
    const command = await commandOf(wireroom.request("POST", path, { key: account.key, ...body }));
    assert.deepEqual([command.recipient, command.message], ["+12025550123", "from the query"]);
  }
});

test("unknown parameters are ignored on every route", async () => {
  const unknown = { nonsense: [{ deep: true }], account_id: "0".repeat(16), id: 7 };
  const gateway = await HttpGateway.register(wireroom, "tolerant");
  const registered = await wireroom.request("POST", "/api/v1/gateway/register", {
    key: privateToken,
    json: { device_id: "d-unknown", name: "D", ...unknown },
  });
  assert.equal(registered.status, 201);
  const command = await commandOf(account.send({ to: "+12025550123", message: "Hello", ...unknown }));
  assert.equal((await gateway.heartbeat(unknown)).status, 200);
  assert.equal((await gateway.receives({ sender: "+12025550123", message: "Hello", ...unknown })).status, 200);
  const report = { message_id: command.message_id, status: "sent", ...unknown };
  assert.equal(
    (await wireroom.request("POST", "/api/v1/gateway/sms/status", { key: phone.apiKey, json: report })).status,
    200,
  );
  assert.equal((await account.received("?nonsense=1&limit=1")).body.messages.length, 1);
});

test("an inbound SMS whose time is unreadable is stored with the time of its arrival, as on the cable", async () => {
  const gateway = await HttpGateway.register(wireroom, "clockless");
  const sinceMs = Math.floor(Date.now() / 1_000) * 1_000;
  for (const timestamp of [
    "bogus",
    "1700000000000",
    1_700_000_000_000,
    "2026-13-01T00:00:00Z",
    "2026-01-01",
    "",
    " ",
    true,
    ["x"],
    { a: 1 },
    null,
  ]) {
    const id = await gateway.takes("+12025550177", `stamped ${JSON.stringify(timestamp)}`, timestamp);
    const { body } = await account.received("?phone_number=%2B12025550177&limit=1");
    const [{ message_id, received_at }] = body.messages;
    assert.equal(message_id, id);
    assert.ok(Date.parse(received_at) >= sinceMs, `${JSON.stringify(timestamp)}: ${received_at}`);
  }
});

test("a recipient's number in any spelling reaches the phone in E.164", async () => {
  for (const [to, recipient] of [
    ["+12025550123", "+12025550123"],
    ["2025550123", "+12025550123"],
    ["(202) 555-0123", "+12025550123"],
    ["202.555.0123", "+12025550123"],
    ["12062992129", "+12062992129"],
    ["011447911123456", "+447911123456"],
    ["00447911123456", "+447911123456"],
    ["+44 7911 123456", "+447911123456"],
    [" +1 (202) 555-0123 ", "+12025550123"],
    // These examples of the system's own documentation are valid in no numbering plan.
    ["+1234567890", "+1234567890"],
    ["+959123456789", "+959123456789"],
  ]) {
    const command = await commandOf(account.send({ to, message: to }));
    assert.deepEqual(command, { action: "send_sms", message_id: command.message_id, recipient, message: to });
  }
});

test("a message reaches the phone character for character", async () => {
  for (const message of [
    " padded ",
    "line\r\nline\ttab",
    "\u0000\u0001",
    '"quoted" \\ </script>',
    "e\u0301 é",
    "👩‍👩‍👧‍👦",
    "مرحبا",
    "\u2028",
  ]) {
    const command = await commandOf(account.send({ to: "+12025550123", message: `${message}.` }));
    assert.equal(command.message, `${message}.`);
  }
});

test("national numbers are read in the country of DEFAULT_COUNTRY_CODE", async () => {
  const myanmar = await startWireroom({ vars: { DEFAULT_COUNTRY_CODE: "MM" } });
  try {
    const there = await silentPhone(myanmar);
    for (const [to, recipient] of [
      ["09123456789", "+959123456789"],
      ["+12025550123", "+12025550123"],
      ["0012025550123", "+12025550123"],
    ]) {
      const arrives = there.next("command", { where: ({ message }) => message === to });
      await myanmar.account.sendAccepted(to, to);
      assert.equal((await arrives).recipient, recipient);
    }
  } finally {
    await myanmar.stop();
  }
});
