import assert from "node:assert/strict";
import { test } from "node:test";
import { startWireroom } from "../../support/wireroom.mjs";
import { PollPhone, enqueued, frameOf } from "./poll-phone.mjs";

/** Creates a phone of a system with these settings; both end with the test. */
async function phoneWith(context, vars) {
  const wireroom = await startWireroom({ vars });
  const phone = await PollPhone.register(wireroom);
  context.after(() => {
    phone.hangUp();
    return wireroom.stop();
  });
  return phone;
}

test("keep-alives come at their interval in the contract's form, with events between them", async (context) => {
  const phone = await phoneWith(context, { SSE_KEEPALIVE_SECS: "0.4" });
  const stream = await phone.listen();
  await stream.hadComments(2);
  await phone.notify(enqueued);
  assert.equal(await stream.next(), frameOf("MessageEnqueued"));
  const comments = await stream.hadComments(6);
  for (const [index, { text, atMs }] of comments.entries()) {
    assert.equal(text, ":keepalive\n\n");
    if (index === 0) continue;
    const gapMs = atMs - comments[index - 1].atMs;
    assert.ok(gapMs > 200 && gapMs < 1_000, `${gapMs} ms between keep-alives`);
  }
});

test("a stream ends when its time is up, and its phone opens another", async (context) => {
  const phone = await phoneWith(context, { SSE_STREAM_SECS: "1", SSE_KEEPALIVE_SECS: "0" });
  const openedMs = performance.now();
  const first = await phone.listen();
  await first.hasEnded();
  const livedMs = performance.now() - openedMs;
  assert.ok(livedMs >= 900 && livedMs < 4_000, `it lived for ${livedMs} ms`);
  assert.deepEqual([first.frames, first.comments], [[], []]);
  await phone.wireroom.eventually(async () => (await phone.notify(enqueued)).streams === 0, {
    what: "the object knows",
  });
  const second = await phone.listen();
  assert.deepEqual(await phone.notify(enqueued), { streams: 1, pushed: false });
  assert.equal(await second.next(), frameOf("MessageEnqueued"));
});
