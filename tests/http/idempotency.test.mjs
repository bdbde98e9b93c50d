import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { startWireroom } from "../support/wireroom.mjs";
import { silentPhone } from "./support/gateway.mjs";

const keyReused = { status: 422, body: { error: "Idempotency-Key was already used with another request" } };
const badKey = { status: 400, body: { error: "Invalid Idempotency-Key" } };

let wireroom, account;
before(async () => {
  wireroom = await startWireroom();
  account = wireroom.account;
});
after(() => wireroom.stop());

const fields = { to: "+12025550123", message: "Once" };
const sendOnce = (key, json = fields, by = account) => by.send(json, { "idempotency-key": key });
const isReplay = (answer) => answer.headers.get("idempotent-replayed");
const statusAndBody = ({ status, body }) => ({ status, body });

async function storedMessages(id) {
  await account.received();
  const [row] = await wireroom.rows(
    "SELECT COUNT(*) AS count FROM messages WHERE account_id = ? AND id = ?",
    account.id,
    id,
  );
  return row.count;
}

test("64 concurrent sends with one key produce one message, one frame and 64 equal answers", async () => {
  const phone = await wireroom.phone();
  const commands = [];
  phone.on("command", (command) => commands.push(command));
  const [{ count: before }] = await wireroom.rows("SELECT COUNT(*) AS count FROM messages");
  const answers = await Promise.all(Array.from({ length: 64 }, () => sendOnce("concurrent")));
  const [first] = answers;
  for (const answer of answers) assert.deepEqual(statusAndBody(answer), { status: 202, body: first.body });
  assert.deepEqual(first.body, { success: true, message_id: first.body.message_id, status: "queued" });
  assert.match(first.body.message_id, /^msg_[0-9a-f]{32}$/);
  assert.deepEqual(answers.map(isReplay).sort(), [null, ...Array(63).fill("true")].sort());

  await account.projected(first.body.message_id, "delivered");
  // A later message arrives later, so no frame of the earlier ones can still be on its way.
  const lastId = await account.sendAccepted("+12025550124", "Afterwards");
  await account.reaches(lastId, "delivered");
  const frame = (message_id, recipient, message) => ({ action: "send_sms", message_id, recipient, message });
  assert.deepEqual(commands, [
    frame(first.body.message_id, "+12025550123", "Once"),
    frame(lastId, "+12025550124", "Afterwards"),
  ]);
  await account.received();
  const [{ count: after }] = await wireroom.rows("SELECT COUNT(*) AS count FROM messages");
  assert.equal(after - before, 2);

  // By now the message is settled and gone from the object; the key is still remembered.
  const late = await sendOnce("concurrent");
  assert.deepEqual(statusAndBody(late), { status: 202, body: first.body });
  assert.equal(isReplay(late), "true");
  phone.die();
});

test("an idempotency key survives its object's eviction", async () => {
  const first = await sendOnce("evicted");
  await wireroom.evict(account);
  const second = await sendOnce("evicted");
  assert.deepEqual(second.body, first.body);
  assert.deepEqual([isReplay(first), isReplay(second)], [null, "true"]);
});

test("the same idempotency key with another request is refused and stores nothing", async () => {
  const first = await sendOnce("other-request");
  for (const change of [{ to: "+12025550124" }, { message: "Twice" }, { priority: 1 }]) {
    assert.deepEqual(statusAndBody(await sendOnce("other-request", { ...fields, ...change })), keyReused);
  }
  assert.deepEqual((await sendOnce("other-request")).body, first.body);
  assert.equal(await storedMessages(first.body.message_id), 1);
});

test("concurrent sends of different requests with one key accept exactly one of them", async () => {
  const answers = await Promise.all(
    Array.from({ length: 16 }, (_, at) => sendOnce("race", { ...fields, message: `Message ${at}` })),
  );
  assert.equal(answers.filter(({ status }) => status === 202).length, 1);
  for (const answer of answers.filter(({ status }) => status !== 202))
    assert.deepEqual(statusAndBody(answer), keyReused);
});

test("a quoted and a bare idempotency key are the same", async () => {
  const bare = await sendOnce("8e03978e-40d5-43dd-bc93-6894a57f9324");
  const quoted = await sendOnce('"8e03978e-40d5-43dd-bc93-6894a57f9324"');
  assert.deepEqual(quoted.body, bare.body);
  assert.equal(isReplay(quoted), "true");
});

test("the same parameters in another order or encoding are the same request", async () => {
  const first = await sendOnce("encodings");
  const headers = { "idempotency-key": "encodings" };
  const request = (more) => wireroom.request("POST", "/api/v1/sms/send", { key: account.key, headers, ...more });
  const query = new URLSearchParams(fields);
  for (const answer of [
    await request({ json: { message: "Once", to: "+12025550123" } }),
    await request({ form: fields }),
    await wireroom.request("POST", `/api/v1/sms/send?${query}`, { key: account.key, headers }),
  ]) {
    assert.deepEqual(statusAndBody(answer), { status: 202, body: first.body });
    assert.equal(isReplay(answer), "true");
  }
});

test("idempotency keys are separate for each account", async () => {
  const other = await wireroom.createAccount("other");
  const mine = await sendOnce("shared");
  const theirs = await sendOnce("shared", { to: "+12025550199", message: "Mine" }, other);
  assert.equal(theirs.status, 202);
  assert.equal(isReplay(theirs), null);
  assert.notEqual(theirs.body.message_id, mine.body.message_id);
});

test("all client keys of an account share its idempotency keys", async () => {
  const first = await sendOnce("by-two-keys");
  const key = await account.createKey("client");
  const second = await wireroom.request("POST", "/api/v1/sms/send", {
    key,
    json: fields,
    headers: { "idempotency-key": "by-two-keys" },
  });
  assert.deepEqual(second.body, first.body);
  assert.equal(isReplay(second), "true");
});

test("a refused request leaves its idempotency key free", async () => {
  const refused = await sendOnce("refused-first", { ...fields, to: "nobody" });
  assert.deepEqual(statusAndBody(refused), { status: 422, body: { error: "Invalid phone number format" } });
  const accepted = await sendOnce("refused-first");
  assert.deepEqual([accepted.status, isReplay(accepted)], [202, null]);
});

test("an empty, too long or non-ASCII idempotency key is refused, and one of 255 characters is accepted", async () => {
  for (const key of ["", " ", '""', "k".repeat(256), `"${"k".repeat(256)}"`, "cl\u00e9"]) {
    assert.deepEqual(statusAndBody(await sendOnce(key)), badKey, key);
  }
  for (const key of ["k".repeat(255), `"${"l".repeat(255)}"`]) assert.equal((await sendOnce(key)).status, 202);
});

test("equal requests without an idempotency key are different messages", async () => {
  const phone = await silentPhone(wireroom);
  const arrived = phone.next("command", { where: ({ message }) => message === "Last" });
  const seen = [];
  phone.on("command", ({ message_id }) => seen.push(message_id));
  const ids = [
    await account.sendAccepted("+12025550123", "Twice"),
    await account.sendAccepted("+12025550123", "Twice"),
  ];
  await account.sendAccepted("+12025550123", "Last");
  await arrived;
  assert.equal(new Set(ids).size, 2);
  for (const id of ids) assert.equal(seen.filter((one) => one === id).length, 1);
});
