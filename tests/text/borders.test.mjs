import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import "../support/contract/lenient.mjs";
import { gatewayChannel } from "../support/cable-socket.mjs";
import { openGateway } from "../cable/fence.mjs";
import { HttpGateway, silentPhone } from "../http/support/gateway.mjs";
import { call, inboundVariants, tenantOf } from "../providers/tenant.mjs";
import { integratorRoot, recipient, startSmsGate, userWithIdlePhone } from "../smsgate/support/user.mjs";
import { hostileDocuments, hostileTexts, written } from "./hostile-texts.mjs";

const json = { "content-type": "application/json" };
let wireroom, account, phone, http, socket, user;
before(async () => {
  wireroom = await startSmsGate();
  account = wireroom.account;
  phone = await silentPhone(wireroom, { deviceId: "silent" });
  http = await HttpGateway.register(wireroom, "http");
  socket = await openGateway(wireroom, "socket");
  await socket.subscribe();
  user = await userWithIdlePhone(wireroom);
});
after(() => wireroom.stop());

const post = (path, key, body) => wireroom.request("POST", path, { key, headers: json, body });
const expectStatus = (answer, status) => assert.equal(answer.status, status, answer.text);
let number = 0;
const fresh = () => `${(number += 1)}`;

/** Returns the account's newest inbound SMS from that sender. */
const receivedFrom = (sender) =>
  wireroom.eventually(
    async () => {
      const { body } = await account.received(`?phone_number=${encodeURIComponent(sender)}`);
      return body.messages?.[0]?.message;
    },
    { what: `an SMS from ${sender} is listed` },
  );
const sender = () => `+1202555${String(1000 + Number(fresh()))}`;

/** Returns a message that the gateway with the socket has sent, so that a failure is final. */
async function transmitted() {
  const id = await account.sendAccepted("+12025550123", `to fail ${fresh()}`, { gateway_id: "socket" });
  await socket.next((frame) => frame.message?.message_id === id);
  socket.perform({ action: "delivery_report", message_id: id, status: "sent" });
  await account.reaches(id, "sent");
  return id;
}

/**
 * Every border that accepts JSON with a text: the fields of a document, the name of its text, the function that
 * submits the document, and the function that reads the text again on the other side.
 */
const borders = {
  "POST /api/v1/sms/send": {
    name: "message",
    fields: () => ({ to: "+12025550123", message: "TEXT", gateway_id: "silent" }),
    async hand(document) {
      const arrives = phone.next("command");
      expectStatus(await post("/api/v1/sms/send", account.key, document), 202);
      return (await arrives).message;
    },
  },
  "POST /api/v1/gateway/sms/received": {
    name: "message",
    fields: () => ({ sender: sender(), message: "TEXT" }),
    async hand(document, { sender }) {
      expectStatus(await post("/api/v1/gateway/sms/received", http.key, document), 200);
      return receivedFrom(sender);
    },
  },
  "POST /api/v1/gateway/sms/status": {
    name: "error_message",
    fields: async () => ({ message_id: await transmitted(), status: "failed", error_message: "TEXT" }),
    async hand(document, { message_id: id }) {
      expectStatus(await post("/api/v1/gateway/sms/status", socket.key, document), 200);
      return errorOf(id);
    },
  },
  "an inbound SMS on the cable": {
    name: "message",
    fields: () => ({ action: "message_received", sender: sender(), message: "TEXT" }),
    hand(document, { sender }) {
      socket.send({ command: "message", identifier: gatewayChannel, data: document });
      return receivedFrom(sender);
    },
  },
  "a delivery report on the cable": {
    name: "error_message",
    fields: async () => ({
      action: "delivery_report",
      message_id: await transmitted(),
      status: "failed",
      error_message: "TEXT",
    }),
    async hand(document, { message_id: id }) {
      socket.send({ command: "message", identifier: gatewayChannel, data: document });
      return errorOf(id);
    },
  },
  [`POST ${integratorRoot}/messages`]: {
    name: "message",
    fields: () => ({ id: `text-${fresh()}`, message: "TEXT", phoneNumbers: [recipient] }),
    async hand(document, { id }) {
      expectStatus(await user.call("POST", "/messages", { headers: json, body: document }), 202);
      const polled = (await user.poll()).find((item) => item.id === id);
      await user.report(polled, "Failed");
      return polled.textMessage?.text ?? polled.message;
    },
  },
  "PATCH /api/mobile/v1/message": {
    name: "error",
    fields: async () => {
      const { id } = await user.accepted();
      return {
        id,
        state: "Failed",
        recipients: [{ phoneNumber: recipient, state: "Failed", error: "TEXT" }],
        states: {},
      };
    },
    // The text's name occurs inside a recipient, and not among the document's top-level members.
    isNested: true,
    async hand(document, { id }) {
      expectStatus(
        await user.device("PATCH", "/message", undefined, {
          headers: json,
          body: `[${document.replace(/^\ufeff/, "")}]`,
        }),
        204,
      );
      return (await user.reaches(id, "Failed")).recipients[0].error;
    },
  },
  "POST /api/mobile/v1/inbox": {
    name: "content",
    fields: () => ({
      id: `inbox-${fresh()}`,
      type: "SMS",
      sender: "$sender",
      content: "TEXT",
      isEncrypted: true,
      createdAt: new Date().toISOString(),
    }),
    async hand(document, { id }) {
      expectStatus(
        await user.device("POST", "/inbox", undefined, { headers: json, body: `[${document.replace(/^\ufeff/, "")}]` }),
        201,
      );
      const { body } = await user.call("GET", "/inbox");
      return body.find((item) => item.id === id)?.contentPreview;
    },
  },
};

/** Returns the reason of a message's final failure. */
const errorOf = async (id) => (await account.reaches(id, "failed")).error_message;

for (const [border, { name, fields, hand, isNested = false }] of Object.entries(borders)) {
  test(`${border} accepts text that is not valid Unicode`, async () => {
    for (const [what, raw, expected] of hostileTexts) {
      const given = await fields();
      assert.equal(await hand(written(given, raw), given), expected, what);
    }
  });

  test(`${border} accepts lenient JSON documents`, async () => {
    for (const [what, write] of hostileDocuments) {
      if (isNested && what.includes("names the text")) continue;
      const given = await fields();
      assert.equal(await hand(write(given, name), given), "TEXT", what);
    }
  });
}

test("the frames around a phone's data on the cable are read leniently, too", async () => {
  const from = sender();
  const data = JSON.stringify({ action: "message_received", sender: from, message: "TEXT" });
  // The frame has half an emoji in a single escape, names its data twice and begins with a byte order mark.
  const frame = JSON.stringify({ command: "message", identifier: gatewayChannel, data })
    .replace("TEXT", "cut \\ud83d")
    .replace("{", '{"data":"{}",');
  socket.send(`\ufeff${frame}`);
  assert.equal(await receivedFrom(from), "cut \ufffd");
});

for (const [provider, variants] of Object.entries(inboundVariants)) {
  for (const variant of variants.filter((variant) => !["form", "get", "legacy"].includes(variant))) {
    test(`an SMS from ${provider} (${variant}) with half an emoji or control characters is received`, async () => {
      const tenant = await tenantOf(wireroom, provider);
      const texts = ["cut \ud83d", "\ude00 cut", "a\0b\u0001c", "whole 😀"];
      for (const text of texts) expectStatus(await call(tenant.inbound({ text, variant })), 200);
      const received = (await tenant.received()).map(([, text]) => text).sort();
      assert.deepEqual(received, ["cut \ufffd", "\ufffd cut", "a\0b\u0001c", "whole 😀"].sort());
    });
  }
}

test("numbers with a zero fraction are integers on every face", async () => {
  const sent = await post(
    "/api/v1/sms/send",
    account.key,
    `{"to":12025550123.0,"message":"x","priority":1.0,"gateway_id":"silent"}`,
  );
  expectStatus(sent, 202);
  for (const [battery, signal] of [
    ["85.0", "4e0"],
    ["8.5e1", "4.00"],
  ]) {
    expectStatus(
      await post(
        "/api/v1/gateway/heartbeat",
        http.key,
        `{"battery_level":${battery},"signal_strength":${signal},"messages_in_queue":2.0}`,
      ),
      200,
    );
    const { body } = await wireroom.request("GET", "/api/v1/admin/gateways", { key: account.key });
    const { metadata } = body.gateways.find(({ device_id: id }) => id === "http");
    assert.deepEqual([metadata.battery_level, metadata.signal_strength, metadata.messages_in_queue], [85, 4, 2]);
  }
  const message = `{"message":"x","phoneNumbers":["${recipient}"],"ttl":60.0,"simNumber":1.0,"priority":-1e0}`;
  const accepted = await user.call("POST", "/messages", { headers: json, body: message });
  expectStatus(accepted, 202);
  const polled = (await user.poll()).find(({ id }) => id === accepted.body.id);
  assert.deepEqual([polled.simNumber, polled.priority], [1, -1]);
  await user.report(polled, "Sent");
});

test("SMSGate reads member names in any case, null as absent, and refuses a list in place of an object", async () => {
  const id = `case-${fresh()}`;
  const message = {
    ID: id,
    Message: "in any case",
    PHONENUMBERS: [recipient],
    WithDeliveryReport: null,
    simnumber: null,
    Ttl: null,
  };
  expectStatus(await user.call("POST", "/messages", { json: message }), 202);
  const polled = (await user.poll()).find((item) => item.id === id);
  assert.equal(polled.textMessage?.text ?? polled.message, "in any case");
  const report = [
    { Id: id, State: "Sent", Recipients: [{ PhoneNumber: recipient, STATE: "Sent", error: null }], States: null },
  ];
  expectStatus(await user.device("PATCH", "/message", report), 204);
  await user.reaches(id, "Sent");
  const refused = await user.call("POST", "/messages", { json: [] });
  assert.deepEqual([refused.status, /^failed to parse body: /.test(refused.body.message)], [400, true]);
});
