import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { executeOn } from "../../scripts/lib/database.mjs";
import { unlistedNodes } from "../../scripts/lib/unlisted-nodes.mjs";
import { startWireroom } from "../support/wireroom.mjs";
import { Nodes, newNode } from "./nodes.mjs";

let wireroom;
let nodes;
before(async () => {
  wireroom = await startWireroom({
    vars: { ENVIRONMENT: "production", RELAY_NODES_PER_NETWORK_PER_HOUR: "2", RELAY_NODES_PER_HOUR: "22" },
  });
  nodes = new Nodes(wireroom);
});
after(() => wireroom.stop());

const from = (address) => ({ headers: { "cf-connecting-ip": address } });

test("outside local development a stranger's node is answered and not listed, unless RELAY_NODES is open", async () => {
  const node = newNode();
  assert.match((await nodes.ping(node, from("192.0.2.1"))).text, /^\d{10}\.\d+$/);
  assert.equal(await nodes.listed(node), undefined);
  await nodes.admin("PATCH", `/relay/nodes/${node.IMSI}`, { json: { approved: true } });
  assert.ok(await nodes.listed(node));
  const open = await startWireroom({ vars: { ENVIRONMENT: "production", RELAY_NODES: "open" } });
  try {
    const others = new Nodes(open);
    await others.ping(node);
    assert.ok(await others.listed(node));
  } finally {
    await open.stop();
  }
});

test("a deployment is told the number of unlisted nodes, and nothing if it lists all", async () => {
  const execute = executeOn(await wireroom.d1());
  await wireroom.rows("DELETE FROM relay_nodes");
  assert.equal(await unlistedNodes(execute), undefined);
  await wireroom.rows("DELETE FROM limit_counters");
  assert.equal((await nodes.ping(newNode(), from("192.0.2.3"))).status, 200);
  assert.match(await unlistedNodes(execute, { ENVIRONMENT: "production" }), /^1 relay nodes .* not listed/);
  assert.equal(await unlistedNodes(execute, { RELAY_NODES: "open" }), undefined);
});

test("strangers' nodes are limited by network, by /48 and in total, while known nodes keep pinging", async () => {
  const statuses = async (count, address) => {
    const all = [];
    for (let index = 0; index < count; index += 1) all.push((await nodes.ping(newNode(), from(address(index)))).status);
    return all;
  };
  await wireroom.rows("DELETE FROM limit_counters");
  assert.deepEqual(await statuses(3, () => "192.0.2.7"), [200, 200, 429]);
  const bySite = await statuses(17, (index) => `2001:db8:1:${index.toString(16)}::1`);
  assert.deepEqual(bySite.slice(0, 16), Array(16).fill(200));
  assert.equal(bySite[16], 429, "a /48 has a limit of its own");
  const known = newNode();
  assert.equal((await nodes.ping(known, from("198.51.100.1"))).status, 200);
  const stored = async () => (await wireroom.rows("SELECT COUNT(*) AS nodes FROM relay_nodes"))[0].nodes;
  const before = await stored();
  const rest = await statuses(6, (index) => `203.0.113.${index + 1}`);
  assert.deepEqual(rest, Array(6).fill(200), "a node is not to blame for those of other networks");
  assert.equal(await stored(), before + 3, "all networks together have a limit, too");
  assert.equal((await nodes.ping(known, from("198.51.100.1"))).status, 200);
  const signing = newNode();
  const key = await nodes.clientKey(signing.MSISDN);
  assert.equal((await nodes.signedPing(signing, key)).status, 200, "who signs is not among strangers");
  assert.ok(await nodes.listed(signing));
});
