import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { setCountry } from "../../scripts/lib/accounts.mjs";
import { silentPhone } from "../http/support/gateway.mjs";
import { recipient, userWithIdlePhone } from "../smsgate/support/user.mjs";
import { startWireroom } from "../support/wireroom.mjs";

// DEFAULT_COUNTRY_CODE is the deployment's country; an account may have its own.

let wireroom;
before(async () => {
  wireroom = await startWireroom({ vars: { GATEWAY_MODE: "public" } });
});
after(() => wireroom.stop());

const setTo = async (account, country) => setCountry(wireroom.api, account.id, country);

/** Creates an account in that country, whose key no isolate has cached. */
async function accountIn(country, name) {
  const account = await wireroom.createAccount(name);
  await setTo(account, country);
  return account;
}

test("national numbers are read in the account's country, in sends, codes, filters and inbound SMS", async () => {
  const account = await accountIn("gb", "british");
  const phone = await silentPhone(wireroom, {
    registrationToken: await account.createKey("registration"),
    deviceId: "british",
  });
  const arrives = phone.next("command");
  await account.sendAccepted("07400 123456", "Hello");
  assert.equal((await arrives).recipient, "+447400123456");
  const coded = phone.next("command");
  const answer = await wireroom.request("POST", "/api/v1/otp/send", {
    key: account.key,
    json: { phone_number: "07400 123457" },
  });
  assert.equal(answer.status, 200, answer.text);
  assert.equal((await coded).recipient, "+447400123457");
  phone.receiveSms("07400 123458", "From the socket", "2026-01-01T00:00:00Z");
  const { body } = await wireroom.eventually(async () => {
    const listed = await account.received("?phone_number=07400%20123458");
    return listed.body.total > 0 && listed;
  });
  assert.equal(body.messages[0].from, "+447400123458");
  assert.equal((await account.send({ to: "2025 550", message: "Hello" })).status, 422);
});

test("other accounts stay in the deployment's country, and an account can return to it", async () => {
  const { account } = wireroom;
  const phone = await silentPhone(wireroom);
  const arrives = phone.next("command");
  await account.sendAccepted("(202) 555-0123", "Hello");
  assert.equal((await arrives).recipient, "+12025550123");
  const returned = await accountIn("GB", "returned");
  await setTo(returned, "default");
  const answer = await returned.send({ to: "07400 123456", message: "Hello" });
  assert.equal(answer.status, 422);
});

test("SMSGate reads numbers in the country of its user's account, with a password and with a token", async () => {
  const user = await userWithIdlePhone(wireroom);
  const [row] = await wireroom.rows("SELECT account_id AS id FROM logins WHERE login = ?", user.login);
  await setTo(row, "RU");
  const token = await user.call("POST", "/auth/token", { json: { ttl: 600, scopes: ["messages:send"] } });
  // A login that was just used is cached for ten seconds; the token is looked up for the first time.
  const authorization = `Bearer ${token.body.access_token}`;
  const sent = await user.call("POST", "/messages", {
    json: { textMessage: { text: "Hello" }, phoneNumbers: ["8 (999) 999-99-99"] },
    authorization,
  });
  assert.equal(sent.status, 202, sent.text);
  assert.equal(sent.body.recipients[0].phoneNumber, recipient);
});

test("the command refuses a country without phone numbers", async () => {
  for (const country of ["UK", "USA", "", "XX", "001"]) {
    await assert.rejects(setTo(wireroom.account, country), /ISO 3166/);
  }
});
