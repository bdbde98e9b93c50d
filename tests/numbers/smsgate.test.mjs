import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { startSmsGate, userWithIdlePhone } from "../smsgate/support/user.mjs";
import { refused } from "./spellings.mjs";

// smsgate contract 3.1: numbers are read as in the Gateway API, and must be mobile numbers.

let wireroom, user;
before(async () => {
  wireroom = await startSmsGate();
  user = await userWithIdlePhone(wireroom);
});
after(() => wireroom.stop());

const numbersOf = async (phoneNumbers, query) =>
  (await user.accepted({ phoneNumbers }, query)).recipients.map(({ phoneNumber }) => phoneNumber);

test("every spelling of a number becomes the intended mobile number", async () => {
  for (const [spelling, number] of [
    ["+7 (0)999 000-12-34", "+79990001234"],
    ["+44 (0)7400 123456", "+447400123456"],
    ["0044 (0)7400 123456", "+447400123456"],
    ["\u202a+44\u00a07400\u2011123456\u202c", "+447400123456"],
    ["+49 (0)151/23456789", "+4915123456789"],
    ["+39 347 123 4567", "+393471234567"],
    ["(202) 555-0123", "+12025550123"],
  ]) {
    assert.deepEqual(await numbersOf([spelling]), [number], spelling);
  }
  const twice = await user.send({ phoneNumbers: ["+447400123456", "+44 (0)7400 123456"] });
  assert.deepEqual([twice.status, twice.body], [400, { message: "phone numbers must be unique" }]);
});

test("a number that would reach a stranger or no subscriber is 400", async () => {
  for (const number of refused) {
    const { status, body } = await user.send({ phoneNumbers: ["+79990001234", number] });
    assert.equal(status, 400, number);
    assert.match(body.message, /^(invalid phone number|failed to parse phone number: )/, number);
  }
});

test("the error for digits without a plus sign that are not a national number names the country setting", async () => {
  const { status, body } = await user.send({ phoneNumbers: ["79990001234"] });
  assert.equal(status, 400);
  assert.match(body.message, /^invalid phone number: .*\bUS\b.*DEFAULT_COUNTRY_CODE/);
  const { body: said } = await user.send({ phoneNumbers: ["+7999"] });
  assert.deepEqual(said, { message: "invalid phone number" });
});

test("a short code is sent byte for byte, without a country code, if the caller skips validation", async () => {
  assert.deepEqual(await numbersOf(["12345", "*100#"], "?skipPhoneValidation=true"), ["12345", "*100#"]);
});
