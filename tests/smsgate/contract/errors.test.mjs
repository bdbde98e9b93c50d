import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import "../../support/contract/lenient.mjs";
import { basic, recipient, startSmsGate, text, User, userWithIdlePhone } from "../support/user.mjs";

// Every error text of smsgate contract 2.4 that a caller can cause.

let wireroom;
let user;
before(async () => {
  wireroom = await startSmsGate();
  user = await userWithIdlePhone(wireroom);
});
after(() => wireroom.stop());

const inSecs = (secs) => new Date(Date.now() + secs * 1000).toISOString();

function refused({ status, body, headers }, expectedStatus, message) {
  assert.deepEqual(
    { status, body, type: headers.get("content-type") },
    { status: expectedStatus, body: { message }, type: "application/json" },
  );
}

const refusedSends = {
  "the same number twice": [{ phoneNumbers: [recipient, recipient] }, "phone numbers must be unique"],
  "the same number twice, written differently": [
    { phoneNumbers: [recipient, "+7 (999) 999-99-99"] },
    "phone numbers must be unique",
  ],
  "the same short code twice": [
    { phoneNumbers: ["4321", "4321"] },
    "phone numbers must be unique",
    "?skipPhoneValidation=true",
  ],
  "an invalid number": [{ phoneNumbers: ["+7999"] }, "invalid phone number"],
  "a landline": [{ phoneNumbers: ["+74951234567"] }, "not mobile phone number"],
  "a schedule after the expiry": [
    { scheduleAt: inSecs(120), ttl: 60 },
    "scheduleAt must be less than or equal to validUntil",
  ],
  "a schedule after validUntil": [
    { scheduleAt: inSecs(120), validUntil: inSecs(60) },
    "scheduleAt must be less than or equal to validUntil",
  ],
  "an unknown device": [{ deviceId: "nobodysdevice00000000" }, "failed to select device: record not found"],
};
for (const [name, [fields, message, query]] of Object.entries(refusedSends)) {
  test(`${name}: 400 ${message}`, async () => refused(await user.send(fields, query), 400, message));
}

test("a value that cannot be parsed as a number gets its own error", async () => {
  const { status, body } = await user.send({ phoneNumbers: ["no number"] });
  assert.equal(status, 400);
  assert.match(body.message, /^failed to parse phone number: ./);
});

test("a message with no content or several contents is 400 with the newest text", async () => {
  const message = "must specify exactly one of: textMessage, dataMessage or mmsMessage";
  const data = { data: "aGVsbG8=", port: 1 };
  for (const contents of [
    {},
    { message: "" },
    { message: "hi", ...text() },
    { ...text(), dataMessage: data },
    { message: "", ...text(), mmsMessage: { text: "hi" } },
  ]) {
    refused(await user.call("POST", "/messages", { json: { ...contents, phoneNumbers: [recipient] } }), 400, message);
  }
});

test("an empty message beside another content counts as absent", async () => {
  const { body } = await user.send({ message: "" });
  assert.deepEqual([body.state, body.textMessage], ["Pending", { text: "hello" }]);
});

test("an empty content beside another one counts as absent, and is refused for what it lacks when alone", async () => {
  const data = { data: "aGVsbG8=", port: 1 };
  const empty = [{ textMessage: { text: "" } }, { dataMessage: { data: "", port: 0 } }, { mmsMessage: {} }];
  const send = (contents) => user.call("POST", "/messages", { json: { ...contents, phoneNumbers: [recipient] } });
  for (const content of empty) {
    const { status, body } = await send({ ...content, message: "hi" });
    assert.deepEqual([status, body.textMessage], [202, { text: "hi" }], JSON.stringify(content));
    const alone = await send(content);
    assert.equal(alone.status, 400);
    assert.match(alone.body.message, /^failed to validate: ./);
  }
  assert.deepEqual((await send({ textMessage: { text: "" }, dataMessage: data })).body.dataMessage, data);
});

test("an impossible recipient is refused after the device and its queue, and every other invalid member before them", async () => {
  const nobodys = { deviceId: "nobodysdevice00000000" };
  refused(
    await user.send({ ...nobodys, phoneNumbers: ["no number"] }),
    400,
    "failed to select device: record not found",
  );
  refused(
    await user.send({ ...nobodys, scheduleAt: inSecs(120), ttl: 60 }),
    400,
    "failed to select device: record not found",
  );
  for (const fields of [{ simNumber: 9 }, { message: "again" }, { scheduleAt: inSecs(-60) }, { phoneNumbers: [] }]) {
    const { status, body } = await user.send({ ...nobodys, ...fields });
    assert.equal(status, 400);
    assert.notEqual(body.message, "failed to select device: record not found");
  }
  await user.accepted({ id: "taken" });
  refused(await user.send({ id: "taken", phoneNumbers: ["+7999"] }), 400, "invalid phone number");
  refused(await user.send({ id: "taken", ...nobodys }), 400, "failed to select device: record not found");
});

test("a user without a device: 400 failed to select device", async () => {
  const other = await userWithIdlePhone(wireroom);
  await other.call("DELETE", `/devices/${other.phone.id}`);
  refused(await other.send(), 400, "failed to select device: record not found");
});

test("a message id used twice: 409 message with the same ID already exists", async () => {
  await user.accepted({ id: "twice" });
  refused(await user.send({ id: "twice" }), 409, "message with the same ID already exists");
  refused(
    await user.send({ id: "twice", phoneNumbers: ["+79990001234"] }),
    409,
    "message with the same ID already exists",
  );
});

test("cancelling a message that is no longer pending: 409; an unknown message: 404", async () => {
  const { id } = await user.accepted();
  const item = (await user.poll()).find((one) => one.id === id);
  await user.report(item, "Processed");
  refused(await user.call("DELETE", `/messages/${id}`), 409, "failed to cancel message: message is not pending");
  refused(await user.call("DELETE", "/messages/nothing"), 404, "failed to cancel message: message not found");
});

test("an unknown message, or another user's: 404 message not found", async () => {
  const { id } = await user.accepted();
  const other = await userWithIdlePhone(wireroom);
  refused(await user.call("GET", "/messages/nothing"), 404, "message not found");
  refused(await other.call("GET", `/messages/${id}`), 404, "message not found");
  refused(await other.call("DELETE", `/messages/${id}`), 404, "failed to cancel message: message not found");
});

test("a wrong current password: 401 failed to change password", async () => {
  const json = { currentPassword: "certainly wrong", newPassword: "long enough password" };
  refused(await user.device("PATCH", "/user/password", json), 401, "failed to change password");
});

test("a missing scope: 403 names it", async () => {
  const { body } = await user.call("POST", "/auth/token", { json: { scopes: ["messages:read"] } });
  const authorization = `Bearer ${body.access_token}`;
  refused(await user.call("GET", "/messages", { authorization }), 403, "scope required: messages:list");
  refused(await user.call("GET", "/devices", { authorization }), 403, "scope required: devices:list");
  refused(await user.call("POST", "/auth/token/refresh", {}), 403, "scope required: tokens:refresh");
});

test("logs: 501 for privacy reasons", async () => {
  const message = "For privacy reasons, device's logs are not accessible through Cloud server";
  refused(await user.call("GET", "/logs"), 501, message);
  refused(await user.call("GET", `/logs?from=${inSecs(-60)}&to=${inSecs(0)}`), 501, message);
});

test("no credentials, wrong ones and malformed ones: 401 Unauthorized", async () => {
  const wrong = [
    null,
    basic(user.login, "wrong"),
    basic("NOBODY", user.password),
    basic("", ""),
    "Basic !!!",
    `Basic ${Buffer.from("no colon").toString("base64")}`,
    "Bearer",
    "Bearer nothing",
    "Bearer a.b.c",
    "Code 234567",
    "Digest x",
    `Bearer ${user.phone.session.token}`,
  ];
  for (const authorization of wrong)
    refused(await user.call("GET", "/messages", { authorization }), 401, "Unauthorized");
});

test("below the integrators' root credentials are checked first: an unknown path is 401 without them, and 404 with them", async () => {
  refused(await user.call("GET", "/nothing", { authorization: null }), 401, "Unauthorized");
  const { status, headers } = await user.call("GET", "/nothing");
  assert.equal(status, 404);
  assert.ok(headers.get("x-request-id"));
});

test("every device route except the public ones refuses a caller without credentials: 401 Unauthorized", async () => {
  const routes = [
    ["GET", "/message"],
    ["PATCH", "/message", []],
    ["GET", "/webhooks"],
    ["GET", "/settings"],
    ["PATCH", "/device", { id: user.phone.id }],
    ["POST", "/inbox", []],
    ["GET", "/events"],
    ["PATCH", "/user/password", {}],
    ["GET", "/user/code"],
  ];
  for (const [method, path, json] of routes) {
    for (const authorization of ["", "Bearer stranger", "Bearer gw_live_0000"]) {
      const answer = await user.device(method, path, json, { headers: { authorization } });
      refused(answer, 401, "Unauthorized");
    }
  }
});

const badBodies = {
  "invalid JSON": { body: "{", headers: { "content-type": "application/json" } },
  "another type": {
    body: JSON.stringify({ ...text(), phoneNumbers: [recipient] }),
    headers: { "content-type": "text/plain" },
  },
  "no type": { body: Buffer.from("{}") },
};
for (const [name, options] of Object.entries(badBodies)) {
  test(`a body of ${name}: 400 failed to parse body`, async () => {
    const { status, body } = await user.call("POST", "/messages", options);
    assert.equal(status, 400);
    assert.match(body.message, /^failed to parse body: ./);
  });
}

const invalid = {
  "no recipients": { phoneNumbers: [] },
  "101 recipients": {
    phoneNumbers: Array.from({ length: 101 }, (_, index) => `+7999${String(index).padStart(7, "0")}`),
  },
  "an empty recipient": { phoneNumbers: [""] },
  "a recipient of 513": { phoneNumbers: ["$".padEnd(513, "x")], isEncrypted: true },
  "two contents": { dataMessage: { data: "aGVsbG8=", port: 1 } },
  "two texts": { message: "again" },
  "an empty text": { textMessage: { text: "" } },
  "a text too long": { textMessage: { text: "x".repeat(65_536) } },
  "data that is not base64": { textMessage: undefined, dataMessage: { data: "****", port: 1 } },
  "port 0": { textMessage: undefined, dataMessage: { data: "aGVsbG8=", port: 0 } },
  "port 65536": { textMessage: undefined, dataMessage: { data: "aGVsbG8=", port: 65_536 } },
  "SIM 0": { simNumber: 0 },
  "SIM 4": { simNumber: 4 },
  "priority 128": { priority: 128 },
  "priority -129": { priority: -129 },
  "a ttl of 4": { ttl: 4 },
  "ttl and validUntil": { ttl: 60, validUntil: inSecs(60) },
  "a schedule in the past": { scheduleAt: inSecs(-60) },
  "an id too long": { id: "x".repeat(37) },
  "an MMS without content": { textMessage: undefined, mmsMessage: { subject: "only" } },
};
for (const [name, fields] of Object.entries(invalid)) {
  test(`a message with ${name}: 400`, async () => {
    const { status, body, headers } = await user.send(fields);
    assert.equal(status, 400);
    assert.equal(headers.get("content-type"), "application/json");
    assert.deepEqual(Object.keys(body), ["message"]);
  });
}

const badQueries = [
  "limit=0",
  "limit=101",
  "limit=x",
  "offset=-1",
  "state=Sending",
  "from=yesterday",
  "sort=id",
  "deviceId=short",
  "includeContent=perhaps",
  "limit=",
  "offset=",
  "state=",
  "from=",
  "to=",
  "sort=",
  "deviceId=",
  "includeContent=",
];
for (const query of badQueries) {
  test(`a list with ${decodeURIComponent(query)}: 400`, async () => {
    const { status, body } = await user.call("GET", `/messages?${query}`);
    assert.equal(status, 400);
    assert.match(body.message, /^failed to (parse query|validate): ./);
  });
}

test("a poll without a value for its order is one without an order, as with the original", async () => {
  assert.equal((await user.device("GET", "/message?order=")).status, 200);
});

test("a poll in an unknown order: 400", async () => {
  assert.equal((await user.device("GET", "/message?order=random")).status, 400);
});

test("refused requests store nothing", async () => {
  const fresh = await User.create(wireroom, { channel: "POLL" });
  for (const [fields, , query] of Object.values(refusedSends)) await fresh.send(fields, query);
  for (const fields of Object.values(invalid)) await fresh.send(fields);
  const { headers, body } = await fresh.call("GET", "/messages");
  assert.deepEqual([headers.get("x-total-count"), body], ["0", []]);
});

test("a phone whose oldest message has waited too long gets no more: 503 says since when, in whole seconds", async () => {
  const limited = await startSmsGate({ vars: { MESSAGES_QUEUE_MAX_PENDING_AGE: "1s" } });
  try {
    const one = await userWithIdlePhone(limited);
    const { createdAt } = await one.accepted();
    const refusal = await limited.eventually(async () => {
      const answer = await one.send();
      return answer.status === 503 && answer;
    });
    const since = createdAt.replace(/\.\d+Z$/, "Z");
    refused(refusal, 503, `failed to enqueue message: queue limits exceeded: too old pending message: ${since}`);
  } finally {
    await limited.stop();
  }
});

test("one-time codes that are switched off: 501 with the original's text", async () => {
  const without = await startSmsGate({ vars: { REGISTRATION_CODE_TTL: "0" } });
  try {
    const one = await userWithIdlePhone(without);
    const answer = await one.device("GET", "/user/code", undefined, { headers: { authorization: one.authorization } });
    refused(answer, 501, "failed to generate user code: failed to generate code: otp disabled");
  } finally {
    await without.stop();
  }
});

const badReports = {
  "no state": { state: undefined },
  "an empty state": { state: "" },
  "a state of null": { state: null },
  "no recipients": { recipients: [] },
  "no id": { id: undefined },
  "an id too long": { id: "x".repeat(37) },
  "an invalid time": { states: { Sent: "yesterday" } },
  "an empty time": { states: { Sent: "" } },
  "a recipient without a state": { recipients: [{ phoneNumber: recipient }] },
  "a recipient without a number": { recipients: [{ state: "Sent" }] },
  "a number of 129": { recipients: [{ phoneNumber: "1".repeat(129), state: "Sent" }] },
  "ciphertext of 513": { recipients: [{ phoneNumber: `$${"x".repeat(512)}`, state: "Sent" }] },
};
const report = (fields) => ({
  id: "any",
  state: "Sent",
  recipients: [{ phoneNumber: recipient, state: "Sent" }],
  states: { Sent: inSecs(0) },
  ...fields,
});
for (const [name, fields] of Object.entries(badReports)) {
  test(`a report with ${name}: 400, and none of its other items is applied`, async () => {
    const { id } = await user.accepted();
    await user.poll();
    const { status, body } = await user.device("PATCH", "/message", [report({ id }), report(fields)]);
    assert.equal(status, 400);
    assert.match(body.message, /^failed to (parse body|validate): ./);
    assert.equal((await user.state(id)).state, "Pending");
  });
}

test("a report is accepted if its states, or one of them, are null", async () => {
  const { id } = await user.accepted();
  await user.poll();
  for (const states of [null, { Sent: null }, undefined]) {
    assert.equal((await user.device("PATCH", "/message", [report({ id, states })])).status, 204);
  }
  assert.equal((await user.state(id)).state, "Sent");
});

test("a phone with too many waiting messages gets no more: 503 states the number", async () => {
  const limited = await startSmsGate({
    vars: { MESSAGES_QUEUE_MAX_PENDING: "1", MESSAGES_QUEUE_MAX_FAILED: "1", MESSAGES_QUEUE_MAX_FAILED_AGE: "1h" },
  });
  try {
    const one = await userWithIdlePhone(limited);
    const send = () => one.call("POST", "/messages", { json: { ...text(), phoneNumbers: [recipient] } });
    const { id } = await one.accepted();
    refused(await send(), 503, "failed to enqueue message: queue limits exceeded: too many pending messages: 1 / 1");
    const [item] = await one.poll();
    await one.report(item, "Failed");
    await one.reaches(id, "Failed");
    refused(await send(), 503, "failed to enqueue message: queue limits exceeded: too many failed messages");
    const json = { ...text(), phoneNumbers: ["no number"] };
    refused(
      await one.call("POST", "/messages", { json }),
      503,
      "failed to enqueue message: queue limits exceeded: too many failed messages",
    );
  } finally {
    await limited.stop();
  }
});
