import assert from "node:assert/strict";
import { test } from "node:test";
import { seal, sealingKeys } from "../support/relay.mjs";
import { startWireroom } from "../support/wireroom.mjs";
import { Nodes, newNode } from "./nodes.mjs";

const key = `rgk_${"0123456789abcdef".repeat(4)}`;

test("the cron reseals a client's key that is sealed under an old key, and the key works all the time; another account's key is not touched", async () => {
  const newest = `newest:${Buffer.alloc(32, 8).toString("base64")}`;
  const wireroom = await startWireroom({
    vars: { RELAY_NODES: "require" },
    secrets: { SEALING_KEYS: `${newest},${sealingKeys}` },
  });
  try {
    const nodes = new Nodes(wireroom);
    const [node, moved] = [newNode(), newNode()];
    const sealed = seal(key, ["relay gateway client", wireroom.account.id, node.MSISDN]);
    for (const { MSISDN } of [node, moved]) {
      await nodes.clientKey(MSISDN);
      // A sealed key that was copied into another row cannot be opened there.
      await wireroom.rows("UPDATE relay_gateway_clients SET sealed_key = ? WHERE msisdn = ?", sealed, MSISDN);
    }
    const stored = async ({ MSISDN }) =>
      (await wireroom.rows("SELECT sealed_key FROM relay_gateway_clients WHERE msisdn = ?", MSISDN))[0].sealed_key;
    await nodes.signedPing(node, key);
    assert.ok(await nodes.listed(node));
    await wireroom.cron();
    assert.match(await stored(node), /^v1\.newest\./);
    assert.equal(await stored(moved), sealed);
    await nodes.age(node, 60_000);
    assert.equal(await nodes.listed(node), undefined);
    await nodes.signedPing(node, key);
    assert.ok(await nodes.listed(node));
    const again = await stored(node);
    await wireroom.cron();
    assert.equal(await stored(node), again, "what is sealed under the newest key is left alone");
  } finally {
    await wireroom.stop();
  }
});
