import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { readSecretSettings } from "../../scripts/lib/settings.mjs";
import { localSecrets, startWireroom } from "../support/wireroom.mjs";

let wireroom;
before(async () => (wireroom = await startWireroom({ vars: { CABLE_PING_SECS: "7", RELAY_ACCOUNT: "" } })));
after(() => wireroom.stop());

test("every setting is shown with its value and where it comes from, and a secret only with that it is set", async () => {
  const { status, body, text } = await wireroom.operator("GET", "/api/v1/operator/settings");
  assert.equal(status, 200, text);
  const byName = Object.fromEntries(body.settings.map((setting) => [setting.name, setting]));
  const { meaning, section, ...ping } = byName.CABLE_PING_SECS;
  assert.deepEqual(ping, { name: "CABLE_PING_SECS", secret: false, set: true, source: "configured", value: "7" });
  assert.ok(meaning.length > 0 && section.length > 0);
  assert.deepEqual([byName.ENVIRONMENT.value, byName.ENVIRONMENT.source], ["local", "configured"]);
  assert.deepEqual([byName.RELAY_ACCOUNT.set, byName.RELAY_ACCOUNT.source], [false, "default"]);
  assert.ok(body.settings.some(({ source }) => source === "local_default"));
  for (const { name } of readSecretSettings()) {
    const { secret, set, value } = byName[name];
    assert.deepEqual([secret, set, value], [true, name in localSecrets || name === "SEALING_KEYS", null], name);
  }
  for (const secret of Object.values(localSecrets)) assert.ok(!text.includes(secret));
});
