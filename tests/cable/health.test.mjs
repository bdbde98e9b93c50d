import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { startWireroom } from "../support/wireroom.mjs";

let wireroom;
// Signs of life are announced at most three times in the time after which a silent phone is offline.
before(async () => (wireroom = await startWireroom({ vars: { OFFLINE_AFTER_SECS: "9" } })));
after(() => wireroom.stop());

const shown = async (deviceId) =>
  (await wireroom.request("GET", "/api/v1/admin/gateways", { key: wireroom.account.key })).body.gateways.find(
    ({ device_id: id }) => id === deviceId,
  );

test("health that follows a subscription at once is shown after the interval, the latest values, without another heartbeat", async () => {
  const phone = await wireroom.phone({ deviceId: "healthy", heartbeatMs: 3_600_000 });
  phone.heartbeat({ battery_level: 85, signal_strength: 4, messages_in_queue: 0 });
  phone.heartbeat({ battery_level: 84, signal_strength: 3 });
  const health = await wireroom.eventually(
    async () => {
      const { metadata } = await shown("healthy");
      return metadata.battery_level === undefined ? undefined : metadata;
    },
    { what: "the health is shown", timeoutMs: 20_000 },
  );
  assert.deepEqual([health.battery_level, health.signal_strength], [84, 3]);
});
