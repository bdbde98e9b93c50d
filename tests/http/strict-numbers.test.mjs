import assert from "node:assert/strict";
import { test } from "node:test";
import { startWireroom } from "../support/wireroom.mjs";

const refusal = { status: 422, body: { error: "Invalid phone number format" } };

test("a strict deployment sends only to numbers that a numbering plan assigns", async () => {
  const wireroom = await startWireroom({ vars: { PHONE_VALIDATION: "strict" } });
  try {
    const { key } = wireroom.account;
    const post = async (path, json) => {
      const { status, body } = await wireroom.request("POST", path, { key, json });
      return { status, body };
    };
    for (const number of ["+1234567890", "+959123456789", "+19995550123"]) {
      assert.deepEqual(await post("/api/v1/sms/send", { to: number, message: "hi" }), refusal, number);
      assert.deepEqual(await post("/api/v1/otp/send", { phone_number: number }), refusal, number);
      assert.deepEqual(await post("/api/v1/otp/verify", { phone_number: number, code: "123456" }), refusal, number);
    }
    for (const number of ["+12025550123", "(206) 299-2129", "011447400123456"]) {
      assert.equal((await post("/api/v1/sms/send", { to: number, message: "hi" })).status, 202, number);
      assert.equal((await post("/api/v1/otp/send", { phone_number: number })).status, 200, number);
    }
  } finally {
    await wireroom.stop();
  }
});
