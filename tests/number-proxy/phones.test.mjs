import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Tenant } from "../journeys/tenant.mjs";
import { PhoneMemory } from "../phone-simulator/memory.mjs";
import { eventually } from "../support/wireroom.mjs";
import { NumberProxy, newNumber, startProxy, texts } from "./proxy.mjs";

let system;
before(async () => {
  system = await startProxy();
});
after(() => system.stop());

/** Creates an account whose masking number is a phone's, and collects the phone's commands. */
async function behindAPhone(name) {
  const tenant = await Tenant.create(system.wireroom, name);
  const proxy = new NumberProxy(system, tenant.account);
  proxy.commands = [];
  const memory = new PhoneMemory();
  /** Starts the phone again. */
  proxy.live = async () => {
    const phone = await tenant.phone("phone", { memory }, { start: false });
    phone.on("command", ({ recipient, message }) => proxy.commands.push([recipient.replace("+", ""), message]));
    return phone.start();
  };
  const phone = await proxy.live();
  proxy.phone = phone;
  proxy.gatewayId = await tenant.account.gatewayId("phone");
  proxy.tn = await proxy.newTn(newNumber(), { gateway_id: proxy.gatewayId });
  proxy.told = (count) =>
    eventually(() => proxy.commands.length >= count && proxy.commands, { what: `${count} commands` });
  proxy.receives = (from, message, timestamp) =>
    system.wireroom.request("POST", "/api/v1/gateway/sms/received", {
      key: phone.apiKey,
      json: { sender: `+${from}`, message, timestamp },
    });
  return proxy;
}

test("two people are masked behind one of the account's own phones", async () => {
  const proxy = await behindAPhone("phone");
  const [a, b] = [newNumber(), newNumber()];
  const session = await proxy.created(a, b);
  assert.equal(session.virtual_tn, proxy.tn);
  await proxy.told(2);
  assert.deepEqual(
    proxy.commands.toSorted(),
    [
      [a, texts.start],
      [b, texts.start],
    ].toSorted(),
  );
  assert.equal((await proxy.receives(a, "hello b", "2026-01-01T10:00:00Z")).status, 200);
  assert.equal((await proxy.receives(a, "hello b", "2026-01-01T10:00:00Z")).status, 200, "a phone may report twice");
  assert.equal((await proxy.receives(b, "hello a", "2026-01-01T10:00:01Z")).status, 200);
  await proxy.told(4);
  assert.deepEqual(
    proxy.commands.slice(2).toSorted(),
    [
      [a, "hello a"],
      [b, "hello b"],
    ].toSorted(),
  );
  assert.equal((await proxy.end(session.session_id)).status, 200);
  await proxy.told(6);
  assert.deepEqual(
    proxy.commands.slice(4).toSorted(),
    [
      [a, texts.end],
      [b, texts.end],
    ].toSorted(),
  );
  assert.equal(system.fake.made({ from: proxy.tn }).length, 0, "no provider has to do with it");
});

test("a phone's other inbound SMS are stored as usual and not answered", async () => {
  const proxy = await behindAPhone("private");
  const session = await proxy.created();
  await proxy.told(2);
  await proxy.receives(newNumber(), "happy birthday", "2026-01-01T10:00:00Z");
  await proxy.receives(newNumber(), "STOP", "2026-01-01T10:00:01Z");
  await proxy.receives(session.participant_a, "last", "2026-01-01T10:00:02Z");
  await proxy.told(3);
  assert.deepEqual(proxy.commands.slice(2), [[session.participant_b, "last"]]);
  const { body } = await proxy.account.received();
  assert.equal(body.messages?.length ?? body.received?.length ?? body.length, 3);
});

test("a phone that is away relays when it reconnects", async () => {
  const proxy = await behindAPhone("away");
  const session = await proxy.created();
  await proxy.told(2);
  proxy.phone.die();
  assert.equal((await proxy.receives(session.participant_b, "later", "2026-01-01T10:00:00Z")).status, 200);
  assert.equal(proxy.commands.length, 2);
  await proxy.live();
  await proxy.told(3);
  assert.deepEqual(proxy.commands[2], [session.participant_a, "later"]);
});

test("a phone of the SMSGate kind cannot mask, because only its owner can read the SMS it receives", async () => {
  const account = await system.wireroom.createAccount("smsgate");
  const { basic } = await account.setLogin();
  const device = await system.wireroom.request("POST", "/api/mobile/v1/device", {
    json: { name: "p" },
    headers: { authorization: basic },
  });
  assert.equal(device.status, 201, device.text);
  const proxy = new NumberProxy(system, account);
  const refused = await proxy.call("POST", "/tn", { value: newNumber(), gateway_id: device.body.id });
  assert.equal(refused.status, 400, refused.text);
  assert.equal(
    (await proxy.call("POST", "/tn", { value: newNumber(), gateway_id: "V1StGXR8_Z5jdHi6B-myT" })).status,
    400,
  );
});
