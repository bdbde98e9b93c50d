import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { test } from "node:test";
import { chosenHash } from "../support/minted-keys.mjs";
import { answer } from "../webhooks/receiver.mjs";
import { startWithReceiver } from "../webhooks/subscriber.mjs";
import { forgeCookie, goodPassword, Visitor } from "./users.mjs";

const passwordHash = chosenHash(goodPassword);
const admin = (wireroom, method, path, json) =>
  wireroom.request(method, `/api/v1/admin${path}`, { key: wireroom.account.key, json });

/** Signs up with the number and asks for a code, from a network of its own. */
async function asksForCode(wireroom, full, network) {
  const [uid, nowMs] = [randomUUID(), Date.now()];
  await wireroom.rows(
    `INSERT INTO relay_users (account_id, user_id, phone_number, name, country_code, password_hash, state, sessions_since_ms, created_at_ms, updated_at_ms)
     VALUES (?, ?, ?, 'Ngozi', '+237', ?, 'unverified', 0, ?, ?)`,
    wireroom.account.id,
    uid,
    full,
    passwordHash,
    nowMs,
    nowMs,
  );
  const session = {
    user_id: uid,
    session_id: uid.slice(0, 21),
    stage: "sign_up",
    started_at_ms: nowMs,
    renewed_at_ms: nowMs,
  };
  const visitor = Object.assign(new Visitor(wireroom, { network }), { uid, cookie: forgeCookie(session) });
  return visitor.request("POST", `/v2/users/${uid}/OTP`, { phone_number: full });
}

test("sign-ups with numbers whose codes nobody enters are stopped while others go on", async (context) => {
  const system = await startWithReceiver({
    vars: { RELAY_SIGN_UP: "open", OTP_ALARM_SENT: "4", OTP_ALARM_PERCENT: "50" },
  });
  context.after(() => system.stop());
  const { wireroom, receiver } = system;
  const policy = { automatic_blocks: true, min_sent: 4, min_verified_percent: 50, grace_seconds: 0 };
  assert.equal((await admin(wireroom, "PATCH", "/otp/policy", policy)).status, 200);
  const url = receiver.answers("/stops", answer(204));
  const endpoint = { url, format: "standard", events: ["spending.stopped"] };
  assert.equal((await admin(wireroom, "POST", "/webhooks", endpoint)).status, 201);

  const pumped = (index) => asksForCode(wireroom, `+23767946000${index}`, `198.18.0.${index}`);
  for (let index = 0; index < 4; index += 1) assert.equal((await pumped(index)).status, 201);
  // The alarm of all sign-ups counts codes from two minutes on, and these would raise it.
  await wireroom.rows("UPDATE one_time_codes SET created_at_ms = created_at_ms - 150000");
  const refused = await pumped(4);
  assert.equal(refused.status, 429);
  assert.ok(Number(refused.headers.get("retry-after")) > 3_590, refused.headers.get("retry-after"));
  const [told] = await receiver.had("/stops", 1);
  const { purpose, reason, number_block } = told.body.data;
  assert.deepEqual([purpose, reason, number_block], ["sign_up_codes", "low_conversion", "+237679"]);
  assert.equal((await asksForCode(wireroom, "+237650400001", "198.18.1.1")).status, 201);

  assert.equal((await admin(wireroom, "DELETE", "/otp/blocks/%2B237679")).status, 200);
  assert.equal((await pumped(5)).status, 201);
  const { body } = await admin(wireroom, "GET", "/otp/conversions?country=CM&block=true");
  assert.deepEqual(
    body.conversions.map((it) => [it.number_block, it.sent, it.verified]),
    [
      ["+237650", 1, 0],
      ["+237679", 5, 0],
    ],
  );
});
