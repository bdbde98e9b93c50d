import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import "../support/contract/lenient.mjs";
import { startWireroom } from "../support/wireroom.mjs";
import { Codes } from "./codes.mjs";

const number = "+12025550123";

let wireroom, codes;
before(async () => {
  wireroom = await startWireroom();
  codes = new Codes(wireroom, wireroom.account);
});
after(() => wireroom.stop());

const stored = async () => [
  await wireroom.rows("SELECT COUNT(*) AS rows FROM one_time_codes"),
  await wireroom.rows("SELECT COUNT(*) AS rows FROM one_time_code_attempts"),
];

const badNumbers = [
  ["", "hello", "12345", "+0123456789", "+1234567890123456", "٠١٢٣٤٥٦٧٨٩"].map((value) => [
    value,
    422,
    "Invalid phone number format",
  ]),
  [undefined, null].map((value) => [value, 400, "param is missing or the value is empty: phone_number"]),
  [true, [], {}].map((value) => [value, 400, "Invalid phone_number"]),
].flat();

test("invalid input to otp/send is refused and creates no code", async () => {
  const before = await stored();
  const cases = [
    ...badNumbers.map(([phone_number, ...answer]) => [{ phone_number }, ...answer]),
    ...[0, 11, -1, 60, 1.5, "x", true, [5], {}].map((expiry_minutes) => [
      { expiry_minutes },
      422,
      "expiry_minutes must be between 1 and 10",
    ]),
    ...[true, ["x"], {}].map((purpose) => [{ purpose }, 400, "Invalid purpose"]),
  ];
  for (const [change, status, error] of cases) {
    const answer = await codes.send(number, change);
    assert.deepEqual([answer.status, answer.body], [status, { error }], JSON.stringify(change));
  }
  assert.equal((await codes.send(number, { purpose: "p".repeat(65) })).status, 422);
  assert.equal((await codes.send(number, { purpose: "a\u0000b" })).status, 422);
  // Such a code would set a relay user's password while its SMS does not mention that.
  for (const purpose of ["relay recovery", " relay sign-up "]) {
    const answer = await codes.send(number, { purpose });
    assert.deepEqual([answer.status, answer.body], [422, { error: "this purpose is the service's own" }], purpose);
  }
  assert.deepEqual(await stored(), before);
});

test("invalid input to otp/verify is refused and costs no attempt", async () => {
  const before = await stored();
  const cases = [
    ...badNumbers.map(([phone_number, ...answer]) => [{ phone_number }, ...answer]),
    ...[undefined, null].map((code) => [{ code }, 400, "param is missing or the value is empty: code"]),
    ...[true, [], {}].map((code) => [{ code }, 400, "Invalid code"]),
    ...[true, ["x"], {}].map((purpose) => [{ purpose }, 400, "Invalid purpose"]),
  ];
  for (const [change, status, error] of cases) {
    const answer = await codes.verify(number, "123456", change);
    assert.deepEqual([answer.status, answer.body], [status, { error }], JSON.stringify(change));
  }
  assert.deepEqual(await stored(), before);
});

test("every expiry from one to ten minutes is the lifetime in the answer and of the code", async () => {
  for (const minutes of [1, "5", 10]) {
    const asked = Date.now();
    const { body } = await codes.send(`+120255501${String(minutes).padStart(2, "0")}`, { expiry_minutes: minutes });
    assert.ok(Math.abs(Date.parse(body.expires_at) - asked - Number(minutes) * 60_000) < 2_000, body.expires_at);
  }
});
