import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { startWireroom } from "../support/wireroom.mjs";
import { anotherThan, Codes, refused, verified } from "./codes.mjs";

let wireroom, phone, codes;
before(async () => {
  wireroom = await startWireroom({ vars: { OTP_PER_NETWORK_PER_HOUR: "50", OTP_PER_HOUR: "50" } });
  phone = await wireroom.phone();
  codes = new Codes(wireroom, wireroom.account);
});
after(() => wireroom.stop());

test("a code that could not be verified is neither sent nor counted", async () => {
  const number = "+12025550101";
  const code = await codes.receive(phone, number);
  for (const left of [2, 1, 0]) assert.deepEqual((await codes.verify(number, anotherThan(code))).body, refused(left));
  const charged = async () => [
    await wireroom.rows("SELECT subject, count FROM limit_counters ORDER BY subject"),
    await wireroom.rows("SELECT subject, count FROM sms_ceilings ORDER BY subject"),
    await wireroom.rows("SELECT id FROM one_time_codes ORDER BY id"),
  ];
  const before = await charged();
  for (let again = 0; again < 3; again += 1) {
    const { status, body, retryAfter } = await codes.send(number);
    assert.deepEqual([status, body], [429, { error: "Too many wrong codes. Try again later." }]);
    assert.ok(Number(retryAfter) > 3_500 && Number(retryAfter) <= 3_600, retryAfter);
  }
  assert.deepEqual(await charged(), before);
  // Another purpose has separate guesses.
  assert.deepEqual(
    (await codes.verify(number, await codes.receive(phone, number, { purpose: "payment" }), { purpose: "payment" }))
      .body,
    verified,
  );
});

test("an account's codes per hour have a ceiling", async () => {
  const limited = await startWireroom({ vars: { OTP_PER_HOUR: "2" } });
  try {
    const of = new Codes(limited, limited.account);
    const answers = [];
    for (let at = 0; at < 3; at += 1) answers.push(await of.send(`+120255502${10 + at}`));
    assert.deepEqual(
      answers.map(({ status }) => status),
      [200, 200, 429],
    );
    assert.deepEqual(answers[2].body, { error: "Rate limit exceeded" });
    assert.ok(Number(answers[2].retryAfter) > 0);
  } finally {
    await limited.stop();
  }
});
