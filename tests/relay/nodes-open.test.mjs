import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { startWireroom } from "../support/wireroom.mjs";
import { Nodes, newNode, sample } from "./nodes.mjs";

let wireroom;
let nodes;
before(async () => {
  wireroom = await startWireroom();
  nodes = new Nodes(wireroom);
});
after(() => wireroom.stop());

const json = { "content-type": "application/json" };

test("the README's example works: a ping returns its time, and the node is listed with all seven fields", async () => {
  const before = Date.now() / 1000;
  const pinged = await nodes.ping(sample);
  assert.equal(pinged.status, 200, pinged.text);
  assert.match(pinged.text, /^\d{10}\.\d{1,3}$/);
  const lps = Number(pinged.text);
  assert.ok(lps >= before - 1 && lps <= Date.now() / 1000 + 1, pinged.text);
  const listing = await wireroom.request("GET", "/seeds", { headers: json });
  assert.match(listing.headers.get("content-type"), /^application\/json/);
  assert.deepEqual(
    listing.body.filter(({ IMSI }) => IMSI === sample.IMSI),
    [
      {
        IMSI: "sample_IMSI",
        MSISDN: "sample_MSISDN",
        seed_type: "seed",
        LPS: lps,
        country: "",
        operator_name: "",
        operator_id: null,
      },
    ],
  );
});

test("/ping is an alias of /seeds/ping", async () => {
  const node = newNode();
  const pinged = await nodes.ping(node, { path: "/ping" });
  assert.equal(pinged.status, 200, pinged.text);
  assert.equal((await nodes.listed(node)).LPS, Number(pinged.text));
});

test("a number determines the country and an IMSI the network", async () => {
  const node = newNode();
  await nodes.ping(node);
  const { country, operator_name, operator_id } = await nodes.listed(node);
  assert.deepEqual([country, operator_name, operator_id], ["Cameroon", "MTN Cameroon", "62401"]);
});

test("refusals come in the contract's order", async () => {
  for (const [body, headers, status, text] of [
    ["{", json, 500, ""],
    ["", json, 500, ""],
    [JSON.stringify(sample), { "content-type": "text/plain" }, 500, ""],
    ["IMSI=1&MSISDN=2&seed_type=seed", { "content-type": "application/x-www-form-urlencoded" }, 500, ""],
    ["[]", json, 400, "missing IMSI"],
    ["{}", json, 400, "missing IMSI"],
    ['{"MSISDN":"1","seed_type":"seed"}', json, 400, "missing IMSI"],
    ['{"IMSI":"1","seed_type":"seed"}', json, 400, "missing MSISDN"],
    ['{"IMSI":"1","MSISDN":"2"}', json, 400, "missing seeder state"],
    [JSON.stringify({ ...sample, IMSI: "1".repeat(33) }), json, 400, "invalid IMSI"],
    [JSON.stringify({ ...sample, MSISDN: "2\n3" }), json, 400, "invalid MSISDN"],
    [JSON.stringify({ ...sample, seed_type: "x".repeat(17) }), json, 400, "invalid seeder state"],
    ["x".repeat(20_000), json, 413, ""],
  ]) {
    const answer = await wireroom.request("POST", "/seeds/ping", { body, headers });
    assert.deepEqual([answer.status, answer.text], [status, text], body.slice(0, 80));
  }
});

test("a node keeps the number and type of its first ping", async () => {
  const node = newNode();
  await nodes.ping(node);
  const first = await nodes.listed(node);
  await nodes.ping({ ...node, MSISDN: "+12025550100", seed_type: "seeder" });
  const second = await nodes.listed(node);
  assert.ok(second.LPS >= first.LPS);
  assert.deepEqual({ ...second, LPS: 0 }, { ...first, LPS: 0 });
});

test("a node that is silent for longer than the window is hidden, and listed again after its next ping", async () => {
  const node = newNode();
  await nodes.ping(node);
  await nodes.age(node, 15_000);
  assert.ok(await nodes.listed(node));
  assert.equal((await wireroom.request("GET", `/seeds/${node.IMSI}`)).text, node.MSISDN);
  await nodes.age(node, 6_000);
  assert.equal(await nodes.listed(node), undefined);
  const hidden = await wireroom.request("GET", `/seeds/${node.IMSI}`);
  assert.deepEqual([hidden.status, hidden.text], [200, ""]);
  await nodes.ping({ ...node, MSISDN: "another" });
  assert.equal((await nodes.listed(node)).MSISDN, node.MSISDN, "the record was never deleted");
});

test("an unknown SIM has no number", async () => {
  for (const imsi of ["nobody", "%00", "%ff", "a%2Fb", "é", "x".repeat(2_000)]) {
    const answer = await wireroom.request("GET", `/seeds/${imsi}`);
    assert.deepEqual([answer.status, answer.text], [200, ""], imsi.slice(0, 20));
  }
});

test("seeders are the nodes whose seed_type is seeder", async () => {
  const [seeder, seed] = [newNode({ seed_type: "seeder" }), newNode()];
  await nodes.ping(seeder);
  await nodes.ping(seed);
  assert.ok(await nodes.listed(seeder, "/seeders"));
  assert.equal(await nodes.listed(seed, "/seeders"), undefined);
  assert.ok((await nodes.seeds("/seeders")).every(({ seed_type }) => seed_type === "seeder"));
});

test("an announcement by another node sets a number and is no sign of life; the node's own ping replaces it", async () => {
  const node = newNode();
  const told = await wireroom.request("POST", "/seeds", { json: { IMSI: node.IMSI, MSISDN: "+237600000000" } });
  assert.deepEqual([told.status, told.text], [200, ""]);
  assert.equal(await nodes.listed(node), undefined);
  assert.equal((await wireroom.request("GET", `/seeds/${node.IMSI}`)).text, "+237600000000");
  await nodes.ping(node);
  assert.equal((await nodes.listed(node)).MSISDN, node.MSISDN);
  await wireroom.request("POST", "/seeds", { json: { IMSI: node.IMSI, MSISDN: "+237600000001" } });
  assert.equal((await nodes.listed(node)).MSISDN, node.MSISDN);
});

test("an invalid announcement is refused with the contract's texts", async () => {
  for (const [body, headers, text] of [
    ["{}", { "content-type": "text/plain" }, "Content-Type not supported!"],
    ["{", json, "Invalid json format"],
    ["{}", json, "missing IMSI"],
    ['{"IMSI":"1"}', json, "missing MSISDN"],
  ]) {
    const answer = await wireroom.request("POST", "/seeds", { body, headers });
    assert.deepEqual([answer.status, answer.text], [400, text], body);
  }
});

test("a ping by header updates only a known node", async () => {
  const node = newNode();
  await wireroom.request("POST", "/seeds", { json: { IMSI: node.IMSI, MSISDN: node.MSISDN } });
  const pinged = await wireroom.request("GET", "/seeds/ping", { headers: { sim_data: `${node.IMSI}.1` } });
  assert.deepEqual([pinged.status, pinged.text], [200, ""]);
  assert.equal((await nodes.listed(node)).seed_type, "seed");
  const stranger = newNode();
  assert.equal((await wireroom.request("GET", "/ping", { headers: { sim_data: stranger.IMSI } })).status, 200);
  assert.equal(await nodes.listed(stranger), undefined);
  const missing = await wireroom.request("GET", "/seeds/ping");
  assert.deepEqual([missing.status, missing.text], [400, "no sim data found"]);
});

test("ten concurrent first pings create one node", async () => {
  const node = newNode();
  const answers = await Promise.all(Array.from({ length: 10 }, () => nodes.ping(node)));
  assert.deepEqual(new Set(answers.map(({ status }) => status)), new Set([200]));
  assert.equal((await nodes.seeds()).filter(({ IMSI }) => IMSI === node.IMSI).length, 1);
});

test("a node that an administrator refused gets the usual answer and is not listed", async () => {
  const node = newNode();
  await nodes.ping(node);
  const refused = await nodes.admin("PATCH", `/relay/nodes/${node.IMSI}`, {
    json: { approved: false, operator_name: "Camtel", operator_id: "62403" },
  });
  assert.equal(refused.status, 200, refused.text);
  const { approved, listed, live, operator_name } = refused.body.node;
  assert.deepEqual(
    { approved, listed, live, operator_name },
    { approved: false, listed: false, live: true, operator_name: "Camtel" },
  );
  assert.equal(await nodes.listed(node), undefined);
  assert.match((await nodes.ping(node)).text, /^\d{10}\.\d+$/);
  assert.equal(await nodes.listed(node), undefined);
  await nodes.admin("PATCH", `/relay/nodes/${node.IMSI}`, { json: { approved: true } });
  const { operator_id } = await nodes.listed(node);
  assert.equal(operator_id, "62403");
});

test("another account's key can neither see nor approve a node", async () => {
  const node = newNode();
  await nodes.ping(node);
  const other = await wireroom.createAccount("other");
  const seen = await nodes.admin("GET", "/relay/nodes", { account: other });
  assert.deepEqual([seen.status, seen.body], [200, { nodes: [], next_after: null }]);
  const changed = await nodes.admin("PATCH", `/relay/nodes/${node.IMSI}`, {
    account: other,
    json: { approved: false },
  });
  assert.deepEqual([changed.status, changed.body], [404, { error: "Node not found" }]);
  assert.ok(await nodes.listed(node));
  for (const [method, path] of [
    ["GET", "/relay/nodes"],
    ["PATCH", `/relay/nodes/${node.IMSI}`],
  ]) {
    assert.equal(
      (await wireroom.request(method, path, { json: method === "PATCH" ? { approved: true } : undefined })).status,
      401,
    );
    const weak = await wireroom.account.createKey("client", { permissions: ["send_sms"] });
    assert.equal(
      (await wireroom.request(method, path, { key: weak, json: method === "PATCH" ? { approved: true } : undefined }))
        .status,
      403,
    );
  }
});

test("a node that is registered as a gateway is linked to it, and its pings update the gateway", async () => {
  const node = newNode();
  await wireroom.register(node.IMSI);
  await nodes.ping(node);
  const gatewayId = await wireroom.account.gatewayId(node.IMSI);
  const { body } = await nodes.admin("GET", "/relay/nodes?limit=1000");
  assert.equal(body.nodes.find(({ imsi }) => imsi === node.IMSI).gateway_id, gatewayId);
  const [{ last_heartbeat_at_ms: seenAtMs }] = await wireroom.rows(
    "SELECT last_heartbeat_at_ms FROM gateways WHERE id = ?",
    gatewayId,
  );
  assert.ok(Date.now() - seenAtMs < 60_000, String(seenAtMs));
});

test("administrators page through all nodes, including silent ones", async () => {
  const all = [];
  for (let after = 0; after !== null; ) {
    const { status, body, text } = await nodes.admin("GET", `/relay/nodes?limit=3&after=${after}`);
    assert.equal(status, 200, text);
    all.push(...body.nodes.map(({ imsi }) => imsi));
    after = body.next_after;
  }
  const [{ count }] = await wireroom.rows(
    "SELECT COUNT(*) AS count FROM relay_nodes WHERE account_id = ?",
    wireroom.account.id,
  );
  assert.equal(all.length, count);
  assert.equal(new Set(all).size, count);
});

test("10,000 live nodes among 20,000 dead ones are listed, and no others", async () => {
  const own = await startWireroom();
  try {
    await own.rows(
      `INSERT INTO relay_nodes (account_id, imsi, number, msisdn, seed_type, country, operator_name, last_ping_at_ms, created_at_ms)
       WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 30000)
       SELECT ?1, printf('62401%010d', i), i, printf('+237679%06d', i), 'seed', 'Cameroon', '', iif(i % 3 = 0, ?2 + 60000, ?2 - 60000), ?2 FROM n`,
      own.account.id,
      Date.now(),
    );
    const seeds = await new Nodes(own).seeds();
    assert.equal(seeds.length, 10_000);
    assert.ok(seeds.every(({ IMSI }) => Number(IMSI.slice(5)) % 3 === 0));
  } finally {
    await own.stop();
  }
});
