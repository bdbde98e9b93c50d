import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { call, report } from "../support/provider-callbacks.mjs";
import { gate, lose, providers, refuse, startWithProviders, unavailable } from "../support/provider-fake.mjs";
import { eventually } from "../support/wireroom.mjs";
import { Tenant } from "./tenant.mjs";

let system;
let fake;
before(async () => {
  system = await startWithProviders({
    vars: { PROVIDER_DEFAULTS_FOR: "all", RETRY_BASE_SECS: "0.1", ACK_TIMEOUT_SECS: "1", OUTCOME_DEADLINE_SECS: "6" },
  });
  fake = system.fake;
});
after(() => system.stop());

const to = "+12025550123";
let lastNumber = 5_550_000;

/** A tenant with provider numbers that were added through the API. */
class Routed {
  static async create(name, policy) {
    const routed = new Routed();
    routed.tenant = await Tenant.create(system.wireroom, name);
    routed.account = routed.tenant.account;
    if (policy) await routed.admin("PATCH", "/routing", { policy });
    return routed;
  }

  async admin(method, path, json, status = 200) {
    const answer = await system.wireroom.request(method, `/api/v1/admin${path}`, { key: this.account.key, json });
    if (answer.status !== status) throw new Error(`${method} ${path}: ${answer.status} ${answer.text}`);
    return answer.body;
  }

  /** Adds a number as a route for messages; returns it with its digits. */
  async number(provider = "flowroute", { general = true, ...more } = {}) {
    const digits = `1206${(lastNumber += 1)}`;
    const { number } = await this.admin(
      "POST",
      `/providers/${provider}/numbers`,
      { number: `+${digits}`, general, ...more },
      201,
    );
    return { ...number, digits, provider, path: `/providers/${provider}/numbers/${number.id}` };
  }

  /** Texts of the messages that went out through a number. */
  through({ provider, digits }) {
    return fake.calls
      .filter((made) => made.provider === provider && made.from.replace("+", "") === digits)
      .map(({ text }) => text);
  }
}

for (const provider of providers) {
  test(`a message goes out through a number of ${provider}, and its delivery is reported`, async () => {
    const routed = await Routed.create(provider, "providers_only");
    const number = await routed.number(provider);
    const { url } = await routed.admin("POST", `/providers/${provider}/endpoint`, {}, 201);
    const id = await routed.account.sendAccepted(to, `Hi from ${provider}`);
    await routed.account.reaches(id, "sent");
    assert.deepEqual(routed.through(number), [`Hi from ${provider}`]);
    const made = fake.made({ text: `Hi from ${provider}` })[0];
    const answered = await call(
      report(provider, { url, id: made.id, from: number.digits, to: to.slice(1), status: "delivered" }),
    );
    assert.ok(answered.status < 300, `${answered.status} ${answered.text}`);
    await routed.account.reaches(id, "delivered");
  });
}

test("a number sends only messages that name it, unless it is general and the policy allows more", async () => {
  const routed = await Routed.create("usual policy");
  const number = await routed.number("flowroute");
  const unnamed = await routed.account.sendAccepted(to, "unnamed");
  assert.equal((await routed.account.status(unnamed)).status, "pending");
  const named = await routed.account.sendAccepted(to, "named", { gateway_id: number.id });
  await routed.account.reaches(named, "sent");
  await routed.admin("PATCH", "/routing", { policy: "phones_first" });
  await routed.account.reaches(unnamed, "sent");
  assert.deepEqual(routed.through(number), ["named", "unnamed"]);
  await routed.admin("PATCH", number.path, { general: false });
  const later = await routed.account.sendAccepted(to, "later");
  assert.equal((await routed.account.status(later)).status, "pending");
  await routed.admin("PATCH", number.path, { general: true });
  await routed.account.reaches(later, "sent");
});

test("phones go first if the policy says so, and a number steps in when no phone is available", async () => {
  const routed = await Routed.create("phones first", "phones_first");
  const number = await routed.number("twilio");
  const phone = await routed.tenant.phone("phone");
  const commands = [];
  phone.on("command", ({ message }) => commands.push(message));
  await routed.account.reaches(await routed.account.sendAccepted(to, "one"), "delivered");
  phone.die();
  await routed.tenant.presence("phone", false);
  await routed.account.reaches(await routed.account.sendAccepted(to, "two"), "sent");
  assert.deepEqual([commands, routed.through(number)], [["one"], ["two"]]);
});

test("numbers go first if the policy says so, and a phone steps in when the provider refuses", async () => {
  const routed = await Routed.create("providers first", "providers_first");
  const number = await routed.number("telnyx");
  await routed.tenant.phone("phone");
  await routed.account.reaches(await routed.account.sendAccepted(to, "one"), "sent");
  fake.next("telnyx", unavailable);
  const id = await routed.account.sendAccepted(to, "two");
  await routed.account.reaches(id, "delivered", { timeoutMs: 30_000 });
  assert.deepEqual(routed.through(number), ["one", "two"]);
  assert.deepEqual(
    fake.made({ provider: "telnyx", text: "two" }).map(({ outcome }) => outcome),
    ["refused with 503"],
  );
});

test("another number steps in when a provider refuses, and each provider is called once", async () => {
  const routed = await Routed.create("two numbers", "by_priority");
  const [first, second] = [
    await routed.number("plivo", { priority: 9 }),
    await routed.number("sinch", { priority: 2 }),
  ];
  fake.next("plivo", refuse(400));
  const id = await routed.account.sendAccepted(to, "either");
  await routed.account.reaches(id, "sent", { timeoutMs: 30_000 });
  assert.deepEqual([routed.through(first), routed.through(second)], [["either"], ["either"]]);
});

test("a message with an unknown outcome at a provider is held for the provider's report and gets no other route", async () => {
  const routed = await Routed.create("held", "providers_first");
  const number = await routed.number("bandwidth");
  const phone = await routed.tenant.phone("phone");
  const commands = [];
  phone.on("command", ({ message }) => commands.push(message));
  fake.next("bandwidth", lose);
  const id = await routed.account.sendAccepted(to, "perhaps");
  await fake.had(1, { text: "perhaps", outcome: "lost" });
  const status = await routed.account.reaches(id, "failed", { timeoutMs: 30_000 });
  assert.match(JSON.stringify(status), /outcome_unknown/);
  assert.deepEqual([commands, routed.through(number)], [[], ["perhaps"]]);
});

test("a provider call that was answered before its Dispatcher was evicted is not repeated", async () => {
  const routed = await Routed.create("killed", "providers_only");
  const number = await routed.number("flowroute");
  const held = gate();
  fake.next("flowroute", held.behavior);
  const id = await routed.account.sendAccepted(to, "in flight");
  await held.reached;
  held.release();
  await routed.account.reaches(id, "sent");
  await system.wireroom.evict(routed.account);
  await system.wireroom.cron();
  await routed.account.sendAccepted(to, "the next");
  await eventually(() => routed.through(number).includes("the next"));
  assert.deepEqual(routed.through(number), ["in flight", "the next"]);
});

test("a provider call whose Dispatcher dies is not repeated, and its outcome is unknown", async () => {
  const routed = await Routed.create("killed in the call", "providers_only");
  const number = await routed.number("flowroute");
  const held = gate();
  fake.next("flowroute", held.behavior);
  const id = await routed.account.sendAccepted(to, "in flight");
  await held.reached;
  await system.wireroom.evict(routed.account);
  held.release();
  await system.wireroom.cron();
  await routed.account.sendAccepted(to, "the next");
  await eventually(() => routed.through(number).includes("the next"));
  assert.deepEqual(routed.through(number), ["in flight", "the next"]);
  const { error_message: reason } = await routed.account.reaches(id, "failed", { timeoutMs: 30_000 });
  assert.equal(reason, "outcome_unknown");
  assert.deepEqual(routed.through(number), ["in flight", "the next"]);
});

test("without credentials nothing is sent, and the reason is shown", async () => {
  const bare = await startWithProviders({ withCredentials: false, vars: { RETRY_BASE_SECS: "0.1" } });
  try {
    const account = await bare.wireroom.createAccount("bare");
    const request = (method, path, json) =>
      bare.wireroom.request(method, `/api/v1/admin${path}`, { key: account.key, json });
    await request("PATCH", "/routing", { policy: "providers_only" });
    assert.equal(
      (await request("POST", "/providers/twilio/numbers", { number: "+12065550000", general: true })).status,
      201,
    );
    const id = await account.sendAccepted(to, "hello");
    const { status } = await account.reaches(id, "failed", { timeoutMs: 30_000 });
    assert.equal(status, "failed");
    assert.deepEqual(bare.fake.calls, []);
  } finally {
    await bare.stop();
  }
});

test("an SMSGate client sends through a number by its id, and listings show that id", async () => {
  const routed = await Routed.create("smsgate");
  const number = await routed.number("messagebird");
  const { basic } = await routed.account.setLogin();
  const request = (method, path, json) =>
    system.wireroom.request(method, `/api/3rdparty/v1${path}`, { headers: { authorization: basic }, json });
  const sent = await request("POST", "/messages", {
    textMessage: { text: "by SMSGate" },
    phoneNumbers: [to],
    deviceId: number.id,
  });
  assert.equal(sent.status, 202, sent.text);
  const state = await eventually(async () => {
    const { body } = await request("GET", `/messages/${sent.body.id}`);
    return body.state === "Sent" && body;
  });
  assert.equal(state.deviceId, number.id);
  assert.deepEqual(routed.through(number), ["by SMSGate"]);
});
