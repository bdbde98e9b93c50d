import assert from "node:assert/strict";
import { once } from "node:events";
import { get } from "node:http";
import { after, before, test } from "node:test";
import { startWireroom } from "../../support/wireroom.mjs";
import { PollPhone, cancelled, enqueued, frameOf } from "./poll-phone.mjs";

// The data is large enough to fill all buffers between server and reader.
const padding = "x".repeat(32_768);
const count = 1_500;

let wireroom;
before(async () => (wireroom = await startWireroom()));
after(() => wireroom.stop());

test("a reader that stops reading delays no other, costs no memory, and is told to fetch when it continues", {
  timeout: 90_000,
}, async (context) => {
  const phone = await PollPhone.register(wireroom);
  context.after(() => phone.hangUp());
  const quick = await phone.listen();
  const request = get(`${wireroom.url}/api/mobile/v1/events`, { headers: { authorization: `Bearer ${phone.token}` } });
  const [slow] = await once(request, "response");
  context.after(() => request.destroy());
  slow.setEncoding("utf8").pause();
  for (let index = 0; index < count; index += 1) {
    const id = `${index} ${padding}`;
    assert.deepEqual(await phone.notify(cancelled(id)), { streams: 2, pushed: false });
    assert.equal(await quick.next(), frameOf("MessageCancelled", { messageId: id }));
  }
  let text = "";
  slow.on("data", (chunk) => (text += chunk));
  slow.resume();
  const told = () => text.split("\n\n").filter((frame) => frame.startsWith("event: MessageCancelled")).length;
  await wireroom.eventually(() => text.includes(frameOf("MessageEnqueued")), {
    what: "it is told to fetch",
    timeoutMs: 20_000,
  });
  assert.ok(told() < count, `${told()} of ${count} were kept for it`);
  const before = text.split(frameOf("MessageEnqueued")).length;
  await phone.notify(enqueued);
  await wireroom.eventually(() => text.split(frameOf("MessageEnqueued")).length > before, { what: "it is told again" });
});
