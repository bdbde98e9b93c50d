import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { startWireroom } from "../support/wireroom.mjs";
import { HttpGateway, silentPhone } from "../http/support/gateway.mjs";
import { meant, refused } from "./spellings.mjs";

// Contract A.10: a number whose meaning is uncertain is refused.

const refusal = { status: 422, body: { error: "Invalid phone number format" } };
const formType = { "content-type": "application/x-www-form-urlencoded" };

let wireroom, account, phone;
before(async () => {
  wireroom = await startWireroom();
  ({ account } = wireroom);
  phone = await silentPhone(wireroom);
});
after(() => wireroom.stop());

const brief = ({ status, body }) => ({ status, body });
const post = (path, json) => wireroom.request("POST", path, { key: account.key, json });
const listed = (query) => wireroom.request("GET", `/api/v1/admin/messages?${query}`, { key: account.key });

/** Returns the recipient in the command that a send produces. */
async function recipientOf(message, send) {
  const arrives = phone.next("command", { where: (command) => command.message === message });
  const answer = await send();
  assert.equal(answer.status, 202, answer.text);
  return (await arrives).recipient;
}

test("every spelling of a number reaches the intended number", async () => {
  for (const [to, recipient] of meant) {
    const message = `to ${to}`;
    assert.equal(await recipientOf(message, () => account.send({ to, message })), recipient, to);
  }
});

test("a number that would reach a stranger or no subscriber is refused on every sending route", async () => {
  for (const number of refused) {
    assert.deepEqual(brief(await account.send({ to: number, message: "Hello" })), refusal, number);
    assert.deepEqual(brief(await post("/api/v1/otp/send", { phone_number: number })), refusal, number);
    assert.deepEqual(
      brief(await post("/api/v1/otp/verify", { phone_number: number, code: "123456" })),
      refusal,
      number,
    );
  }
});

test("a leading plus sign that became a blank in a form or a query is read as a plus sign", async () => {
  const form = (message) =>
    wireroom.request("POST", "/api/v1/sms/send", {
      key: account.key,
      headers: formType,
      body: `to=+447400123456&message=${message}`,
    });
  assert.equal(await recipientOf("form", () => form("form")), "+447400123456");
  const query = () =>
    wireroom.request("POST", "/api/v1/sms/send?to=+44+7400+123456&message=query", { key: account.key });
  assert.equal(await recipientOf("query", query), "+447400123456");
  // A blank that a person typed in front of a national number stays a blank.
  const typed = () =>
    wireroom.request("POST", "/api/v1/sms/send", {
      key: account.key,
      headers: formType,
      body: "to=+(202)+555-0123&message=typed",
    });
  assert.equal(await recipientOf("typed", typed), "+12025550123");
});

test("a code sent to one spelling of a number can be verified under another", async () => {
  const arrives = phone.next("command", { where: ({ recipient }) => recipient === "+447400123457" });
  assert.equal((await post("/api/v1/otp/send", { phone_number: "0044 (0)7400 123457" })).status, 200);
  const [code] = (await arrives).message.match(/\d{6}/);
  const verified = await wireroom.request("POST", "/api/v1/otp/verify", {
    key: account.key,
    headers: formType,
    body: `phone_number=+44+7400+123457&code=${code}`,
  });
  assert.deepEqual(brief(verified), { status: 200, body: { success: true, verified: true } });
});

test("a listing is filtered by a number in any spelling, escaped or not", async () => {
  const other = await wireroom.createAccount("filters");
  const gateway = await HttpGateway.register(wireroom, "filters", { token: await other.createKey("registration") });
  await gateway.takes("+44 (0)7400 123458", "Hello");
  await gateway.takes("12345", "Your code");
  const sent = await other.send({ to: "+44 7400 123458", message: "Hello back" });
  assert.equal(sent.status, 202);
  const get = async (path) => {
    const answer = await wireroom.request("GET", path, { key: other.key });
    assert.equal(answer.status, 200, `${path}: ${answer.text}`);
    return answer.body.messages.map(({ message }) => message);
  };
  for (const spelling of [
    "%2B447400123458",
    "+447400123458",
    "+44+7400+123458",
    "00447400123458",
    "%2B44%20(0)7400%20123458",
    "%E2%80%AA%2B447400123458%E2%80%AC",
  ]) {
    assert.deepEqual(await get(`/api/v1/sms/received?phone_number=${spelling}`), ["Hello"], spelling);
    assert.deepEqual(
      (await get(`/api/v1/admin/messages?phone_number=${spelling}`)).sort(),
      ["Hello", "Hello back"],
      spelling,
    );
  }
  assert.deepEqual(await get("/api/v1/sms/received?phone_number=12345"), ["Your code"]);
});

test("an impossible address in a filter is 400 and never an empty list", async () => {
  for (const text of [
    "%2B12",
    "+12",
    "%2B",
    "+",
    "447911123456",
    "12345678901234567890",
    "%2B0123456789",
    "---",
    "%D9%A1%D9%A2%D9%A3%D9%A4",
  ]) {
    for (const answer of [await account.received(`?phone_number=${text}`), await listed(`phone_number=${text}`)]) {
      assert.equal(answer.status, 400, `${text}: ${answer.text}`);
      assert.equal(typeof answer.body.error, "string");
    }
  }
});

test("a sender is never refused, and a plus sign lost in a form is restored", async () => {
  const other = await wireroom.createAccount("senders");
  const gateway = await HttpGateway.register(wireroom, "senders", { token: await other.createKey("registration") });
  for (const sender of ["MyBank", "12345", "+1234567", "447911123456", "*100#"]) await gateway.takes(sender, sender);
  const form = await wireroom.request("POST", "/api/v1/gateway/sms/received", {
    key: gateway.key,
    headers: formType,
    body: "sender=+447400123459&message=form",
  });
  assert.equal(form.status, 200, form.text);
  const { messages } = (await other.received()).body;
  assert.deepEqual(messages.map(({ from, message }) => [message, from]).sort(), [
    ["*100#", "*100#"],
    ["+1234567", "+1234567"],
    ["12345", "12345"],
    ["447911123456", "447911123456"],
    ["MyBank", "MyBank"],
    ["form", "+447400123459"],
  ]);
});

test("a strict deployment sends to exactly the number that it checked", async () => {
  const strict = await startWireroom({ vars: { PHONE_VALIDATION: "strict" } });
  try {
    const strictPhone = await silentPhone(strict);
    const arrives = strictPhone.next("command");
    await strict.account.sendAccepted("+44 (0)20 7946 0958", "Hello");
    assert.equal((await arrives).recipient, "+442079460958");
  } finally {
    await strict.stop();
  }
});
