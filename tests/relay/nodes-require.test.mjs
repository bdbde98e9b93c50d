import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { clearOfTheHour } from "../support/clock.mjs";
import { startWireroom } from "../support/wireroom.mjs";
import { Nodes, newNode, signature } from "./nodes.mjs";

let wireroom;
let nodes;
before(async () => {
  wireroom = await startWireroom({
    vars: { RELAY_NODES: "require", RELAY_NODES_MAX: "8", RELAY_NODE_WINDOW_SECS: "60" },
  });
  nodes = new Nodes(wireroom);
});
after(() => wireroom.stop());

test("an unknown node gets the usual answer and is not listed until it is approved", async () => {
  const node = newNode({ seed_type: "seeder" });
  assert.match((await nodes.ping(node)).text, /^\d{10}\.\d+$/);
  assert.equal(await nodes.listed(node), undefined);
  assert.equal(await nodes.listed(node, "/seeders"), undefined);
  assert.equal((await wireroom.request("GET", `/seeds/${node.IMSI}`)).text, "");
  await nodes.admin("PATCH", `/relay/nodes/${node.IMSI}`, { json: { approved: true } });
  assert.ok(await nodes.listed(node));
  assert.ok(await nodes.listed(node, "/seeders"));
  assert.equal((await wireroom.request("GET", `/seeds/${node.IMSI}`)).text, node.MSISDN);
});

test("the window is configurable", async () => {
  const node = newNode();
  await nodes.ping(node);
  await nodes.admin("PATCH", `/relay/nodes/${node.IMSI}`, { json: { approved: true } });
  await nodes.age(node, 50_000);
  assert.ok(await nodes.listed(node));
  await nodes.age(node, 11_000);
  assert.equal(await nodes.listed(node), undefined);
});

test("a node that signs with the key of its number is listed without approval", async () => {
  const node = newNode();
  const key = await nodes.clientKey(node.MSISDN);
  const pinged = await nodes.signedPing(node, key);
  assert.match(pinged.text, /^\d{10}\.\d+$/);
  assert.equal((await nodes.listed(node)).MSISDN, node.MSISDN);
  await nodes.age(node, 100_000);
  await nodes.ping(node);
  assert.equal(await nodes.listed(node), undefined, "who does not sign cannot say that it is there");
  await nodes.signedPing(node, key);
  assert.ok(await nodes.listed(node));
});

test("a signature over another body, with another key or for another number proves nothing", async () => {
  const [node, other] = [newNode(), newNode()];
  const [key, otherKey] = [await nodes.clientKey(node.MSISDN), await nodes.clientKey(other.MSISDN)];
  const body = JSON.stringify(node);
  for (const signed of [signature(key, `${body} `), signature(otherKey, body), "", "zz"]) {
    const headers = { "content-type": "application/json", "x-signature": signed };
    assert.equal((await wireroom.request("POST", "/seeds/ping", { body, headers })).status, 200);
    assert.equal(await nodes.listed(node), undefined, signed);
  }
  await nodes.signedPing(node, otherKey, { client: other.MSISDN });
  assert.equal(await nodes.listed(node), undefined, "a client signs for its own number alone");
});

test("a signed ping takes over a SIM from earlier unsigned pings", async () => {
  const node = newNode();
  await nodes.ping({ ...node, MSISDN: "+12025550199" });
  const key = await nodes.clientKey(node.MSISDN);
  await nodes.signedPing(node, key);
  const { MSISDN, country } = await nodes.listed(node);
  assert.deepEqual([MSISDN, country], [node.MSISDN, "Cameroon"]);
});

test("an old key is invalid once it was replaced or deleted", async () => {
  const node = newNode();
  const old = await nodes.clientKey(node.MSISDN);
  const key = await nodes.clientKey(node.MSISDN);
  await nodes.signedPing(node, old);
  assert.equal(await nodes.listed(node), undefined);
  await nodes.admin("DELETE", `/relay/clients/${node.MSISDN}/key`);
  await nodes.signedPing(node, key);
  assert.equal(await nodes.listed(node), undefined);
});

test("an account stores no more nodes than its limit, and known nodes can still ping", async () => {
  for (let index = 0; index < 12; index += 1) assert.equal((await nodes.ping(newNode())).status, 200);
  const [{ count }] = await wireroom.rows("SELECT COUNT(*) AS count FROM relay_nodes");
  assert.equal(count, 8);
  assert.equal((await nodes.ping({ ...(await firstNode()), seed_type: "seed" })).status, 200);
});

test("one network can add only a few nodes an hour, by pings and announcements, while known nodes keep pinging", async () => {
  await clearOfTheHour();
  const own = await startWireroom({ vars: { RELAY_NODES_PER_NETWORK_PER_HOUR: "2" } });
  try {
    const others = new Nodes(own);
    const first = newNode();
    const statuses = [];
    for (const node of [first, newNode(), newNode(), first]) statuses.push((await others.ping(node)).status);
    assert.deepEqual(statuses, [200, 200, 429, 200]);
    assert.equal((await others.seeds()).length, 2);
    const told = await own.request("POST", "/seeds", { json: { IMSI: "told", MSISDN: "1" } });
    assert.equal(told.status, 429);
  } finally {
    await own.stop();
  }
});

async function firstNode() {
  const [{ imsi, msisdn }] = await wireroom.rows("SELECT imsi, msisdn FROM relay_nodes ORDER BY number LIMIT 1");
  return { IMSI: imsi, MSISDN: msisdn };
}
