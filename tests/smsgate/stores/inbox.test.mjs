import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { after, before, test } from "node:test";
import "../../support/contract/lenient.mjs";
import { startWireroom } from "../../support/wireroom.mjs";
import { item, Owner } from "./owner.mjs";

let wireroom;
before(async () => (wireroom = await startWireroom()));
after(() => wireroom.stop());

const mebibyte = 1 << 20;
const day = 86_400_000;
const start = Date.UTC(2026, 0, 10, 12);
const at = (offset) => new Date(start + offset).toISOString();
const received = (owner, sender, message, timestamp, phone = owner.phone) =>
  wireroom.request("POST", "/api/v1/gateway/sms/received", { key: phone.token, json: { sender, message, timestamp } });
const part = (partId, data, more = {}) => ({
  partId,
  contentType: "image/png",
  name: "a.png",
  data: data.toString("base64"),
  ...more,
});

test("one list shows uploaded items and SMS from other faces, latest receipt first", async () => {
  const owner = await Owner.create(wireroom);
  const second = await owner.anotherPhone();
  await owner.upload([
    item("oldest", { createdAt: at(-2 * day) }),
    item("mms", { type: "MMS", createdAt: at(2_000) }),
    item("newest", { createdAt: at(4_000) }),
  ]);
  await owner.upload([item("second", { createdAt: at(3_000) })], { phone: second });
  assert.equal((await received(owner, "+12025550177", "in the clear", at(1_000))).status, 200);
  const { items, ids, total } = await owner.inbox();
  const clear = ids[3];
  assert.match(clear, /^msg_[0-9a-f]{32}$/);
  assert.deepEqual([ids, total], [["newest", "second", "mms", clear, "oldest"], 5]);
  assert.deepEqual(items[3], {
    id: clear,
    type: "SMS",
    sender: "+12025550177",
    contentPreview: "in the clear",
    isEncrypted: false,
    createdAt: at(1_000),
    attachments: [],
  });
  assert.deepEqual(items[0], {
    id: "newest",
    type: "SMS",
    sender: "$sender",
    contentPreview: "$content of newest",
    isEncrypted: true,
    createdAt: at(4_000),
    attachments: [],
  });
  for (const [query, expected, expectedTotal] of [
    ["?limit=2", ["newest", "second"], 5],
    ["?limit=2&offset=3", [clear, "oldest"], 5],
    ["?offset=9", [], 5],
    ["?type=MMS", ["mms"], 1],
    ["?type=SMS&limit=3", ["newest", "second", clear], 4],
    [`?deviceId=${second.id}`, ["second"], 1],
    [`?deviceId=${owner.phone.id}&type=SMS&offset=1`, [clear, "oldest"], 3],
    ["?deviceId=nobodysdevice00000000", [], 0],
    [`?from=${at(1_000)}&to=${at(3_000)}`, ["second", "mms", clear], 3],
    [`?from=${at(1_000)}&to=${at(2_999)}`, ["mms", clear], 2],
    [`?from=${at(2_000)}&to=${at(2_000)}`, ["mms"], 1],
    [`?from=${at(1)}&to=${at(0)}`, [], 0],
    ["?type=sms", [], 0],
    ["?type=CALL&limit=3", [], 0],
    ["?offset=9007199254740993", [], 5],
    [`?from=${encodeURIComponent(at(1_001))}`, ["newest", "second", "mms"], 3],
    [`?to=${at(1_001)}&limit=1&offset=1`, ["oldest"], 2],
  ]) {
    const page = await owner.inbox(query);
    assert.deepEqual([page.ids, page.total], [expected, expectedTotal], query);
  }
});

test("an invalid query is 400, and another account sees nothing", async () => {
  const [owner, other] = [await Owner.create(wireroom), await Owner.create(wireroom)];
  await owner.upload([item("1", { attachments: [part(1, Buffer.from("x"))] })]);
  for (const query of [
    "limit=0",
    "limit=501",
    "limit=x",
    "offset=-1",
    "from=today",
    "includeAttachments=maybe",
    `deviceId=${"x".repeat(22)}`,
  ]) {
    assert.equal((await owner.call("GET", `/inbox?${query}`)).status, 400, query);
  }
  for (const query of [
    "limit=x",
    "from=today",
    "limit=",
    "offset=",
    "from=",
    "to=",
    "type=",
    "deviceId=",
    "includeAttachments=",
  ]) {
    const { status, body } = await owner.call("GET", `/inbox?${query}`);
    assert.deepEqual([status, body], [400, { message: "failed to parse query parameters" }], query);
  }
  assert.deepEqual((await other.inbox()).ids, []);
  const foreign = await other.call("GET", "/inbox/1/attachments/1");
  assert.deepEqual([foreign.status, foreign.body], [404, { message: "attachment not found" }]);
});

test("attachments of up to 16 MiB in total are stored and returned, and the upload's answer has no body", async () => {
  const owner = await Owner.create(wireroom);
  const [large, rest] = [randomBytes(10 * mebibyte), randomBytes(6 * mebibyte)];
  const answer = await owner.upload([
    item("large", { type: "MMS", attachments: [part(1, large), part(-2, rest, { size: 77, name: "b.png" })] }),
  ]);
  assert.deepEqual([answer.text, answer.headers.get("content-type")], ["", null]);
  const [{ attachments }] = (await owner.inbox("?includeAttachments=true")).items;
  assert.deepEqual(attachments, [
    { partId: 1, name: "a.png", size: large.length, contentType: "image/png" },
    { partId: -2, name: "b.png", size: 77, contentType: "image/png" },
  ]);
  for (const [partId, data] of [
    [1, large],
    [-2, rest],
  ]) {
    const response = await fetch(`${wireroom.url}/api/3rdparty/v1/inbox/large/attachments/${partId}`, {
      headers: { authorization: owner.authorization },
    });
    assert.equal(response.status, 200);
    assert.ok(Buffer.from(await response.arrayBuffer()).equals(data), `part ${partId}`);
  }
});

test("a larger upload is 413 and stores nothing, whether attachments or request are too large", async () => {
  const owner = await Owner.create(wireroom);
  const status = async (items) => (await owner.device("POST", "/inbox", items)).status;
  assert.equal(await status([item("1"), item("2", { attachments: [part(1, Buffer.alloc(10 * mebibyte + 1))] })]), 413);
  assert.equal(
    await status([
      item("1", { attachments: [part(1, Buffer.alloc(8 * mebibyte)), part(2, Buffer.alloc(8 * mebibyte + 1))] }),
    ]),
    413,
  );
  assert.equal(await status([item("1", { attachments: [part(1, Buffer.alloc(19 * mebibyte))] })]), 413);
  assert.equal((await owner.inbox()).total, 0);
  const [{ pieces }] = await wireroom.rows(
    "SELECT COUNT(*) AS pieces FROM inbox_attachment_chunks WHERE account_id = ?",
    owner.account.id,
  );
  assert.equal(pieces, 0);
});

test("an attachment that is not base64 is returned as it was sent", async () => {
  const owner = await Owner.create(wireroom);
  const data = "$aes-256-cbc/pbkdf2-sha1$i=300000$c2FsdA==$Y3Q=";
  await owner.upload([item("1", { attachments: [{ partId: 1, contentType: "text/html", name: "$name", data }] })]);
  const { text, headers } = await owner.call("GET", "/inbox/1/attachments/1");
  assert.deepEqual(
    [text, headers.get("content-type"), headers.get("x-content-type-options")],
    [data, "text/html", "nosniff"],
  );
});

test("a repeated upload, also a concurrent one, is stored and counted once", async () => {
  const owner = await Owner.create(wireroom);
  const items = Array.from({ length: 100 }, (_, index) => item(`${index}`, { createdAt: at(index) }));
  await Promise.all([owner.upload(items), owner.upload(items), owner.upload(items.slice(50))]);
  await owner.upload([item("0", { content: "$other", createdAt: at(9_000) }), item("more", { createdAt: at(-1) })]);
  const { items: listed, total } = await owner.inbox("?limit=500");
  assert.deepEqual([listed.length, total], [101, 101]);
  assert.equal(listed.find(({ id }) => id === "0").contentPreview, "$content of 0");
});

test("uploads are deleted after their retention, with their attachments, and leave the totals", async () => {
  const owner = await Owner.create(wireroom);
  await owner.upload([item("1", { attachments: [part(1, Buffer.from("x"))] })]);
  const { id } = owner.account;
  const rows = async () =>
    (
      await wireroom.rows(
        "SELECT (SELECT COUNT(*) FROM inbox_items WHERE account_id = ?1) AS items, (SELECT COUNT(*) FROM inbox_attachment_chunks WHERE account_id = ?1) AS pieces",
        id,
      )
    )[0];
  assert.deepEqual(await rows(), { items: 1, pieces: 1 });
  await wireroom.cronRound(new Date(Date.now() + 92 * day));
  assert.deepEqual(await rows(), { items: 0, pieces: 0 });
  assert.equal((await owner.inbox()).total, 0);
});

test("phones' logs are 501 for authorized callers", async () => {
  const owner = await Owner.create(wireroom);
  const { status, body } = await owner.call("GET", "/logs?from=2026-01-01T00:00:00Z");
  assert.deepEqual(
    [status, body],
    [501, { message: "For privacy reasons, device's logs are not accessible through Cloud server" }],
  );
  assert.equal((await owner.call("GET", "/logs", undefined, { authorization: "" })).status, 401);
});
