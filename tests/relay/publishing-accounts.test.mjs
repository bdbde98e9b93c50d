import assert from "node:assert/strict";
import { after, afterEach, before, test } from "node:test";
import { refuse } from "../support/platform-fake.mjs";
import { seal } from "../support/relay.mjs";
import { startRelay } from "./publishing.mjs";

let relay;
let wireroom;
before(async () => {
  relay = await startRelay({ vars: { RELAY_RESULT_SMS: "always" } });
  ({ wireroom } = relay);
});
afterEach(() => relay.fake.relent());
after(() => relay.stop());

const texts = (platform) => relay.fake.posts(platform).map(({ text }) => text);

test("two users publish under their own accounts, and never under the other's", async () => {
  const [one, two] = [await relay.user(["mastodon"]), await relay.user(["mastodon"])];
  const text = one.encrypted("m:who am I?");
  const asTwo = await two.forward(text);
  assert.deepEqual([asTwo.status, asTwo.text], [200, "message cannot be published"]);
  assert.deepEqual(texts("mastodon"), []);
  await one.forward(text);
  await two.forward(two.encrypted("m:and I?"));
  const tokens = relay.fake
    .made({ platform: "mastodon", operation: "send" })
    .map(({ headers }) => headers.authorization);
  assert.equal(new Set(tokens).size, 2);
  assert.deepEqual([(await one.publications()).length, (await two.publications()).length], [1, 1]);
});

test("the stored state of an unfinished publication reveals nothing without the key", async () => {
  const user = await relay.user(["twitter"]);
  relay.fake.next("twitter", refuse(429, undefined, { "retry-after": "60" }));
  await user.forward(user.encrypted("t:nobody may read this yet"));
  const [row] = await user.publications();
  assert.match(row.sealed, /^v1\.tests\./);
  assert.ok(!JSON.stringify(row).includes("nobody may") && !JSON.stringify(row).includes(user.phoneNumber));
});

test("/publish accepts plaintext only from keys with the permission publish", async () => {
  const user = await relay.user(["twitter"]);
  const json = { message: "t:published in plain text", MSISDN: user.phoneNumber };
  const publish = (key, more = {}) =>
    wireroom.request("POST", "/publish", { key, json: { ...json, ...more.json }, headers: more.headers });
  const without = await wireroom.account.createKey("client", {
    permissions: ["send_sms", "receive_sms", "manage_gateways", "manage_account"],
  });
  const stranger = await wireroom.createAccount("a stranger");
  const key = await wireroom.account.createKey("client", { permissions: ["publish"] });
  const gatewayKey = (await wireroom.register("a phone of the account")).api_key;
  for (const [wrong, status] of [
    [undefined, 401],
    ["gw_live_nonsense", 401],
    [gatewayKey, 403],
    [without, 403],
    [stranger.key, 400],
  ]) {
    assert.equal((await publish(wrong)).status, status, `${wrong}`);
  }
  assert.deepEqual(texts("twitter"), []);
  const headers = { "idempotency-key": "one" };
  for (let round = 0; round < 2; round += 1) {
    const answer = await publish(key, { headers });
    assert.deepEqual([answer.status, answer.text], [200, ""]);
  }
  assert.deepEqual(texts("twitter"), ["published in plain text"]);
  assert.equal((await publish(key, { headers, json: { message: "t:another" } })).status, 400);
  for (const [more, text] of [
    [{ message: undefined }, "message is missing"],
    [{ MSISDN: "" }, "MSISDN is missing"],
    [{ message: "x:hello" }, "it begins with the letter of no platform"],
    [{ MSISDN: "+237600000000" }, "message cannot be published"],
    [{ message: "m:no grant" }, "message cannot be published"],
  ]) {
    const answer = await publish(key, { json: more });
    assert.deepEqual([answer.status, answer.text], [400, text]);
  }
  assert.deepEqual(texts("twitter"), ["published in plain text"]);
});

test("an account opts in and out for itself, with a key that has manage_account", async () => {
  const settings = (method, key, json) => wireroom.request(method, "/relay/settings", { key, json });
  const other = await wireroom.createAccount("another");
  assert.deepEqual((await settings("GET", wireroom.account.key)).body, { inbound_requests: false });
  assert.deepEqual((await settings("PUT", wireroom.account.key, { inbound_requests: true })).body, {
    inbound_requests: true,
  });
  assert.deepEqual((await settings("GET", wireroom.account.key)).body, { inbound_requests: true });
  assert.deepEqual((await settings("GET", other.key)).body, { inbound_requests: false });
  for (const json of [{}, { inbound_requests: "yes" }, { inbound_requests: true, more: 1 }, []])
    assert.equal((await settings("PUT", wireroom.account.key, json)).status, 400);
  const weak = await wireroom.account.createKey("client", { permissions: ["send_sms", "publish"] });
  assert.deepEqual(
    [(await settings("PUT", weak, { inbound_requests: false })).status, (await settings("GET", undefined)).status],
    [403, 401],
  );
  assert.deepEqual((await settings("PUT", wireroom.account.key, { inbound_requests: false })).body, {
    inbound_requests: false,
  });
});

test("senders are told the result of their requests by SMS, once", async () => {
  const user = await relay.user(["twitter"]);
  const phone = await wireroom.phone();
  const told = () =>
    phone.onAir.filter(({ recipient }) => recipient === user.phoneNumber).map(({ message }) => message);
  const text = user.encrypted("t:tell me");
  await Promise.all([user.forward(text), user.forward(text), user.forward(text)]);
  await wireroom.eventually(() => told().length > 0);
  relay.fake.next("twitter", refuse(403));
  await user.forward(user.encrypted("t:tell me more"));
  await wireroom.eventually(() => told().length > 1);
  await relay.cron(120_000);
  await user.forward(text);
  assert.deepEqual(told(), ["Successfully published twitter message", "Failed to publish twitter message"]);
  await wireroom.eventually(async () =>
    (await user.publications()).every(({ due_at_ms, sealed }) => due_at_ms === null && sealed === null),
  );
});

test("a sender whose result SMS was not submitted before a crash is told by the cron", async () => {
  const user = await relay.user(["twitter"]);
  await user.forward(user.encrypted("t:tell me later"));
  const [row] = await wireroom.eventually(async () => {
    const rows = await user.publications();
    return rows[0].due_at_ms === null && rows;
  });
  // This simulates that the Dispatcher was never called.
  const stored = { sender: user.phoneNumber, work: { tell: "told by the cron" } };
  const sealed = seal(JSON.stringify(stored), ["relay publication", wireroom.account.id, row.id]);
  await wireroom.rows(
    "UPDATE publications SET due_at_ms = 1, sealed = ? WHERE account_id = ? AND fingerprint = ?",
    sealed,
    wireroom.account.id,
    row.fingerprint,
  );
  await relay.cron();
  const messages = await wireroom.eventually(async () => {
    const rows = await wireroom.rows(
      "SELECT client_id FROM messages WHERE account_id = ? AND client_id = ?",
      wireroom.account.id,
      `relay-result-${row.id}`,
    );
    return rows.length > 0 && rows;
  });
  // The Dispatcher had been called before, so it is the same message.
  assert.equal(messages.length, 1);
  assert.equal((await user.publications())[0].due_at_ms, null);
});

test("the log shows published and failed requests to keys with manage_account", async () => {
  const log = async (query = "", key = wireroom.account.key) =>
    wireroom.request("GET", `/v1/metrics/publications${query}`, { key });
  const all = (await log("?page_size=100")).body;
  assert.equal(all.total_publications, all.data.length);
  assert.equal(all.total_published + all.total_failed, all.total_publications);
  assert.deepEqual(all.pagination, { total_records: all.data.length, page: 1, page_size: 100, total_pages: 1 });
  const [latest] = all.data;
  assert.deepEqual(Object.keys(latest).sort(), [
    "country_code",
    "date_created",
    "gateway_client",
    "id",
    "platform_name",
    "source",
    "status",
  ]);
  const user = await relay.user(["telegram"]);
  await user.forward(user.encrypted("T:+237699999999:for the log"), { tag: "a tagged phone" });
  for (const [query, count] of [
    ["?gateway_client=a+tagged+phone", 1],
    ["?platform_name=telegram&status=published&country_code=cm", 1],
    ["?platform_name=telegram&status=failed", 0],
    ["?source=client-key", 1],
    ["?start_date=2001-01-01&end_date=2001-01-02", 0],
    [`?start_date=${new Date().toISOString().slice(0, 10)}&source=gateway-client&status=failed`, 1],
  ]) {
    const { body } = await log(query);
    assert.deepEqual([body.total_publications, body.data.length], [count, count], query);
  }
  const pages = await Promise.all([1, 2, 3].map((page) => log(`?page=${page}&page_size=3`)));
  const paged = pages.flatMap(({ body }) => body.data);
  assert.deepEqual(paged, (await log("?page_size=9")).body.data.slice(0, paged.length));
  assert.equal((await log("?page=1000")).body.data.length, 0);
  for (const query of ["?page_size=100&x=%FF", "?gateway_client=%2B237&x=caf%E9", "?gateway_client=+"])
    assert.equal((await log(query)).status, 400, query);
  const stranger = await wireroom.createAccount("nosy");
  assert.deepEqual((await log("", stranger.key)).body.total_publications, 0);
  const weak = await wireroom.account.createKey("client", { permissions: ["publish"] });
  assert.deepEqual(
    [
      (await log("", weak)).status,
      (await wireroom.request("GET", "/v1/metrics/publications")).status,
      (await log("?page=0")).status,
    ],
    [403, 401, 400],
  );
});
