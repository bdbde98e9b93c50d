import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { unfinishedRequest } from "../support/raw-request.mjs";
import { startSmsGate, userWithIdlePhone } from "./support/user.mjs";

const working = 32;
const waiting = 200;
const beyond = 18;

let wireroom;
before(async () => (wireroom = await startSmsGate()));
after(() => wireroom.stop());

test("a phone with the maximum number of waiting requests is refused further ones at once, while another phone is served", async () => {
  const [greedy, other] = [await userWithIdlePhone(wireroom), await userWithIdlePhone(wireroom)];
  const headers = { authorization: `Bearer ${greedy.phone.session.token}`, "content-type": "application/json" };
  const answered = [];
  const report = async () =>
    answered.push(
      await unfinishedRequest(wireroom.url, "PATCH", "/api/mobile/v1/message", { headers, length: 100, sent: "[" }),
    );
  // The requests in progress wait for the rest of their bodies, which never arrives.
  const requests = Array.from({ length: working + waiting + beyond }, () => report().catch(() => {}));
  await wireroom.eventually(() => answered.length >= beyond, { what: "those beyond are answered" });
  for (let fetched = 0; fetched < 5; fetched += 1) assert.deepEqual(await other.poll(), []);
  assert.deepEqual(answered, Array(beyond).fill(503));
  await Promise.all(requests);
  assert.deepEqual(answered, Array(waiting + beyond).fill(503));
});
