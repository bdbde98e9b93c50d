import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { startSmsGate, userWithIdlePhone } from "../support/user.mjs";

const count = 12;
const attachment = "A".repeat(400_000);
const multimedia = (index) => ({
  textMessage: undefined,
  mmsMessage: { text: `number ${index}`, attachments: [{ contentType: "image/png", name: "a.png", data: attachment }] },
});

let wireroom, user, ids;
before(async () => {
  wireroom = await startSmsGate();
  user = await userWithIdlePhone(wireroom);
  ids = [];
  for (let index = 0; index < count; index += 1) ids.push((await user.accepted(multimedia(index))).id);
});
after(() => wireroom.stop());

test("multimedia messages that exceed one answer are fetched in several answers, each once", async () => {
  const sizes = [];
  const fetched = [];
  while (fetched.length < count) {
    const items = await user.poll({ query: "?order=fifo" });
    assert.ok(items.length > 0, "an answer has at least one message");
    sizes.push(items.length);
    for (const item of items) {
      assert.equal(item.mmsMessage.attachments[0].data.length, attachment.length);
      fetched.push(item.id);
      await user.report(item, "Sent");
    }
  }
  assert.deepEqual(fetched, ids);
  assert.ok(Math.max(...sizes) <= 5, String(sizes));
  assert.deepEqual(await user.poll(), []);
});

test("a page of them by offset is complete, with and without content", async () => {
  const query = "/messages?limit=100&sort=created_at";
  const full = await user.call("GET", `${query}&includeContent=true`);
  assert.equal(full.status, 200, full.text.slice(0, 200));
  assert.equal(full.headers.get("x-total-count"), String(count));
  assert.deepEqual(
    full.body.map(({ id }) => id),
    ids,
  );
  for (const [index, { mmsMessage }] of full.body.entries()) {
    assert.deepEqual([mmsMessage.text, mmsMessage.attachments[0].data.length], [`number ${index}`, attachment.length]);
  }
  const brief = await user.call("GET", query);
  assert.deepEqual(
    brief.body.map(({ id, isHashed, mmsMessage }) => [id, isHashed, mmsMessage]),
    ids.map((id) => [id, false, undefined]),
  );
  const middle = await user.call("GET", "/messages?limit=3&offset=4&includeContent=true&sort=created_at");
  assert.deepEqual(
    middle.body.map(({ id }) => id),
    ids.slice(4, 7),
  );
  const none = await user.call("GET", "/messages?offset=50&includeContent=true");
  assert.deepEqual([none.status, none.body], [200, []]);
});

test("pages of the history by cursor contain everything once, at any length", async () => {
  const account = await user.asAccount();
  const text = "a".repeat(65_535);
  const at = Date.now();
  for (let index = 0; index < 40; index += 1) {
    const json = {
      sender: "+12025550177",
      message: `${index} ${text}`.slice(0, 65_535),
      timestamp: new Date(at - index * 1_000).toISOString(),
    };
    const taken = await wireroom.request("POST", "/api/v1/gateway/sms/received", {
      key: user.phone.session.token,
      json,
    });
    assert.equal(taken.status, 200, taken.text);
  }
  const seen = [];
  let cursor = "";
  do {
    const page = await wireroom.request("GET", `/api/v1/admin/messages?limit=100${cursor}`, { key: account.key });
    assert.equal(page.status, 200, page.text.slice(0, 200));
    assert.ok(page.text.length < 2.5 * (1 << 20), String(page.text.length));
    assert.ok(page.body.messages.length > 0);
    seen.push(...page.body.messages.map(({ message_id }) => message_id));
    cursor = page.body.next_cursor ? `&cursor=${page.body.next_cursor}` : "";
  } while (cursor);
  assert.equal(seen.length, count + 40);
  assert.equal(new Set(seen).size, seen.length);
});
