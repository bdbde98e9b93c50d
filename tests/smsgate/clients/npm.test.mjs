import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import Client, * as library from "android-sms-gateway";
import { recipient, startSmsGate, User } from "../support/user.mjs";

// Every method of the published npm client, unmodified, on Node's `fetch`, with a cooperating phone.

let wireroom;
before(async () => (wireroom = await startSmsGate()));
after(() => wireroom.stop());

/**
 * HTTP functions for the client, which has none of its own: its documentation's example, plus an error for refusals.
 */
const http = {
  get: (url, headers) => perform(url, { headers }),
  post: (url, body, headers) => perform(url, { method: "POST", headers, body: JSON.stringify(body) }),
  put: (url, body, headers) => perform(url, { method: "PUT", headers, body: JSON.stringify(body) }),
  patch: (url, body, headers) => perform(url, { method: "PATCH", headers, body: JSON.stringify(body) }),
  delete: (url, headers) => perform(url, { method: "DELETE", headers }),
};

async function perform(url, init) {
  const response = await fetch(url, init);
  const text = await response.text();
  if (!response.ok) throw Object.assign(new Error(text), { status: response.status });
  return text === "" ? null : JSON.parse(text);
}

const Constructor = Client.default ?? library.Client ?? Client;
const hour = 3_600_000;

for (const root of ["/api/3rdparty/v1", "/3rdparty/v1"]) {
  describe(`the npm client at ${root}`, () => {
    let user;
    let client;
    before(async () => {
      user = await User.create(wireroom, { name: "npm" });
      client = new Constructor(user.login, user.password, http, `${wireroom.url}${root}`);
    });

    test("send and getState follow a message to its delivery", async () => {
      const sent = await client.send({ phoneNumbers: [recipient], textMessage: { text: "hi" } });
      assert.deepEqual([sent.state, sent.recipients.map(({ phoneNumber }) => phoneNumber)], ["Pending", [recipient]]);
      const state = await wireroom.eventually(
        async () => {
          const now = await client.getState(sent.id);
          return now.state === "Delivered" && now;
        },
        { what: "it is delivered" },
      );
      assert.equal(state.id, sent.id);
      assert.equal(user.phone.onAir.at(-1).message, "hi");
    });

    test("send accepts a recipient that is not a number if validation is skipped", async () => {
      const message = { phoneNumbers: ["4321"], message: "hi", ttl: 600, simNumber: 1, withDeliveryReport: false };
      await assert.rejects(client.send(message, { skipPhoneValidation: false }), { status: 400 });
      const { recipients } = await client.send(message, { skipPhoneValidation: true });
      assert.equal(recipients[0].phoneNumber, "4321");
    });

    test("a duplicate id and an unknown id raise errors", async () => {
      await client.send({ id: `npm${root.length}`, phoneNumbers: [recipient], message: "hi" });
      await assert.rejects(client.send({ id: `npm${root.length}`, phoneNumbers: [recipient], message: "hi" }), {
        status: 409,
      });
      await assert.rejects(client.getState("nothing"), { status: 404 });
    });

    test("webhooks can be registered, listed and deleted", async () => {
      const request = { url: "https://example.com/hook", event: "sms:received" };
      const made = await client.registerWebhook(request);
      assert.deepEqual({ url: made.url, event: made.event, deviceId: made.deviceId }, { ...request, deviceId: null });
      const named = await client.registerWebhook({ ...request, id: "named", deviceId: user.phone.id });
      assert.deepEqual([named.id, named.deviceId], ["named", user.phone.id]);
      await client.registerWebhook({ ...request, id: "named", event: "sms:sent" });
      const listed = await client.getWebhooks();
      assert.deepEqual(
        new Map(listed.map(({ id, event }) => [id, event])),
        new Map([
          [made.id, "sms:received"],
          ["named", "sms:sent"],
        ]),
      );
      for (const { id } of listed) await client.deleteWebhook(id);
      assert.deepEqual(await client.getWebhooks(), []);
    });

    test("devices can be listed and deleted", async () => {
      const second = await user.anotherPhone({ name: "second", channel: "POLL" });
      const devices = await client.getDevices();
      assert.deepEqual(
        devices.map(({ id, name }) => [id, name]).sort(),
        [
          [user.phone.id, "npm"],
          [second.id, "second"],
        ].sort(),
      );
      for (const { createdAt, updatedAt, lastSeen } of devices)
        for (const at of [createdAt, updatedAt, lastSeen]) assert.ok(Date.parse(at) > 0, at);
      await client.deleteDevice(second.id);
      assert.equal((await client.getDevices()).length, 1);
    });

    test("health can be read", async () => {
      const { status, version, releaseId } = await client.getHealth();
      assert.deepEqual([status, typeof version, Number.isInteger(releaseId)], ["pass", "string", true]);
    });

    test("an export request reaches the phone", async () => {
      const event = user.phone.next("event", { where: ({ type }) => type === "MessagesExportRequested" });
      // The stream has whole seconds, as in the original.
      const since = new Date(Math.floor((Date.now() - hour) / 1_000) * 1_000);
      assert.equal(await client.exportInbox({ deviceId: user.phone.id, since, until: new Date() }), null);
      assert.equal(Date.parse((await event).data.since), since.getTime());
    });

    test("settings can be replaced and changed, also in the spelling of the client's types", async () => {
      await client.updateSettings({
        messages: { limit_period: "PerHour", limit_value: 10 },
        ping: { interval_seconds: 60 },
      });
      assert.deepEqual(await client.getSettings(), {
        messages: { limit_period: "PerHour", limit_value: 10 },
        ping: { interval_seconds: 60 },
      });
      await client.patchSettings({ messages: { limit_value: 20 } });
      const { messages, ping } = await client.getSettings();
      assert.deepEqual([messages, ping], [{ limit_period: "PerHour", limit_value: 20 }, { interval_seconds: 60 }]);
      await client.updateSettings({ messages: { sendIntervalMin: 1, sendIntervalMax: 2 } });
      assert.deepEqual((await client.getSettings()).messages, { send_interval_min: 1, send_interval_max: 2 });
    });

    test("logs are refused, as the contract says", async () => {
      await assert.rejects(client.getLogs(new Date(0), new Date()), { status: 501, message: /privacy reasons/ });
    });

    test("every method of the client is tested here", () => {
      const tried = [
        "send",
        "getState",
        "registerWebhook",
        "getWebhooks",
        "deleteWebhook",
        "getDevices",
        "deleteDevice",
        "getHealth",
        "exportInbox",
        "updateSettings",
        "getSettings",
        "patchSettings",
        "getLogs",
      ];
      const methods = Object.getOwnPropertyNames(Constructor.prototype).filter((name) => name !== "constructor");
      assert.deepEqual(
        methods.filter((name) => !tried.includes(name)),
        [],
      );
    });
  });
}
