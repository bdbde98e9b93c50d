import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { after, before, test } from "node:test";
import { startWireroom } from "../../support/wireroom.mjs";
import { PollPhone, cancelled, enqueued, frameOf } from "./poll-phone.mjs";

// The platform evicts an object about ten seconds after its last request.
const idleMs = 14_000;

let wireroom;
before(async () => (wireroom = await startWireroom({ vars: { SSE_KEEPALIVE_SECS: "1" } })));
after(() => wireroom.stop());

async function phoneFor(context) {
  const phone = await PollPhone.register(wireroom);
  context.after(() => phone.hangUp());
  return phone;
}

test("streams continue even if their object is evicted before every event", async (context) => {
  const phone = await phoneFor(context);
  const streams = [await phone.listen(), await phone.listen()];
  for (let index = 0; index < 5; index += 1) {
    await phone.evict();
    assert.deepEqual(await phone.notify(cancelled(`m${index}`)), { streams: 2, pushed: false });
    for (const stream of streams)
      assert.equal(await stream.next(), frameOf("MessageCancelled", { messageId: `m${index}` }));
  }
  await phone.evict();
  await phone.disconnect();
  for (const stream of streams) await stream.hasEnded();
});

test("an open stream does not keep its object in memory, and continues when the object wakes", async (context) => {
  const phone = await phoneFor(context);
  const stream = await phone.listen();
  await phone.notify(enqueued);
  await stream.next();
  const seen = stream.comments.length;
  // No event marks the object's eviction, and asking it would wake it.
  await sleep(idleMs);
  await assert.rejects(
    wireroom.worker.evictDurableObject("GatewayConnection", { name: phone.id, webSockets: "hibernate" }),
    /not currently running/,
  );
  assert.ok(stream.comments.length - seen >= 10, "keep-alives went on");
  assert.deepEqual(await phone.notify(cancelled("m1")), { streams: 1, pushed: false });
  assert.equal(await stream.next(), frameOf("MessageCancelled", { messageId: "m1" }));
});
