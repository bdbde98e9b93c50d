import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Tenant } from "../journeys/tenant.mjs";
import { basicOf } from "../support/wireroom.mjs";
import { Subscriber, startWithReceiver } from "../webhooks/subscriber.mjs";

let system;
let wireroom;
before(async () => {
  system = await startWithReceiver();
  wireroom = system.wireroom;
});
after(() => system.stop());

let numbers = 0;
/** Returns a number that no other test uses. */
const newNumber = () => `+1202555${String(1000 + numbers++)}`;

const admin = (account, method, path, json) =>
  wireroom.request(method, `/api/v1/admin/opt-${path}`, { key: account.key, json });
const outcome = ({ status, explanation }) => [status, explanation?.code ?? null, explanation?.param ?? null];

/** An account with the policy on, and a phone that receives. */
async function person(name, policy = {}) {
  const tenant = await Tenant.create(wireroom, name);
  const phone = await tenant.mutePhone(`${name}-phone`);
  const { account } = tenant;
  const changed = await admin(account, "PATCH", "out", { enabled: true, ...policy });
  assert.equal(changed.status, 200, changed.text);
  const says = async (sender, message, timestamp = new Date().toISOString()) => {
    const { status, body, text } = await wireroom.request("POST", "/api/v1/gateway/sms/received", {
      key: phone.apiKey,
      json: { sender, message, timestamp },
    });
    assert.equal(status, 200, text);
    return body.message_id;
  };
  const send = (to) => account.send({ to, message: "hello" });
  return { tenant, account, phone, says, send };
}

const linkOf = ({ headers }) => headers.get("link") ?? "";

test("the policy is off at first, and keywords then change nothing", async () => {
  const account = await wireroom.createAccount("off");
  const { status, body } = await admin(account, "GET", "out");
  assert.equal(status, 200);
  assert.deepEqual(body, {
    codes_exempt: true,
    confirmation: { help: null, start: null, stop: null },
    default_keywords: {
      help: ["info", "help"],
      start: ["start", "unstop", "yes"],
      stop: ["stop", "stopall", "unsubscribe", "cancel", "end", "quit"],
    },
    enabled: false,
    keywords: { help: [], start: [], stop: [] },
  });
  const { account: other, says, send } = await person("switched-off", { enabled: false });
  const number = newNumber();
  await says(number, "STOP");
  assert.equal((await send(number)).status, 202);
  assert.deepEqual((await admin(other, "GET", "outs")).body, { next_cursor: null, opt_outs: [] });
});

test("STOP refuses the next message, START admits it again, also after evictions", async () => {
  const { account, says, send } = await person("stop");
  const number = newNumber();
  const keyword = await says(number, " Stop! ");
  const refused = await send(number);
  assert.equal(refused.status, 422);
  assert.match(linkOf(refused), /recipient_opted_out/);
  await wireroom.evict(account);
  assert.equal((await send(number)).status, 422);
  const { body } = await admin(account, "GET", `outs/${encodeURIComponent(number)}`);
  assert.deepEqual(body.history, [
    {
      at: body.changed_at,
      author: null,
      by: "keyword",
      change: "out",
      gateway_id: "stop-phone",
      keyword: "stop",
      message_id: keyword,
      reason: null,
      received_at: body.history[0].received_at,
    },
  ]);
  await says(number, "start");
  assert.equal((await send(number)).status, 202);
  await wireroom.evict(account);
  assert.equal((await send(number)).status, 202);
  const shown = await admin(account, "GET", `outs/${encodeURIComponent(number)}`);
  assert.deepEqual([shown.body.opted_out, shown.body.history.map(({ change }) => change)], [false, ["in", "out"]]);
});

test("a message to a list is refused whole, and a dry run names the people", async () => {
  const { account, says } = await person("lists");
  const [out, other] = [newNumber(), newNumber()];
  await says(out, "STOP");
  const refused = await account.send({ to: [other, out], message: "hello" });
  assert.deepEqual([refused.status, refused.body.error], [422, "Recipient has opted out: to[1]"]);
  const dry = await account.send({ to: [other, out], message: "hello", dry_run: true });
  assert.deepEqual([dry.body.accepted, dry.body.refusal.code], [false, "recipient_opted_out"]);
  assert.deepEqual(
    dry.body.recipients.map(({ opted_out }) => opted_out),
    [false, true],
  );
  assert.equal((await account.send({ to: [other], message: "hello" })).status, 202);
});

test("SMSGate refuses the whole message and names the recipients", async () => {
  const { account, says } = await person("faces");
  const { login, password } = await account.setLogin();
  const [out, other] = [newNumber(), newNumber()];
  await says(out, "STOP");
  const send = (phoneNumbers, query = "") =>
    wireroom.request("POST", `/api/3rdparty/v1/messages${query}`, {
      headers: { authorization: basicOf(login, password) },
      json: { textMessage: { text: "hello" }, phoneNumbers },
    });
  const refused = await send([other, out], "?skipPhoneValidation=true");
  assert.equal(refused.status, 400, refused.text);
  assert.equal(refused.body.message, "recipient has opted out: phoneNumbers[1]");
  assert.match(linkOf(refused), /recipient_opted_out/);
  const spelled = `${out.slice(0, 2)} (${out.slice(2, 5)}) ${out.slice(5)}`;
  assert.equal((await send([spelled], "?skipPhoneValidation=true")).status, 400);
  assert.equal((await send([other], "?skipPhoneValidation=true")).status, 202);
});

test("codes are exempt unless the policy says otherwise", async () => {
  const { account, says } = await person("codes");
  const number = newNumber();
  await says(number, "STOP");
  const code = () => wireroom.request("POST", "/api/v1/otp/send", { key: account.key, json: { phone_number: number } });
  assert.equal((await code()).status, 200);
  await admin(account, "PATCH", "out", { codes_exempt: false });
  const refused = await code();
  assert.equal(refused.status, 422, refused.text);
  assert.match(linkOf(refused), /recipient_opted_out/);
  await says(number, "START");
  assert.equal((await code()).status, 200);
});

test("an opt-out concerns one account only", async () => {
  const [one, other] = [await person("one"), await person("other")];
  const number = newNumber();
  await one.says(number, "STOP");
  assert.equal((await one.send(number)).status, 422);
  assert.equal((await other.send(number)).status, 202);
  assert.deepEqual(outcome(await admin(other.account, "GET", `outs/${encodeURIComponent(number)}`)), [
    404,
    "opt_out_not_found",
    null,
  ]);
});

test("concurrent messages and keywords leave one state, and nothing is accepted after the last STOP", async () => {
  const { account, says, send } = await person("concurrent");
  const number = newNumber();
  const at = (ms) => new Date(Date.now() + ms).toISOString();
  await Promise.all([
    ...Array.from({ length: 8 }, (_, index) => says(number, "STOP", at(index))),
    ...Array.from({ length: 8 }, () => send(number)),
  ]);
  const statuses = await Promise.all(Array.from({ length: 8 }, async () => (await send(number)).status));
  assert.deepEqual(new Set(statuses), new Set([422]));
  const { body } = await admin(account, "GET", `outs/${encodeURIComponent(number)}`);
  assert.equal(body.history.length, 1);
});

test("a message that waits when STOP arrives fails with the reason", async () => {
  const { tenant, account, says } = await person("waiting");
  const number = newNumber();
  const { api_key: apiKey } = await tenant.register("sleeping");
  const id = await account.sendAccepted(number, "later", { gateway_id: "sleeping" });
  await says(number, "STOP");
  await tenant.phone("sleeping", { apiKey });
  const { error_message } = await account.reaches(id, "failed");
  assert.equal(error_message, "recipient_opted_out");
});

test("an answer is sent once per change, and subscribers hear of the change", async () => {
  const one = await Subscriber.create(wireroom, "answers");
  await one.subscribe(system.receiver.url("/opt-outs"), { format: "standard", events: ["opt_out.changed"] });
  const { account } = one;
  await admin(account, "PATCH", "out", {
    enabled: true,
    confirmation: { stop: "You get no more SMS." },
    keywords: { stop: ["arrêt"] },
  });
  const phone = await one.tenant.mutePhone("answering");
  const number = newNumber();
  const command = phone.next("command");
  const received = { key: phone.apiKey, json: { sender: number, message: "ARRÊT." } };
  const { body } = await wireroom.request("POST", "/api/v1/gateway/sms/received", received);
  const { recipient, message } = await command;
  assert.deepEqual([recipient, message], [number, "You get no more SMS."]);
  const [event] = await system.receiver.had("/opt-outs", 1);
  assert.equal(event.body.type, "opt_out.changed");
  assert.deepEqual(
    [event.body.data.number, event.body.data.change, event.body.data.keyword, event.body.data.message_id],
    [number, "out", "arrêt", body.message_id],
  );
});

test("numbers are added, listed in pages and removed by hand, with the author", async () => {
  const { account, send } = await person("by-hand");
  const added = Array.from({ length: 5 }, newNumber).sort();
  for (const number of added) {
    const created = await admin(account, "POST", "outs", { number, reason: "asked by mail" });
    assert.equal(created.status, 201, created.text);
  }
  const again = await admin(account, "POST", "outs", { number: added[0] });
  assert.equal(again.body.history.length, 1);
  const listed = [];
  let query = "?limit=2";
  for (;;) {
    const { body } = await admin(account, "GET", `outs${query}`);
    listed.push(...body.opt_outs);
    if (body.next_cursor === null) break;
    query = `?limit=2&cursor=${body.next_cursor}`;
  }
  assert.deepEqual(
    listed.map(({ number }) => number),
    added,
  );
  const [{ evidence }] = listed;
  assert.deepEqual([evidence.by, evidence.reason], ["api", "asked by mail"]);
  assert.match(evidence.author, /^key_/);
  const found = await admin(account, "GET", `outs?number=${added[1]}`);
  assert.deepEqual(
    found.body.opt_outs.map(({ number }) => number),
    [added[1]],
  );
  const path = `outs/${encodeURIComponent(added[0])}`;
  const removed = await admin(account, "DELETE", path, { reason: "asked again" });
  assert.deepEqual([removed.status, removed.body.opted_out, removed.body.history.length], [200, false, 2]);
  assert.deepEqual(outcome(await admin(account, "DELETE", path)), [404, "opt_out_not_found", null]);
  assert.equal((await send(added[0])).status, 202);
  assert.equal((await send(added[1])).status, 422);
});

test("an import names its bad lines, keeps the others, and can be repeated", async () => {
  const { account, send } = await person("importing");
  const [first, second] = [newNumber(), newNumber()];
  const csv = `number;name\n${first};A\n+999;B\n\nx1y2z3 12345678\n${second}\n${first}\n`;
  const imported = await admin(account, "POST", "outs/import", { csv, reason: "old system" });
  assert.equal(imported.status, 200, imported.text);
  assert.deepEqual(imported.body, {
    added: 2,
    invalid: 2,
    invalid_lines: [
      { error: "not a phone number", line: 3 },
      { error: "not a phone number", line: 5 },
    ],
    refused: 0,
    unchanged: 1,
  });
  assert.equal((await send(second)).status, 422);
  const again = await admin(account, "POST", "outs/import", { numbers: [first, second] });
  assert.deepEqual([again.body.added, again.body.unchanged], [0, 2]);
  const many = Array.from({ length: 10_000 }, (_, index) => `+1303555${String(index).padStart(4, "0")}`);
  const large = await admin(account, "POST", "outs/import", { numbers: many });
  assert.deepEqual([large.status, large.body.added], [200, 10_000], large.text);
  assert.deepEqual(outcome(await admin(account, "POST", "outs/import", { numbers: [...many, first] })), [
    422,
    "invalid_parameter",
    "numbers",
  ]);
  assert.deepEqual(outcome(await admin(account, "POST", "outs/import", {})), [400, "missing_parameter", "numbers"]);
});

test("an import takes numbers only, from the column that has them", async () => {
  const { account, send } = await person("columns");
  const [first, second] = [newNumber(), newNumber()];
  const csv = `name,number\nJohn,${first}\nMary,none\n`;
  const imported = await admin(account, "POST", "outs/import", { csv });
  assert.equal(imported.status, 200, imported.text);
  assert.deepEqual([imported.body.added, imported.body.invalid_lines], [1, [{ error: "not a phone number", line: 3 }]]);
  const listed = await admin(account, "POST", "outs/import", { numbers: ["John", second] });
  assert.deepEqual([listed.body.added, listed.body.invalid], [1, 1]);
  for (const csv of ["name,age\nJohn,1234\n", "John", 5]) {
    assert.deepEqual(outcome(await admin(account, "POST", "outs/import", { csv })), [422, "invalid_parameter", "csv"]);
  }
  assert.deepEqual(outcome(await admin(account, "POST", "outs", { number: "John" })), [
    422,
    "invalid_phone_number",
    "number",
  ]);
  for (const number of [first, second]) assert.equal((await send(number)).status, 422);
  const { body } = await admin(account, "GET", "outs");
  assert.deepEqual(
    body.opt_outs.map(({ number }) => number),
    [first, second].sort(),
  );
});

test("an unacceptable policy is refused whole", async () => {
  const account = await wireroom.createAccount("refused-policy");
  for (const [json, param] of [
    [{ enabled: true, keywords: { stop: ["start"] } }, "keywords"],
    [{ enabled: true, keywords: { stop: Array.from({ length: 21 }, (_, index) => `w${index}`) } }, "keywords"],
    [{ enabled: true, keywords: { halt: [] } }, "keywords"],
    [{ enabled: true, confirmation: { stop: "x".repeat(481) } }, "confirmation"],
    [{ enabled: true, confirmation: "bye" }, "confirmation"],
  ]) {
    assert.deepEqual(outcome(await admin(account, "PATCH", "out", json)), [422, "invalid_parameter", param]);
  }
  assert.equal((await admin(account, "GET", "out")).body.enabled, false);
});
