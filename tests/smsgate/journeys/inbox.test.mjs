import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { after, before, test } from "node:test";
import { decrypt } from "../../phone-simulator/smsgate/encryption.mjs";
import { startSmsGate, User, userWithIdlePhone } from "../support/user.mjs";

let wireroom;
before(async () => (wireroom = await startSmsGate()));
after(() => wireroom.stop());

const passphrase = "an end-to-end passphrase";
const day = 86_400_000;
const range = () => ({
  since: new Date(Date.now() - day).toISOString(),
  until: new Date(Date.now() + day).toISOString(),
});
const item = (id, more = {}) => ({
  id,
  type: "SMS",
  sender: "$sender",
  content: "$content",
  isEncrypted: true,
  createdAt: new Date().toISOString(),
  ...more,
});

test("an SMS that arrives at the phone is in the inbox, and only its owner can read it", async () => {
  const user = await User.create(wireroom, { passphrase });
  await user.phone.receive({ sender: "+12025550177", text: "hello", simNumber: 1 });
  const { body, headers } = await user.call("GET", "/inbox");
  assert.equal(headers.get("x-total-count"), "1");
  const [{ sender, contentPreview, isEncrypted, type, attachments }] = body;
  assert.deepEqual([isEncrypted, type, attachments], [true, "SMS", []]);
  assert.equal(await decrypt(sender, passphrase), "+12025550177");
  assert.equal(await decrypt(contentPreview, passphrase), "hello");
});

test("an attachment is returned byte for byte, with its type and name", async () => {
  const user = await User.create(wireroom);
  const data = randomBytes(2_500_000);
  const stored = await user.phone.receive({
    type: "MMS",
    sender: "+12025550177",
    text: "picture",
    attachments: [{ partId: 7, contentType: "image/png", name: "picture.png", data }],
  });
  const [{ attachments }] = (await user.call("GET", "/inbox?includeAttachments=true")).body;
  assert.deepEqual(attachments, [{ partId: 7, name: "picture.png", size: data.length, contentType: "image/png" }]);
  const response = await fetch(`${wireroom.url}/api/3rdparty/v1/inbox/${stored.id}/attachments/7`, {
    headers: { authorization: user.authorization },
  });
  assert.deepEqual(
    [response.status, response.headers.get("content-type"), response.headers.get("content-disposition")],
    [200, "image/png", 'attachment; filename="picture.png"'],
  );
  assert.ok(Buffer.from(await response.arrayBuffer()).equals(data));
  const wrong = await user.call("GET", `/inbox/${stored.id}/attachments/x`);
  assert.deepEqual([wrong.status, wrong.body], [400, { message: "invalid partId" }]);
  const absent = await user.call("GET", `/inbox/${stored.id}/attachments/8`);
  assert.deepEqual([absent.status, absent.body], [404, { message: "attachment not found" }]);
});

test("an item that a phone uploads again is stored once, and the first version is kept", async () => {
  const user = await userWithIdlePhone(wireroom);
  for (const content of ["$first", "$second"])
    assert.equal((await user.device("POST", "/inbox", [item("same", { content })])).status, 201);
  const { body } = await user.call("GET", "/inbox");
  assert.deepEqual(
    body.map(({ id, contentPreview }) => [id, contentPreview]),
    [["same", "$first"]],
  );
});

test("an empty, an unencrypted and a too large batch are refused and store nothing", async () => {
  const user = await userWithIdlePhone(wireroom);
  const empty = await user.device("POST", "/inbox", []);
  assert.deepEqual([empty.status, empty.body], [400, { message: "batch must contain at least one message" }]);
  const open = await user.device("POST", "/inbox", [item("1"), item("2", { isEncrypted: false })]);
  assert.deepEqual([open.status, open.body], [400, { message: "inbox messages must be encrypted" }]);
  assert.equal(
    (
      await user.device(
        "POST",
        "/inbox",
        Array.from({ length: 501 }, (_, index) => item(`many-${index}`)),
      )
    ).status,
    400,
  );
  const part = (bytes) => ({
    partId: 1,
    contentType: "image/png",
    name: "large",
    data: Buffer.alloc(bytes, 1).toString("base64"),
  });
  const mebibyte = 1 << 20;
  const tooLarge = await user.device("POST", "/inbox", [item("large", { attachments: [part(10 * mebibyte + 1)] })]);
  assert.equal(tooLarge.status, 413);
  const tooMuch = await user.device("POST", "/inbox", [
    item("a", { attachments: [part(9 * mebibyte)] }),
    item("b", { attachments: [part(9 * mebibyte)] }),
  ]);
  assert.equal(tooMuch.status, 413);
  assert.deepEqual((await user.call("GET", "/inbox")).body, []);
});

test("an export request makes the phone upload its SMS of that time", async () => {
  const user = await User.create(wireroom, { uploadsInbox: false });
  for (const text of ["one", "two"]) await user.phone.receive({ sender: "+12025550177", text });
  await user.phone.receive({ sender: "+12025550177", text: "old", atMs: Date.now() - 30 * day });
  assert.deepEqual((await user.call("GET", "/inbox")).body, []);
  const uploaded = user.phone.next("uploaded");
  assert.equal((await user.call("POST", "/inbox/refresh", { json: range() })).status, 202);
  assert.equal((await uploaded).status, 201);
  assert.equal((await user.call("GET", "/inbox")).body.length, 2);
});

test("an export request for an unknown device is accepted, and an invalid one is refused", async () => {
  const user = await userWithIdlePhone(wireroom);
  for (const path of ["/inbox/refresh", "/inbox/export", "/messages/inbox/export"]) {
    assert.equal(
      (await user.call("POST", path, { json: { ...range(), deviceId: "nobodysdevice00000000" } })).status,
      202,
      path,
    );
    const { since, until } = range();
    for (const json of [{}, { since }, { until }, { since: until, until: since }])
      assert.equal((await user.call("POST", path, { json })).status, 400, path);
  }
  for (const more of [{ messageTypes: [] }, { messageTypes: ["FAX"] }, { webhookDelivery: "Never" }]) {
    assert.equal(
      (await user.call("POST", "/inbox/refresh", { json: { ...range(), ...more } })).status,
      400,
      JSON.stringify(more),
    );
  }
});
