import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { eventually } from "../support/wireroom.mjs";
import { Receiver, answer } from "../webhooks/receiver.mjs";
import { NumberProxy, startProxy } from "./proxy.mjs";

let system, receiver;
before(async () => {
  receiver = await Receiver.listen();
  system = await startProxy({ vars: { OUTBOUND_ALLOW_HOSTS: receiver.host, STRANGER_SMS_PER_BLOCK_PER_HOUR: "3" } });
});
after(async () => {
  await system.stop();
  await receiver.close();
});

/** Waits for the next hour if the current one is about to end, because windows end with the clock's hour. */
async function earlyInTheHour() {
  const leftMs = 3_600_000 - (Date.now() % 3_600_000);
  if (leftMs < 20_000) await new Promise((resolve) => setTimeout(resolve, leftMs + 100));
}

test("strangers of one number block are answered up to a ceiling, while participants are still relayed", async () => {
  await earlyInTheHour();
  const proxy = await NumberProxy.masking(system, "strangers", { session: {} });
  const url = receiver.answers("/stops", answer(204));
  const created = await proxy.call("POST", "/api/v1/admin/webhooks", {
    url,
    format: "standard",
    events: ["spending.stopped"],
  });
  assert.equal(created.status, 201, created.text);
  for (let at = 0; at < 8; at += 1) await proxy.says(`1303555${String(at).padStart(4, "0")}`, "who are you?");
  const answered = () => proxy.sent().filter(([to]) => to.includes("1303555"));
  await eventually(() => answered().length >= 3);
  const [{ body }] = await receiver.had("/stops", 1);
  assert.deepEqual(
    [body.type, body.data.purpose, body.data.reason, body.data.limit],
    ["spending.stopped", "masking_answers", "number_block_hour", 3],
  );
  await proxy.says(proxy.a, "still here");
  assert.deepEqual(proxy.relayed().at(-1), [proxy.b, "still here"]);
  assert.equal(answered().length, 3);
  // A stranger of another block is answered.
  await proxy.says("13105550100", "who are you?");
  await eventually(() => proxy.sent().some(([to]) => to.includes("13105550100")));
});
