import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { disableAccount } from "../../scripts/lib/accounts.mjs";
import { revokeKey } from "../../scripts/lib/keys.mjs";
import { HttpGateway } from "../http/support/gateway.mjs";
import { PollPhone } from "../smsgate/streams/poll-phone.mjs";
import { CableSocket } from "../support/cable-socket.mjs";
import { eventually, keyDigest, startWireroom } from "../support/wireroom.mjs";
import { Console, approvedKey } from "./gateways.mjs";

const void_ = { type: "disconnect", reason: "unauthorized", reconnect: false };
const switchedOff = { type: "disconnect", reason: "remote", reconnect: true };
const deleted = { type: "disconnect", reconnect: false };

let wireroom,
  console,
  devices = 0;
before(async () => {
  wireroom = await startWireroom();
  console = new Console(wireroom);
});
after(() => wireroom.stop());

/** Returns a gateway with an open, subscribed socket that has been given a message. */
async function connected(account = wireroom.account) {
  const deviceId = `phone-${(devices += 1)}`;
  const key = await approvedKey(
    wireroom,
    deviceId,
    account === wireroom.account ? undefined : await account.createKey("registration"),
  );
  const socket = await CableSocket.open(wireroom, { key });
  await socket.subscribe();
  const given = await account.sendAccepted("+12025550123", "given before", { gateway_id: deviceId });
  await commandOf(socket, given);
  return { deviceId, key, socket, given, http: new HttpGateway(wireroom, key), account };
}

const commandOf = (socket, id) => socket.next((frame) => frame.message?.message_id?.startsWith(id));
const commands = (socket) => socket.frames.filter(({ message }) => message?.action === "send_sms");

async function closesWith(socket, expected) {
  const { reason, ...frame } = await socket.next(({ type }) => type === "disconnect");
  assert.deepEqual(expected.reason ? { ...frame, reason } : frame, expected);
  await socket.closed();
}

async function sends(account, fields) {
  const answer = await account.send({ to: "+12025550123", message: "later", ...fields });
  assert.equal(answer.status, 202, answer.text);
  return answer.body.message_id;
}

test("revoking a key closes its socket at once, and the phone gets no one-time code", async () => {
  const { socket, key, http } = await connected();
  await console.revoke(key);
  await closesWith(socket, void_);
  for (let index = 0; index < 5; index += 1) {
    const json = { phone_number: `+1202555010${index}` };
    const sent = await wireroom.request("POST", "/api/v1/otp/send", { key: wireroom.account.key, json });
    assert.ok(sent.status < 300, sent.text);
  }
  assert.deepEqual(commands(socket), []);
  assert.equal((await http.heartbeat()).status, 401);
  const again = await CableSocket.open(wireroom, { key });
  assert.deepEqual(await again.next(), void_);
});

test("a gateway that is switched off loses its socket, may reconnect and report, and gets no messages", async () => {
  const { deviceId, key, socket, given, http } = await connected();
  await console.toggle(deviceId);
  await closesWith(socket, switchedOff);
  const again = await CableSocket.open(wireroom, { key });
  await again.subscribe();
  const id = await sends(wireroom.account, { gateway_id: deviceId });
  await wireroom.account.projected(id, "accepted");
  await again.settled();
  assert.deepEqual(commands(again), []);
  assert.equal((await http.heartbeat()).status, 200);
  assert.equal((await http.reports(given, "sent")).status, 200);
  const upload = await http.receives({ sender: "+12025550123", message: "Hello" });
  assert.deepEqual([upload.status, upload.body], [403, { error: "Gateway is not active" }]);
  // Switched on again, it gets the waiting message.
  await console.toggle(deviceId);
  await commandOf(again, id);
  again.close();
});

test("a gateway that is switched off loses its new socket, too, when its key is revoked", async () => {
  const { deviceId, key, socket } = await connected();
  await console.toggle(deviceId);
  await closesWith(socket, switchedOff);
  const again = await CableSocket.open(wireroom, { key });
  await again.subscribe();
  await console.revoke(key);
  await closesWith(again, void_);
});

test("a deleted gateway loses its socket at once", async () => {
  const { deviceId, socket } = await connected();
  await console.delete(deviceId);
  await closesWith(socket, deleted);
});

test("a key revoked on the command line loses its socket at once", async () => {
  const { key, socket } = await connected();
  const [{ id }] = await wireroom.rows("SELECT id FROM api_keys WHERE digest = ?", keyDigest(key));
  await revokeKey(wireroom.api, { id: wireroom.account.id, name: "default" }, id);
  await closesWith(socket, void_);
});

test("an account disabled on the command line loses every socket and stream at once", async () => {
  const account = await wireroom.createAccount("to be disabled");
  const phones = [await connected(account), await connected(account)];
  const fetching = await PollPhone.register(wireroom, { account });
  const stream = await fetching.listen();
  const bystander = await connected();
  await disableAccount(wireroom.api, account.id);
  for (const { socket } of phones) await closesWith(socket, void_);
  await stream.hasEnded();
  assert.equal(bystander.socket.closeCode, undefined);
});

test("an account whose disabling was not announced loses its sockets with the next minute's cron", async () => {
  const account = await wireroom.createAccount("to be disabled in silence");
  const { socket } = await connected(account);
  await wireroom.rows("UPDATE accounts SET disabled_at_ms = ? WHERE id = ?", Date.now(), account.id);
  await wireroom.cron();
  await closesWith(socket, void_);
});

test("a phone's event stream ends when its key is revoked, when it is switched off, and when it is deleted", async () => {
  const ends = {
    revoked: (phone) => console.revoke(phone.token),
    "switched off": (phone) => console.toggle(phone.id),
    deleted: (phone) => console.delete(phone.id),
  };
  for (const [what, end] of Object.entries(ends)) {
    const phone = await PollPhone.register(wireroom);
    const stream = await phone.listen();
    await eventually(() => phone.isOnline(), { what: `the phone that is ${what} is online` });
    await end(phone);
    await stream.hasEnded();
  }
});

test("a phone that is switched off cannot fetch, upload or read its account's data", async () => {
  const phone = await PollPhone.register(wireroom);
  await console.toggle(phone.id);
  const ask = (method, path, json) => wireroom.request(method, `/api/mobile/v1${path}`, { key: phone.token, json });
  await sends(wireroom.account, { gateway_id: phone.id });
  const fetched = await ask("GET", "/messages");
  assert.deepEqual([fetched.status, fetched.body], [200, []]);
  const item = {
    id: "1",
    type: "SMS",
    sender: "+12025550123",
    content: "x",
    isEncrypted: true,
    createdAt: new Date().toISOString(),
  };
  const uploaded = await ask("POST", "/inbox", [item]);
  assert.equal(uploaded.status, 503);
  assert.ok(Number(uploaded.headers.get("retry-after")) > 0);
  for (const path of ["/webhooks", "/settings"]) assert.equal((await ask("GET", path)).status, 403, path);
  // The same upload is accepted once the phone is switched on.
  await console.toggle(phone.id);
  assert.equal((await ask("POST", "/inbox", [item])).status, 201);
});

test("messages that a phone has not fetched go to another phone as soon as its key is revoked", async () => {
  const account = await wireroom.createAccount("withdraws");
  const [first, second] = [
    await PollPhone.register(wireroom, { account }),
    await PollPhone.register(wireroom, { account }),
  ];
  const stream = await first.listen();
  await eventually(() => first.isOnline(), { what: "the first phone is online" });
  const id = await sends(account);
  await stream.next();
  await second.listen();
  const fetch = async () => (await wireroom.request("GET", "/api/mobile/v1/messages", { key: second.token })).body;
  await new Console(wireroom, account).revoke(first.token);
  await stream.hasEnded();
  await eventually(async () => (await fetch()).some((message) => message.id === id), {
    what: "the other phone has it",
  });
  second.hangUp();
});
