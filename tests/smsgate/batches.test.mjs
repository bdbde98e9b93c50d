import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { readWranglerConfig } from "../../scripts/lib/miniflare-options.mjs";
import { recipients, startSmsGate, text, userWithIdlePhone } from "./support/user.mjs";

// The original does not rate-limit its clients, so their usual batches must succeed here, too.

const rows = 1_000;
const atOnce = 10;

let wireroom, user;
before(async () => {
  wireroom = await startSmsGate({ vars: { ENVIRONMENT: "production", REGISTER_PER_NETWORK_PER_HOUR: "0" } });
  user = await userWithIdlePhone(wireroom);
});
after(() => wireroom.stop());

/** Runs this many tasks, some at once, like the CLI. */
async function batch(count, run) {
  let next = 0;
  const worker = async () => {
    while (next < count) await run(next++);
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
}

test("a batch of a thousand messages is accepted within a minute, and the answers announce the limit", async () => {
  const numbers = recipients(rows);
  const statuses = new Map();
  let policy;
  await batch(rows, async (index) => {
    const { status, headers } = await user.call("POST", "/messages", {
      json: { ...text(`row ${index}`), phoneNumbers: [numbers[index]] },
    });
    statuses.set(status, (statuses.get(status) ?? 0) + 1);
    policy = headers.get("ratelimit-policy");
  });
  assert.deepEqual([...statuses], [[202, rows]]);
  const { limit, period } = readWranglerConfig().ratelimits.find(({ name }) => name === "LIMIT_SMSGATE_SEND").simple;
  assert.equal(policy, `"send-smsgate";q=${limit};w=${period}`);
});

test("a phone fetches and reports a batch, sequentially and concurrently, without a per-minute limit", async () => {
  let fetches = 0;
  let reports = 0;
  for (;;) {
    const items = await user.poll({ query: "?order=fifo" });
    fetches += 1;
    if (items.length === 0) break;
    await Promise.all(
      items.map(async (item) => {
        for (const state of ["Processed", "Sent"]) {
          const states = { [state]: new Date().toISOString() };
          const list = item.phoneNumbers.map((phoneNumber) => ({ phoneNumber, state }));
          const { status, headers } = await user.device("PATCH", "/message", [
            { id: item.id, state, recipients: list, states },
          ]);
          assert.deepEqual([status, headers.get("ratelimit-policy")], [204, null]);
          reports += 1;
        }
      }),
    );
  }
  assert.ok(reports === 2 * rows && fetches > rows / 100, `${reports} ${fetches}`);
  const { headers } = await user.call("GET", "/messages?state=Sent&limit=1");
  assert.equal(headers.get("x-total-count"), String(rows));
});
