import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { startWireroom } from "../support/wireroom.mjs";
import { Tenant } from "./tenant.mjs";

const count = 120;
const ended = ["sent", "delivered", "failed"];

let wireroom;
before(async () => (wireroom = await startWireroom({ vars: { RETRY_BASE_SECS: "0.1", ACK_TIMEOUT_SECS: "0.5" } })));
after(() => wireroom.stop());

/**
 * Reconnects the phones until all messages have ended. The phones lose reports permanently, so only the contract's
 * remedy works: unreported messages are offered again to a phone that reconnects, and it repeats its last report.
 */
async function untilAllEnded(account, ids, phones) {
  let open = ids;
  for (let round = 0; round < 40 && open.length > 0; round += 1) {
    await wireroom
      .eventually(
        async () => {
          const statuses = await Promise.all(open.map((id) => account.status(id)));
          open = statuses.filter(({ status }) => !ended.includes(status)).map(({ message_id }) => message_id);
          return open.length === 0;
        },
        { timeoutMs: 1_000 },
      )
      .catch(() => {});
    if (open.length === 0) break;
    for (const phone of phones) {
      const disconnected = phone.next("disconnected");
      const connected = phone.next("connected");
      phone.loseConnection();
      await disconnected;
      phone.reconnect();
      await connected;
    }
  }
  assert.deepEqual(open, [], "these never ended");
}

for (const seed of [1, 2, 3]) {
  test(`with phones that fail, drop, duplicate and reorder (seed ${seed}), every message ends with a reason and no duplicate is unrecorded`, async () => {
    const tenant = await Tenant.create(wireroom, `seed ${seed}`);
    const { account } = tenant;
    const odd = { failureRate: 0.25, dropRate: 0.2, duplicateRate: 0.3, reorderRate: 0.3 };
    const phones = [
      await tenant.phone("one", { seed, ...odd }),
      await tenant.phone("two", { seed: seed + 100, ...odd }),
    ];
    const ids = [];
    for (let index = 0; index < count; index += 1) ids.push(await account.sendAccepted("+12025550123", `odd ${index}`));
    await untilAllEnded(account, ids, phones);

    const onAir = phones.flatMap((phone) => phone.onAir.map(({ message_id }) => message_id));
    for (const id of ids) {
      const status = await account.status(id);
      const timesOnAir = onAir.filter((it) => it === id).length;
      // A late second report may still change `sent` to `delivered` during this check.
      const row = await wireroom.eventually(
        async () => {
          const [row] = await wireroom.rows("SELECT * FROM messages WHERE account_id = ? AND id = ?", account.id, id);
          return ended.includes(row?.state) && row.state === (await account.status(id)).status && row;
        },
        { what: `${id} is in D1 as the API shows it` },
      );
      const events = JSON.parse(row.record).timeline.map(({ event }) => event);
      if (status.status === "failed") {
        assert.equal(status.error_message, "simulated radio failure");
        assert.ok(status.failed_at !== null);
        assert.equal(timesOnAir, 0);
      } else {
        assert.ok(status.sent_at !== null && status.error_message === null);
        assert.ok(timesOnAir >= 1, `${id} is ${status.status} and no phone sent it`);
      }
      if (timesOnAir > 1) assert.ok(events.includes("duplicate_sent"), `${id} went out ${timesOnAir} times: ${events}`);
    }
    assert.deepEqual(
      onAir.filter((id) => !ids.includes(id)),
      [],
    );
    for (const phone of phones) phone.stop();
  });
}
