import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { startWireroom } from "../../support/wireroom.mjs";
import { app, Owner } from "./owner.mjs";

let wireroom;
before(async () => (wireroom = await startWireroom()));
after(() => wireroom.stop());

const url = "https://example.com/hook";
const ids = ({ body }) => body.map(({ id }) => id).sort();

test("a webhook is stored, listed with both spellings of its device's id, given to phones, and deleted", async () => {
  const owner = await Owner.create(wireroom);
  const created = await owner.call("POST", "/webhooks", { url, event: "sms:received" });
  assert.equal(created.status, 201);
  assert.equal(created.headers.get("content-type"), "application/json");
  const { id } = created.body;
  assert.match(id, /^[\w-]{21}$/);
  const expected = { id, deviceId: null, device_id: null, url, event: "sms:received" };
  assert.deepEqual(created.body, expected);
  assert.deepEqual((await owner.call("GET", "/webhooks")).body, [expected]);
  const handed = await owner.device("GET", "/webhooks");
  assert.deepEqual(handed.body, [{ id, deviceId: null, url, event: "sms:received" }]);
  for (let times = 0; times < 2; times += 1) {
    const deleted = await owner.call("DELETE", `/webhooks/${id}`);
    assert.deepEqual([deleted.status, deleted.text, deleted.headers.get("content-type")], [204, "", null]);
  }
  assert.deepEqual((await owner.device("GET", "/webhooks")).body, []);
});

test("a webhook with an existing id replaces the old one, even if it is exactly what the list showed", async () => {
  const owner = await Owner.create(wireroom);
  await owner.call("POST", "/webhooks", { id: "mine", url, event: "sms:sent" });
  const [shown] = (await owner.call("GET", "/webhooks")).body;
  const again = await owner.call("POST", "/webhooks", { ...shown, event: "sms:failed" });
  assert.equal(again.status, 201);
  assert.deepEqual((await owner.call("GET", "/webhooks")).body, [{ ...shown, event: "sms:failed" }]);
});

test("a webhook of one phone is given only to that phone, and deleted with it", async () => {
  const owner = await Owner.create(wireroom);
  const second = await owner.anotherPhone();
  await owner.call("POST", "/webhooks", { id: "all", url, event: "sms:sent" });
  await owner.call("POST", "/webhooks", { id: "first", url, event: "sms:sent", deviceId: owner.phone.id });
  await owner.call("POST", "/webhooks", { id: "second", url, event: "sms:sent", device_id: second.id });
  assert.deepEqual(ids(await owner.device("GET", "/webhooks")), ["all", "first"]);
  assert.deepEqual(ids(await owner.device("GET", "/webhooks", undefined, { phone: second })), ["all", "second"]);
  assert.equal((await owner.call("DELETE", `/devices/${second.id}`)).status, 204);
  assert.deepEqual(ids(await owner.call("GET", "/webhooks")), ["all", "first"]);
});

test("an older app does not get webhooks for events that it does not know", async () => {
  const owner = await Owner.create(wireroom);
  for (const event of ["sms:sent", "app:started", "sms:cancelled", "mms:batch:received"]) {
    assert.equal((await owner.call("POST", "/webhooks", { id: event, url, event })).status, 201, event);
  }
  const known = async (userAgent) => ids(await owner.device("GET", "/webhooks", undefined, { userAgent }));
  assert.deepEqual(await known(app("1.65.0")), ["sms:sent"]);
  assert.deepEqual(await known(app("1.66.0")), ["app:started", "sms:sent"]);
  assert.deepEqual(await known(app("1.70.2")), ["app:started", "sms:cancelled", "sms:sent"]);
  assert.equal((await known(app("1.71.0"))).length, 4);
  assert.equal((await known("okhttp/4.12")).length, 4);
});

test("an invalid webhook is refused", async () => {
  const owner = await Owner.create(wireroom);
  const other = await Owner.create(wireroom);
  for (const wrong of [
    { url: "http://example.com/", event: "sms:sent" },
    { url: "http://192.168.0.7/", event: "sms:sent" },
    { url: "https://", event: "sms:sent" },
    { url: `https://example.com/${"x".repeat(250)}`, event: "sms:sent" },
    { url, event: "sms:lost" },
    { url },
    { event: "sms:sent" },
    { url, event: "sms:sent", id: "x".repeat(37) },
    { url, event: "sms:sent", deviceId: "nobodysdevice00000000" },
    { url, event: "sms:sent", deviceId: other.phone.id },
    { url, event: "sms:sent", delivery: "pigeon" },
  ]) {
    const { status, body } = await owner.call("POST", "/webhooks", wrong);
    assert.equal(status, 400, JSON.stringify(wrong));
    assert.match(body.message, /^failed to validate: /);
  }
  assert.deepEqual((await owner.call("GET", "/webhooks")).body, []);
});

test("another account's webhook is 404", async () => {
  const [owner, other] = [await Owner.create(wireroom), await Owner.create(wireroom)];
  await owner.call("POST", "/webhooks", { id: "same", url, event: "sms:sent" });
  await other.call("POST", "/webhooks", { id: "same", url: `${url}/other`, event: "sms:sent" });
  await other.call("DELETE", "/webhooks/same");
  assert.deepEqual((await other.call("GET", "/webhooks")).body, []);
  assert.deepEqual(
    (await owner.device("GET", "/webhooks")).body.map((hook) => hook.url),
    [url],
  );
});

test("webhooks may use plain http in private networks if the operator allows it", async () => {
  const lenient = await startWireroom({ vars: { DEVICE_WEBHOOKS_LAN_HTTP: "1" } });
  try {
    const owner = await Owner.create(lenient);
    const status = async (hook) => (await owner.call("POST", "/webhooks", { url: hook, event: "sms:sent" })).status;
    assert.deepEqual([await status("http://192.168.0.7:8080/x"), await status("http://example.com/")], [201, 400]);
  } finally {
    await lenient.stop();
  }
});
