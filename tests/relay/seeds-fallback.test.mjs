import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { startWireroom } from "../support/wireroom.mjs";
import { Nodes, newNode } from "./nodes.mjs";

let wireroom;
before(async () => (wireroom = await startWireroom({ vars: { RELAY_NODE_WINDOW_SECS: "1" } })));
after(() => wireroom.stop());

const get = async (path) => (await wireroom.request("GET", path)).body;

test("if no node is live, the seeds are the directory's clients, in a form that an app of 2022 can read", async () => {
  assert.deepEqual(await get("/seeds"), []);
  for (const [msisdn, json] of [
    ["+237670000001", { operator: "MTN", operator_code: "62401" }],
    ["+237670000002", {}],
  ]) {
    const { status, text } = await wireroom.request("PUT", `/relay/clients/${msisdn}`, {
      key: wireroom.account.key,
      json,
    });
    assert.equal(status, 200, text);
  }
  const seeds = await get("/seeds");
  for (const { LPS } of seeds) assert.ok(Math.abs(LPS - Date.now() / 1_000) < 60);
  assert.deepEqual(
    seeds.map(({ LPS, ...seed }) => seed),
    [
      {
        IMSI: "237670000001",
        MSISDN: "+237670000001",
        seed_type: "seed",
        country: "Cameroon",
        operator_name: "MTN",
        operator_id: "62401",
      },
      {
        IMSI: "237670000002",
        MSISDN: "+237670000002",
        seed_type: "seed",
        country: "Cameroon",
        operator_name: "",
        operator_id: null,
      },
    ],
  );
  assert.deepEqual(await get("/seeders"), [], "a gateway client is not a seeder");
});

test("a live node is listed instead of the clients, until it is silent", async () => {
  const nodes = new Nodes(wireroom);
  const node = newNode();
  await nodes.ping(node);
  assert.deepEqual(
    (await get("/seeds")).map(({ IMSI }) => IMSI),
    [node.IMSI],
  );
  await wireroom.eventually(async () => (await get("/seeds")).length === 2, { what: "the node is silent" });
});
