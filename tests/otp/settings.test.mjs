import assert from "node:assert/strict";
import { test } from "node:test";
import { startWireroom } from "../support/wireroom.mjs";
import { Codes } from "./codes.mjs";

async function withSettings(settings, use) {
  const wireroom = await startWireroom(settings);
  try {
    await use(new Codes(wireroom, wireroom.account), wireroom);
  } finally {
    await wireroom.stop();
  }
}

test("without SEALING_KEYS one-time codes are not configured, and everything else works", () =>
  withSettings({ secrets: {} }, async (codes, wireroom) => {
    const { status, body } = await codes.send("+12025550123");
    assert.deepEqual([status, body], [501, { error: "One-time codes are not configured" }]);
    assert.deepEqual(await wireroom.rows("SELECT * FROM one_time_codes"), []);
    await wireroom.account.sendAccepted("+12025550123", "Hello");
  }));

test("the operator sets the countries, the template and the limit of a prefix", () =>
  withSettings(
    { vars: { OTP_COUNTRIES: "us,GB", OTP_TEMPLATE: "{code} is valid for {minutes} min", OTP_PREFIX_PER_HOUR: "2" } },
    async (codes, wireroom) => {
      for (const number of ["+959123456789", "+16045550123", "+447911123456", "+1234567890"]) {
        const { status, body } = await codes.send(number);
        assert.deepEqual([status, body], [422, { error: "Codes are not sent to this country" }], number);
      }
      const phone = await wireroom.phone({ deviceId: "phone" });
      const arrives = phone.next("command");
      assert.equal((await codes.send("+447400123456", { expiry_minutes: 7 })).status, 200);
      assert.match((await arrives).message, /^\d{6} is valid for 7 min$/);
      assert.equal((await codes.send("+12025550101")).status, 200);
      assert.equal((await codes.send("+12025550102")).status, 200);
      const { status, body, retryAfter } = await codes.send("+12025550103");
      assert.deepEqual([status, body], [429, { error: "Rate limit exceeded" }]);
      assert.ok(Number(retryAfter) > 3_500);
      assert.equal((await codes.send("+13125550103")).status, 200);
    },
  ));
