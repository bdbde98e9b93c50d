import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { startWireroom } from "../support/wireroom.mjs";
import { Case, vars } from "./failover.mjs";

const expired = "TTL expired";
const unknown = "outcome_unknown";

/**
 * Time of the phone's death · policy for an unknown outcome · presence of a second phone · return of the first
 * → the message's final status, its reason, transmissions by each phone, and required events in the timeline.
 */
const matrix = [
  ["before the frame", "hold", "alone", "back", { status: "delivered", onAir: [1, 0], tells: ["sent", "delivered"] }],
  ["before the frame", "hold", "alone", "gone", { status: "failed", error: expired, onAir: [0, 0], tells: ["failed"] }],
  ["before the frame", "hold", "second", "back", { status: "delivered", onAir: [0, 1], tells: ["sent", "delivered"] }],
  ["before the frame", "hold", "second", "gone", { status: "delivered", onAir: [0, 1], tells: ["sent", "delivered"] }],
  ["before the frame", "resend", "alone", "back", { status: "delivered", onAir: [1, 0], tells: ["sent", "delivered"] }],
  [
    "before the frame",
    "resend",
    "alone",
    "gone",
    { status: "failed", error: expired, onAir: [0, 0], tells: ["failed"] },
  ],
  [
    "before the frame",
    "resend",
    "second",
    "back",
    { status: "delivered", onAir: [0, 1], tells: ["sent", "delivered"] },
  ],
  [
    "before the frame",
    "resend",
    "second",
    "gone",
    { status: "delivered", onAir: [0, 1], tells: ["sent", "delivered"] },
  ],

  [
    "after the frame",
    "hold",
    "alone",
    "back",
    { status: "delivered", onAir: [1, 0], tells: ["reoffered", "sent", "delivered"] },
  ],
  ["after the frame", "hold", "alone", "gone", { status: "failed", error: unknown, onAir: [0, 0], tells: ["failed"] }],
  [
    "after the frame",
    "hold",
    "second",
    "back",
    { status: "delivered", onAir: [1, 0], tells: ["reoffered", "sent", "delivered"] },
  ],
  ["after the frame", "hold", "second", "gone", { status: "failed", error: unknown, onAir: [0, 0], tells: ["failed"] }],
  [
    "after the frame",
    "resend",
    "alone",
    "back",
    { status: "delivered", onAir: [1, 0], tells: ["outcome_unknown", "leased", "sent", "delivered"] },
  ],
  [
    "after the frame",
    "resend",
    "alone",
    "gone",
    { status: "failed", error: unknown, onAir: [0, 0], tells: ["outcome_unknown", "failed"] },
  ],
  [
    "after the frame",
    "resend",
    "second",
    "back",
    { status: "delivered", onAir: [0, 1], tells: ["outcome_unknown", "leased", "sent", "delivered"] },
  ],
  [
    "after the frame",
    "resend",
    "second",
    "gone",
    { status: "delivered", onAir: [0, 1], tells: ["outcome_unknown", "leased", "sent", "delivered"] },
  ],

  // The phone remembers the message from before its death, and reports it as sent.
  ["after sending", "hold", "alone", "back", { status: "sent", onAir: [1, 0], tells: ["reoffered", "sent"] }],
  ["after sending", "hold", "alone", "gone", { status: "failed", error: unknown, onAir: [1, 0], tells: ["failed"] }],
  ["after sending", "hold", "second", "back", { status: "sent", onAir: [1, 0], tells: ["reoffered", "sent"] }],
  ["after sending", "hold", "second", "gone", { status: "failed", error: unknown, onAir: [1, 0], tells: ["failed"] }],
  [
    "after sending",
    "resend",
    "alone",
    "back",
    { status: "sent", onAir: [1, 0], tells: ["outcome_unknown", "leased", "sent"] },
  ],
  [
    "after sending",
    "resend",
    "alone",
    "gone",
    { status: "failed", error: unknown, onAir: [1, 0], tells: ["outcome_unknown", "failed"] },
  ],
  [
    "after sending",
    "resend",
    "second",
    "back",
    { status: "delivered", onAir: [1, 1], tells: ["outcome_unknown", "leased", "sent", "delivered", "duplicate_sent"] },
  ],
  // The first transmission stays unknown, but the timeline records that a duplicate was possible.
  [
    "after sending",
    "resend",
    "second",
    "gone",
    { status: "delivered", onAir: [1, 1], tells: ["outcome_unknown", "leased", "sent", "delivered"] },
  ],

  ...["hold", "resend"].flatMap((policy) =>
    ["alone", "second"].flatMap((others) => [
      ["after `sent`", policy, others, "back", { status: "delivered", onAir: [1, 0], tells: ["sent", "delivered"] }],
      ["after `sent`", policy, others, "gone", { status: "sent", onAir: [1, 0], tells: ["sent"] }],
    ]),
  ),
];

let wireroom;
before(async () => (wireroom = await startWireroom({ vars })));
after(() => wireroom.stop());

const deaths = {
  async "before the frame"(it, send) {
    it.mortal.die();
    await it.isGone();
    await send();
  },
  async "after the frame"(it, send) {
    const died = it.mortal.next("died");
    await send();
    await died;
    await it.isGone();
  },
  async "after sending"(it, send) {
    return deaths["after the frame"](it, send);
  },
  async "after `sent`"(it, send) {
    await send();
    await it.reaches("sent");
    it.mortal.die();
    await it.isGone();
  },
};

const behavior = {
  "before the frame": {},
  "after the frame": { dieBeforeSend: 1 },
  "after sending": { dieAfterSend: 1 },
  "after `sent`": { delayDeliveredMs: 1e6 },
};

/** Restarts the dead phone, which sends its remaining reports. */
async function comeBack(it, { dies, policy, others }) {
  if (dies === "before the frame" && others === "second") await it.reaches("delivered");
  const replaced = policy === "resend" && others === "second" && dies !== "after `sent`";
  if (replaced) await it.reaches("delivered");
  await it.live();
  if (dies === "after `sent`") it.mortal.report(it.id, "delivered");
  if (dies === "after sending" && replaced) {
    await it.reportLate("sent");
    await wireroom.eventually(async () => (await it.events()).includes("duplicate_sent"), {
      what: "the double send is on record",
    });
  }
}

describe("a phone dies over a message", { concurrency: 8 }, () => {
  for (const [dies, policy, others, then, expected] of matrix) {
    test(`${dies} · ${policy} · ${others} · ${then} → ${expected.error ?? expected.status}`, async () => {
      const it = await Case.create(wireroom, `${dies} ${policy} ${others} ${then}`, {
        second: others === "second",
        mortal: behavior[dies],
      });
      const brief = expected.status === "failed";
      await deaths[dies](it, () => it.send(policy, { brief }));
      if (then === "back") await comeBack(it, { dies, policy, others });
      const { status, error_message, failed_at, sent_at } = await it.reaches(expected.status);
      assert.deepEqual({ status, error_message }, { status: expected.status, error_message: expected.error ?? null });
      assert.deepEqual([failed_at !== null, sent_at !== null], [status === "failed", status !== "failed"]);
      const [mortal, second] = expected.onAir;
      assert.deepEqual(it.onAir(), { mortal, second });
      const events = await it.events();
      assert.ok(isSubsequence(expected.tells, events), `${events}`);
      for (const event of ["duplicate_sent", "outcome_unknown", "reoffered", "attempt_failed"]) {
        assert.equal(events.includes(event), expected.tells.includes(event), `${event}: ${events}`);
      }
      // A phone that must not send the message has not even seen it.
      if (second === 0) assert.deepEqual(it.frames.second, []);
      it.stop();
    });
  }
});

test("the matrix contains every case exactly once", () => {
  const cases = matrix.map((row) => row.slice(0, 4).join());
  assert.equal(new Set(cases).size, 4 * 2 * 2 * 2);
  assert.equal(cases.length, 32);
});

function isSubsequence(wanted, all) {
  let at = 0;
  for (const each of all) if (each === wanted[at]) at += 1;
  return at === wanted.length;
}
