import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { deleteAccount } from "../../scripts/lib/accounts.mjs";
import { startRuntime } from "../../scripts/lib/runtime.mjs";
import { CableSocket } from "../support/cable-socket.mjs";
import { EventStream } from "../support/event-stream.mjs";
import {
  countsOf,
  fillEmptyTables,
  objectFiles,
  placesInD1,
  placesInObjects,
  tablesInFile,
} from "../support/stored-data.mjs";
import { Account, Wireroom, localSecrets } from "../support/wireroom.mjs";
import { Receiver, answer } from "../webhooks/receiver.mjs";

const accounts = "/api/v1/operator/accounts";
const deletions = "/api/v1/operator/account-deletions";
const sealingKeys = `tests:${Buffer.alloc(32, 7).toString("base64")}`;
const numbers = ["+12025550171", "+12025550172", "+12025550173"];
const marker = "MARKERTEXT";
const classes = ["Dispatcher", "GatewayConnection", "WebhookDelivery", "PushQueue", "SyncSession"];
/** Tables that keep the account's id: the receipt, and the operator's audit log. */
const keepsTheId = ["account_deletion_rows.account_id", "account_deletions.account_id", "audit_entries.objects"];

let stateDir;
let receiver;
let runtime;
let wireroom;

before(async () => {
  stateDir = mkdtempSync(join(tmpdir(), "wireroom-deletion-"));
  receiver = await Receiver.listen();
  await start();
  wireroom.account = await wireroom.createAccount("default", { isDefault: true });
});

after(async () => {
  await wireroom.stop();
  await receiver.close();
  rmSync(stateDir, { recursive: true, force: true });
});

/** Starts the system on the stored state; after the first time, as after a crash. */
async function start() {
  runtime = await startRuntime({
    stateDir,
    cron: false,
    vars: { ENVIRONMENT: "local", OUTBOUND_ALLOW_HOSTS: receiver.host },
    secrets: { ...localSecrets, SEALING_KEYS: sealingKeys },
  });
  const { fireCron, getD1, stop, url } = runtime;
  const worker = {
    getEnv: async () => ({ DB: await getD1() }),
    scheduled: ({ cron, scheduledTime }) => fireCron(cron, scheduledTime),
  };
  const known = wireroom?.account;
  wireroom = new Wireroom({ close: stop }, worker, url);
  if (known) wireroom.account = sameAccount(known);
}

async function restart() {
  await wireroom.stop();
  await start();
}

function sameAccount({ id, key }) {
  return Object.assign(new Account(wireroom, id), { key });
}

const nameOf = async (account) => (await wireroom.operator("GET", `${accounts}/${account.id}`)).body.account.name;
const remove = (account, name) => wireroom.operator("DELETE", `${accounts}/${account.id}`, { json: { name } });
const receiptOf = async (id) => (await wireroom.operator("GET", `${deletions}/${id}`)).body.deletion;
const later = (minutes) => new Date(Date.now() + minutes * 60_000);

/** Runs the cron until the deletion is finished, at most as often as an account of a test needs. */
async function finished(id, from = 2) {
  for (let minute = 0; minute < 20; minute += 1) {
    const receipt = await receiptOf(id);
    if (receipt.state === "finished") return receipt;
    await wireroom.cron(later(from + minute));
  }
  throw new Error(`not finished: ${JSON.stringify(await receiptOf(id))}`);
}

/** Creates a webhook endpoint of an account; returns its id. */
async function subscribe(account, url) {
  const { status, text, body } = await wireroom.request("POST", "/api/v1/admin/webhooks", {
    key: account.key,
    json: { url },
  });
  assert.equal(status, 201, text);
  return body.webhook.id;
}

/** Lets an account have messages, waiting and scheduled ones too, a code, an opt-out policy and a failing webhook. */
async function liveOf(account, path) {
  const endpointId = await subscribe(account, receiver.answers(path, answer(500)));
  const waiting = await account.sendAccepted(numbers[0], `${marker} waits`, { label: marker });
  await account.sendAccepted(numbers[0], `${marker} later`, { send_at: later(60).toISOString() });
  const json = { phone_number: numbers[2], purpose: "login" };
  const code = await wireroom.request("POST", "/api/v1/otp/send", { key: account.key, json });
  assert.ok([200, 201, 202].includes(code.status), code.text);
  return { endpointId, waiting };
}

test("an account is deleted from every table and object, and another account keeps everything", async () => {
  const { account } = wireroom;
  const name = await nameOf(account);
  const other = await wireroom.createAccount("the other");
  const mine = await liveOf(account, "/mine");
  const theirs = await liveOf(other, "/theirs");
  const phone = await wireroom.phone({ deviceId: `${marker}-phone` });
  const delivered = await account.sendAccepted(numbers[0], `${marker} arrives`);
  await account.reaches(delivered, "delivered");
  await account.projected(delivered, "delivered");
  phone.receiveSms(numbers[1], `${marker} received`);
  await wireroom.eventually(async () => (await account.received()).body.total > 0 || undefined);
  await receiver.had("/mine", 1);
  const phoneKey = phone.apiKey;
  const gatewayId = await account.gatewayId(`${marker}-phone`);
  phone.die();
  const socket = await CableSocket.open(wireroom, { key: phoneKey });
  await socket.subscribe();
  const stream = await EventStream.open(wireroom, account.key, { path: "/api/v1/admin/events" });
  await fillEmptyTables(wireroom, account.id, { marker, messageId: delivered, gatewayId });
  await fillEmptyTables(wireroom, other.id, {
    marker,
    messageId: theirs.waiting,
    gatewayId: `${other.id}-gateway`,
    // A settled message and a gateway are what the first ones refer to. Ids of the others tell their age, and retention
    // deletes what tells none.
    except: [
      "messages",
      "message_pieces",
      "gateways",
      "device_webhooks",
      "inbox_attachment_chunks",
      "conversation_reads",
    ],
  });
  await wireroom.eventually(async () => (await countsOf(wireroom, other.id)).messages === 3 || undefined);
  const before = await countsOf(wireroom, other.id);
  const had = await countsOf(wireroom, account.id);
  assert.deepEqual(
    Object.keys(had).filter((table) => had[table] === 0),
    [],
  );

  const closed = new Promise((resolve) => socket.on("closed", resolve));
  const begun = await remove(account, name);
  assert.equal(begun.status, 202, begun.text);
  const { id } = begun.body.deletion;
  assert.equal(begun.body.deletion.account_id, account.id);
  assert.equal(begun.body.deletion.account_name_digest, createHash("sha256").update(name).digest("hex"));
  assert.equal(begun.body.deletion.requested_by.kind, "operator");
  assert.equal(begun.body.deletion.state, "settling");
  assert.equal(begun.body.deletion.finished_at, null);
  await closed;
  await wireroom.eventually(() => stream.ended || undefined);

  // Whatever still comes is refused, and recreates nothing.
  const status = (answers) => answers.map((each) => each.status);
  const tries = [
    account.send({ to: numbers[0], message: `${marker} late` }),
    account.received(),
    wireroom.request("POST", "/api/v1/gateway/heartbeat", { key: phoneKey, json: {} }),
    wireroom.request("POST", "/api/v1/gateway/sms/received", {
      key: phoneKey,
      json: { sender: numbers[1], message: `${marker} late`, timestamp: new Date().toISOString() },
    }),
  ];
  assert.deepEqual(status(await Promise.all(tries)), [401, 401, 401, 401]);
  const late = await CableSocket.open(wireroom, { key: phoneKey });
  const refusal = { type: "disconnect", reason: "unauthorized", reconnect: false };
  assert.deepEqual(await late.next(({ type }) => type === "disconnect"), refusal);
  const enabled = await wireroom.operator("POST", `${accounts}/${account.id}/enable`);
  assert.deepEqual([enabled.status, enabled.explanation.code], [409, "account_being_deleted"]);

  const receipt = await finished(id);
  assert.deepEqual(receipt.objects_emptied, {
    Dispatcher: 1,
    GatewayConnection: had.gateways,
    WebhookDelivery: had.webhook_endpoints,
  });
  assert.equal(receipt.rows_deleted.inbound_messages, had.inbound_messages);
  assert.equal(receipt.rows_deleted.people, had.people);
  assert.ok(receipt.not_deleted.length > 0);
  const { body: listed } = await wireroom.operator("GET", deletions);
  assert.deepEqual(
    listed.deletions.map((deletion) => [deletion.id, deletion.state]),
    [[id, "finished"]],
  );
  const again = await remove(account, name);
  assert.deepEqual([again.status, again.body.deletion], [202, receipt]);
  assert.equal((await wireroom.operator("GET", `${accounts}/${account.id}`)).status, 404);

  // The other account has none of these texts.
  const own = [account.id, numbers[1], mine.waiting, delivered, `${marker}-phone`];
  const places = await placesInD1(wireroom, own);
  assert.deepEqual(
    places.filter((place) => !keepsTheId.includes(place)),
    [],
  );
  const [kept] = await wireroom.rows("SELECT COUNT(*) AS count FROM audit_entries WHERE scope = ?", account.id);
  assert.equal(kept.count, 0);
  const after = await countsOf(wireroom, other.id);
  // Rows of these come and go by themselves: attempts go on, counts are swept.
  const moving = [
    "counters",
    "limit_counters",
    "operating_figures",
    "sms_ceilings",
    "webhook_attempts",
    "webhook_exchanges",
  ];
  for (const table of moving) delete before[table] && delete after[table];
  assert.deepEqual(after, before);
  assert.equal((await other.status(theirs.waiting)).status, "pending");

  await wireroom.stop();
  for (const className of classes) assert.deepEqual(placesInObjects(stateDir, className, own), [], className);
  // The first Dispatcher and the only gateway are emptied, the other account's Dispatcher is not.
  const tables = objectFiles(stateDir, "Dispatcher").map((file) => tablesInFile(file).join());
  assert.equal(tables.filter((names) => names === "emptied").length, 1);
  assert.equal(tables.filter((names) => names.split(",").includes("message")).length, 1);
  await start();
  // After the restart nothing is in memory, and the emptied objects still refuse.
  await wireroom.cron(later(10));
  assert.deepEqual(
    (await placesInD1(wireroom, [account.id])).filter((place) => !keepsTheId.includes(place)),
    [],
  );
  const created = await wireroom.operator("POST", accounts, { json: { name, default: true } });
  assert.deepEqual([created.status, created.body.account.default], [201, true]);
});

test("only the exact name of the account begins its deletion", async () => {
  const account = await wireroom.createAccount("misnamed");
  for (const name of ["misname", "MISNAMED", "misnamed "]) {
    const refused = await remove(account, name);
    assert.deepEqual([refused.status, refused.explanation.param], [422, "name"], name);
  }
  assert.equal((await wireroom.operator("DELETE", `${accounts}/${account.id}`, { json: {} })).status, 400);
  assert.equal((await account.received()).status, 200);
  const unknown = await wireroom.operator("DELETE", `${accounts}/${"f".repeat(16)}`, { json: { name: "misnamed" } });
  assert.deepEqual([unknown.status, unknown.explanation.code], [404, "account_not_found"]);
  const receipt = await wireroom.operator("GET", `${deletions}/${"0".repeat(28)}`);
  assert.deepEqual([receipt.status, receipt.explanation.code], [404, "account_deletion_not_found"]);
});

test("concurrent twins of a deletion and of the cron have one receipt, and count each row once", async () => {
  const account = await wireroom.createAccount("twins");
  await liveOf(account, "/twins");
  await wireroom
    .eventually(async () => (await countsOf(wireroom, account.id)).webhook_attempts > 0 || undefined, {
      timeoutMs: 20_000,
    })
    .catch(() => {});
  const keys = (await countsOf(wireroom, account.id)).api_keys;
  const answers = await Promise.all(Array.from({ length: 6 }, () => remove(account, "twins")));
  assert.deepEqual(
    answers.map(({ status }) => status),
    Array(6).fill(202),
  );
  const ids = new Set(answers.map(({ body }) => body.deletion.id));
  assert.equal(ids.size, 1);
  const [id] = ids;
  await Promise.all([2, 2, 3, 3].map((minutes) => wireroom.cron(later(minutes))));
  const receipt = await finished(id, 4);
  assert.equal(receipt.rows_deleted.api_keys, keys);
  assert.deepEqual(
    (await placesInD1(wireroom, [account.id])).filter((place) => !keepsTheId.includes(place)),
    [],
  );
});

test("an interrupted deletion goes on after a restart, and stays as it was for a key of the account", async () => {
  let account = await wireroom.createAccount("interrupted");
  await liveOf(account, "/interrupted");
  // As a request has left it that ended right after its first transaction.
  const id = `${Date.now().toString(16).padStart(12, "0")}${"e".repeat(16)}`;
  await wireroom.rows(
    `INSERT INTO account_deletions (id, account_id, name_digest, actor_kind, requested_at_ms)
     VALUES (?, ?, ?, 'operator', ?)`,
    id,
    account.id,
    createHash("sha256").update("interrupted").digest("hex"),
    Date.now(),
  );
  await wireroom.rows("UPDATE accounts SET disabled_at_ms = ? WHERE id = ?", Date.now(), account.id);
  await restart();
  account = sameAccount(account);
  assert.equal((await account.received()).status, 401);
  assert.equal((await receiptOf(id)).state, "emptying_objects");
  const receipt = await finished(id);
  assert.equal(receipt.objects_emptied.WebhookDelivery, 1);
  assert.equal((await account.received()).status, 401);
  const repeated = await remove(account, "interrupted");
  assert.deepEqual([repeated.status, repeated.body.deletion], [202, receipt]);
});

test("a deletion is recorded in the audit log of the deployment", async () => {
  const account = await wireroom.createAccount("audited");
  await remove(account, "audited");
  const { body } = await wireroom.operator("GET", "/api/v1/admin/audit");
  const entry = body.entries.find(({ method, route }) => method === "DELETE" && route === `${accounts}/{id}`);
  assert.equal(entry?.status, 202);
});

test("the command deletes an account by its name, and not with another name to confirm it", async () => {
  const account = await wireroom.createAccount("by command");
  const atOnce = { waitMs: 0 };
  await assert.rejects(deleteAccount(wireroom.api, "by command", "another", atOnce), /is not the name of the account/);
  await assert.rejects(deleteAccount(wireroom.api, "nobody", "nobody", atOnce), /there is no account nobody/);
  assert.equal((await account.received()).status, 200);
  const receipt = await deleteAccount(wireroom.api, "by command", "by command", atOnce);
  assert.deepEqual([receipt.account_id, receipt.state], [account.id, "settling"]);
  await finished(receipt.id);
  // The name is no account's any more, so the receipt is found by the id.
  const again = await deleteAccount(wireroom.api, account.id, "by command", atOnce);
  assert.deepEqual([again.id, again.state], [receipt.id, "finished"]);
});
