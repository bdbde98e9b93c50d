import assert from "node:assert/strict";
import { after, before, beforeEach, test } from "node:test";
import { startWireroom } from "../support/wireroom.mjs";
import { Nodes, newNode } from "./nodes.mjs";

let wireroom;
let nodes;
before(async () => {
  wireroom = await startWireroom({
    vars: { RELAY_NODES: "require", RELAY_NODES_MAX: "10", RELAY_NODES_RESERVED: "4", RELAY_NODE_WINDOW_SECS: "60" },
  });
  nodes = new Nodes(wireroom);
});
after(() => wireroom.stop());
beforeEach(() => wireroom.rows("DELETE FROM relay_nodes"));

const known = async () => (await wireroom.rows("SELECT imsi FROM relay_nodes ORDER BY imsi")).map(({ imsi }) => imsi);
const counts = async () => {
  const [counted] = await wireroom.rows("SELECT strangers, kept FROM relay_node_counts");
  const [there] = await wireroom.rows(
    "SELECT COALESCE(SUM(trust = 0), 0) AS strangers, COALESCE(SUM(trust <> 0), 0) AS kept FROM relay_nodes",
  );
  assert.deepEqual(counted, there);
  return [counted.strangers, counted.kept];
};
/** Fills the strangers' places several times over. */
const flood = async (count) => {
  for (let index = 0; index < count; index += 1) assert.equal((await nodes.ping(newNode())).status, 200);
};

test("strangers that fill the registry cannot block signed and approved nodes", async () => {
  await flood(15);
  assert.deepEqual(await counts(), [6, 0]);
  const [signing, approved] = [newNode(), newNode()];
  const key = await nodes.clientKey(signing.MSISDN);
  assert.equal((await nodes.signedPing(signing, key)).status, 200);
  assert.ok(await nodes.listed(signing));
  assert.equal((await nodes.ping(approved)).status, 200, "a stranger comes as well, in the place of the stalest");
  assert.equal((await nodes.admin("PATCH", `/relay/nodes/${approved.IMSI}`, { json: { approved: true } })).status, 200);
  await flood(15);
  assert.ok(await nodes.listed(signing));
  assert.ok(await nodes.listed(approved));
  assert.deepEqual(await counts(), [6, 2]);
});

test("the stalest stranger is evicted, and nodes that keep pinging stay", async () => {
  const [real, silent] = [newNode(), newNode()];
  await nodes.ping(silent);
  await nodes.ping(real);
  for (let round = 0; round < 5; round += 1) {
    await flood(3);
    assert.equal((await nodes.ping(real)).status, 200);
  }
  const left = await known();
  assert.ok(left.includes(real.IMSI) && !left.includes(silent.IMSI));
  assert.deepEqual(await counts(), [6, 0]);
});

test("the count falls when nodes are deleted, and their places are free again", async () => {
  const keep = newNode();
  await nodes.ping(keep);
  await nodes.admin("PATCH", `/relay/nodes/${keep.IMSI}`, { json: { approved: true } });
  await flood(6);
  assert.deepEqual(await counts(), [6, 1]);
  const one = newNode();
  await nodes.ping(one);
  const deleted = await nodes.admin("DELETE", `/relay/nodes/${one.IMSI}`);
  assert.deepEqual([deleted.status, deleted.body], [200, { success: true }]);
  assert.deepEqual(await counts(), [5, 1]);
  const again = await nodes.admin("DELETE", `/relay/nodes/${one.IMSI}`);
  assert.deepEqual([again.status, again.body], [404, { error: "Node not found" }]);
  const careless = await nodes.admin("DELETE", "/relay/nodes");
  assert.deepEqual([careless.status, careless.body], [400, { error: "strangers must be true" }]);
  const all = await nodes.admin("DELETE", "/relay/nodes?strangers=true");
  assert.deepEqual([all.status, all.body], [200, { success: true, deleted: 5, more: false }]);
  assert.deepEqual(await known(), [keep.IMSI]);
  assert.deepEqual(await counts(), [0, 1]);
  assert.equal((await nodes.ping(one)).status, 200, "a deleted node comes back with its next ping");
});

test("only a key with manage_gateways deletes nodes, and only of its own account", async () => {
  const node = newNode();
  await nodes.ping(node);
  const other = await wireroom.createAccount("another");
  const weak = await wireroom.account.createKey("client", { permissions: ["send_sms"] });
  for (const path of [`/relay/nodes/${node.IMSI}`, "/relay/nodes?strangers=true"]) {
    assert.equal((await wireroom.request("DELETE", path)).status, 401);
    assert.equal((await wireroom.request("DELETE", path, { key: weak })).status, 403);
    await nodes.admin("DELETE", path, { account: other });
  }
  assert.deepEqual(await known(), [node.IMSI]);
});

test("an announced node never evicts a node that pings", async () => {
  const real = newNode();
  await nodes.ping(real);
  for (let index = 0; index < 12; index += 1) {
    const { IMSI, MSISDN } = newNode();
    assert.equal((await wireroom.request("POST", "/seeds", { json: { IMSI, MSISDN } })).status, 200);
  }
  assert.ok((await known()).includes(real.IMSI));
  assert.deepEqual(await counts(), [6, 0]);
});

test("a number that costs its senders extra is refused in pings and announcements", async () => {
  for (const MSISDN of [
    "+881612345678",
    "00870773111632",
    "+883-5100-0123456",
    "+19002345678",
    "+449012345678",
    "+447012345678",
    "+491801234567",
  ]) {
    const node = newNode({ MSISDN });
    const pinged = await nodes.ping(node);
    assert.deepEqual([pinged.status, pinged.text], [400, "invalid MSISDN"], MSISDN);
    const told = await wireroom.request("POST", "/seeds", { json: { IMSI: node.IMSI, MSISDN } });
    assert.deepEqual([told.status, told.text], [400, "invalid MSISDN"], MSISDN);
  }
  assert.deepEqual(await known(), []);
});

test("a node that was silent for 30 days is deleted, unless an administrator approved or refused it", async () => {
  const [silent, told, approved, young] = [newNode(), newNode(), newNode(), newNode()];
  for (const node of [silent, approved, young]) await nodes.ping(node);
  await wireroom.request("POST", "/seeds", { json: { IMSI: told.IMSI, MSISDN: told.MSISDN } });
  await nodes.admin("PATCH", `/relay/nodes/${approved.IMSI}`, { json: { approved: true } });
  const days = 31 * 86_400_000;
  for (const node of [silent, approved]) await nodes.age(node, days);
  await wireroom.rows("UPDATE relay_nodes SET created_at_ms = created_at_ms - ? WHERE imsi = ?", days, told.IMSI);
  await wireroom.cron();
  assert.deepEqual(await known(), [approved.IMSI, young.IMSI].sort());
});

test("with 10,000 strangers the next node costs no more than with ten", async () => {
  const own = await startWireroom({ vars: { RELAY_NODES: "require" } });
  try {
    await own.rows(
      `INSERT INTO relay_nodes (account_id, imsi, number, msisdn, seed_type, country, operator_name, last_ping_at_ms, created_at_ms)
       WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 12000)
       SELECT ?1, printf('99901%010d', i), i, '+237679000000', 'seed', '', '', ?2 - 1000000 + i, ?2 FROM n`,
      own.account.id,
      Date.now(),
    );
    const many = new Nodes(own);
    const [signing, stranger] = [newNode(), newNode()];
    const key = await many.clientKey(signing.MSISDN);
    assert.equal((await many.signedPing(signing, key)).status, 200);
    assert.ok(await many.listed(signing));
    assert.equal((await many.ping(stranger)).status, 200);
    const [{ strangers, kept }] = await own.rows("SELECT strangers, kept FROM relay_node_counts");
    assert.ok(strangers < 12_000 && kept === 1, "a lowered limit is reached a few at a time");
    const [{ stalest }] = await own.rows("SELECT MIN(imsi) AS stalest FROM relay_nodes WHERE imsi LIKE '99901%'");
    assert.ok(Number(stalest.slice(5)) > 1, "the stalest went first");
  } finally {
    await own.stop();
  }
});
