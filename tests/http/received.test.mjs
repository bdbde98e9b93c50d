import assert from "node:assert/strict";
import { after, before, beforeEach, test } from "node:test";
import "../support/contract/lenient.mjs";
import { eventually, startWireroom } from "../support/wireroom.mjs";
import { HttpGateway } from "./support/gateway.mjs";

const sender = "+12025550123";
const at = (seconds) => new Date(Date.UTC(2026, 0, 1) + seconds * 1_000).toISOString().replace(".000Z", "Z");

let wireroom,
  account,
  gateway,
  accounts = 0;
before(async () => (wireroom = await startWireroom()));
after(() => wireroom.stop());
beforeEach(async () => {
  accounts += 1;
  account = await wireroom.createAccount(`account ${accounts}`);
  gateway = await HttpGateway.register(wireroom, "gateway", { token: await account.createKey("registration") });
});

async function listed(query = "") {
  const answer = await account.received(query);
  assert.equal(answer.status, 200, answer.text);
  return answer.body;
}

test("without received SMS the first page is empty and the only page", async () => {
  assert.deepEqual(await listed(), { messages: [], total: 0, page: 1, pages: 1 });
  assert.deepEqual(await listed("?page=7&limit=3&phone_number=1"), { messages: [], total: 0, page: 7, pages: 1 });
});

test("an SMS reported over HTTP is listed at once, with the phone's timestamp", async () => {
  const answer = await gateway.receives({ sender: "(202) 555-0123", message: "Hello", timestamp: at(0) });
  assert.deepEqual([answer.status, answer.body], [200, { success: true, message_id: answer.body.message_id }]);
  assert.match(answer.body.message_id, /^msg_[0-9a-f]{32}$/);
  const message = { message_id: answer.body.message_id, from: sender, message: "Hello", received_at: at(0) };
  assert.deepEqual(await listed(), { messages: [message], total: 1, page: 1, pages: 1 });
});

test("an SMS without a timestamp gets the time of receipt, and each such report is a separate SMS", async () => {
  const beforeMs = Math.floor(Date.now() / 1_000) * 1_000;
  for (const timestamp of [undefined, null, "", " "]) await gateway.takes(sender, "Hello", timestamp);
  const { messages, total } = await listed();
  assert.equal(total, 4);
  for (const { received_at } of messages) {
    const receivedMs = Date.parse(received_at);
    assert.ok(receivedMs >= beforeMs && receivedMs <= Date.now());
  }
});

test("an SMS that arrives over the socket is listed, and its repetition over HTTP is deduplicated", async () => {
  const phone = await wireroom.phone({ registrationToken: await account.createKey("registration"), deviceId: "phone" });
  phone.receiveSms("+44 7911 123456", "From the socket", at(1));
  const page = await eventually(async () => (await listed()).total > 0 && listed());
  const [message] = page.messages;
  assert.deepEqual(message, {
    message_id: message.message_id,
    from: "+447911123456",
    message: "From the socket",
    received_at: at(1),
  });
  const overHttp = new HttpGateway(wireroom, phone.apiKey);
  assert.equal(await overHttp.takes("+447911123456", "From the socket", at(1)), message.message_id);
  assert.equal((await listed()).total, 1);
});

test("reports with the same gateway, sender, time and text are one SMS, in any spelling and number", async () => {
  const first = await gateway.takes(sender, "Hello", at(0));
  const repeats = [
    gateway.takes("2025550123", "Hello", at(0)),
    gateway.takes("+1 (202) 555-0123", "Hello", "2026-01-01T00:00:00.000Z"),
    gateway.takes(sender, "Hello", "2026-01-01T02:00:00+02:00"),
    gateway.takes(` ${sender} `, "Hello", "2026-01-01T00:00:00"),
    ...Array.from({ length: 12 }, () => gateway.takes(sender, "Hello", at(0))),
  ];
  for (const id of await Promise.all(repeats)) assert.equal(id, first);
  await wireroom.evict(account);
  assert.equal((await listed()).total, 1);
  // After the listing the SMS is only in D1, while its deduplication claim is still in the Dispatcher.
  assert.equal(await gateway.takes(sender, "Hello", at(0)), first);
  assert.equal((await listed()).total, 1);
});

test("a repetition from a phone whose clock is years ahead is deduplicated", async () => {
  const first = await gateway.takes(sender, "From the future", "2199-01-01T00:00:00Z");
  const elsewhere = await gateway.takes(sender, "Something else", "2199-01-01T00:00:00Z");
  assert.notEqual(elsewhere, first);
  assert.equal(await gateway.takes(sender, "From the future", "2199-01-01T00:00:00Z"), first);
  assert.equal((await listed()).total, 2);
});

test("a different sender, time, text or gateway makes a different SMS", async () => {
  const token = await account.createKey("registration");
  const other = await HttpGateway.register(wireroom, "another gateway", { token });
  const ids = [
    await gateway.takes(sender, "Hello", at(0)),
    await gateway.takes("+12025550124", "Hello", at(0)),
    await gateway.takes(sender, "Hello", at(1)),
    await gateway.takes(sender, "Hello", "2026-01-01T00:00:00.001Z"),
    await gateway.takes(sender, "hello", at(0)),
    await gateway.takes(sender, "Hello ", at(0)),
    await gateway.takes("Hello", sender, at(0)),
    await other.takes(sender, "Hello", at(0)),
  ];
  assert.equal(new Set(ids).size, ids.length);
  assert.equal((await listed()).total, ids.length);
});

test("short codes and names are kept unchanged", async () => {
  for (const [index, name] of ["12345", "MyBank", "Bank & Söhne", "*100#"].entries()) {
    await gateway.takes(name, "Hello", at(index));
    assert.deepEqual(
      (await listed(`?phone_number=${encodeURIComponent(name)}`)).messages.map(({ from }) => from),
      [name],
    );
  }
});

test("a text arrives character for character", async () => {
  const texts = [" padded ", "line\r\nline", 'a "quote" \\', "👩‍👩‍👧‍👦 é e\u0301", "a\u2028b", "a\u0000b"];
  for (const [index, text] of texts.entries()) await gateway.takes(sender, text, at(index));
  assert.deepEqual(
    (await listed()).messages.map(({ message }) => message),
    texts.toReversed(),
  );
});

test("a list contains every SMS accepted before the request, with many phones reporting at once", async () => {
  await Promise.all(
    Array.from({ length: 24 }, async (_, index) => {
      const id = await gateway.takes(sender, `Message ${index}`, at(index));
      const { messages } = await listed("?limit=100");
      assert.ok(messages.some(({ message_id }) => message_id === id));
    }),
  );
  assert.equal((await listed()).total, 24);
});
