import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { startWireroom } from "../support/wireroom.mjs";
import { Case, vars } from "./failover.mjs";

const mute = { delaySentMs: 1e6 };

let wireroom;
before(async () => (wireroom = await startWireroom({ vars })));
after(() => wireroom.stop());

/** Creates a message whose first phone died after it was handed over, and that was then given to a second phone. */
async function replaced(name) {
  const it = await Case.create(wireroom, name, { second: mute, mortal: { dieBeforeSend: 1 } });
  const handedOver = it.second.next("command");
  await it.send("resend");
  assert.equal((await handedOver).message_id, it.id);
  return it;
}

/** Late report of the first phone, its timing, and the visible status at once and after the second phone's report. */
const replacedCases = [
  { late: "sent", before: true, status: "sent", tells: ["sent", "duplicate_sent"] },
  { late: "delivered", before: true, status: "delivered", tells: ["delivered", "duplicate_sent"] },
  { late: "failed", before: true, status: "queued", tells: ["late_report"] },
  { late: "sent", before: false, status: "sent", tells: ["sent", "duplicate_sent"] },
  { late: "delivered", before: false, status: "delivered", tells: ["sent", "delivered", "duplicate_sent"] },
  { late: "failed", before: false, status: "sent", tells: ["sent", "late_report"] },
];

describe("the former phone reports after the message was given to a second one", { concurrency: 6 }, () => {
  for (const { late, before, status, tells } of replacedCases) {
    test(`\`${late}\`, ${before ? "before" : "after"} the second phone reported \`sent\``, async () => {
      const it = await replaced(`late ${late} ${before}`);
      if (!before) {
        it.second.report(it.id, "sent");
        await it.reaches("sent");
      }
      await it.reportLate(late, late === "failed" ? { error_message: "no service" } : {});
      assert.equal((await it.reaches(status)).error_message, null);
      const events = await it.events();
      assert.deepEqual(events, ["accepted", "leased", "outcome_unknown", "leased", ...tells]);
      // The second phone's report still counts, and a double send is always recorded.
      if (before) it.second.report(it.id, "sent");
      it.second.report(it.id, "delivered");
      await it.reaches("delivered");
      assert.equal((await it.events()).includes("duplicate_sent"), late !== "failed");
      it.stop();
    });
  }
});

/** A message that was held for its phone and then given up: only evidence of transmission reverts that. */
const givenUpCases = [
  { late: "sent", status: "sent", error: null, tells: ["sent"] },
  { late: "delivered", status: "delivered", error: null, tells: ["delivered"] },
  { late: "failed", status: "failed", error: "outcome_unknown", tells: [] },
];

describe("the phone reports after its message was given up as unknown", { concurrency: 3 }, () => {
  for (const { late, status, error, tells } of givenUpCases) {
    test(`a late \`${late}\` makes the message ${status}`, async () => {
      const it = await Case.create(wireroom, `given up ${late}`, { second: mute, mortal: { dieBeforeSend: 1 } });
      await it.send("hold");
      assert.equal((await it.reaches("failed")).error_message, "outcome_unknown");
      await it.tenant.account.projected(it.id, "failed");
      await it.reportLate(late, late === "failed" ? { error_message: "no service" } : {});
      assert.equal((await it.reaches(status)).error_message, error);
      assert.deepEqual(await it.events(), ["accepted", "leased", "failed", ...tells]);
      assert.deepEqual(it.frames.second, []);
      it.stop();
    });
  }
});
