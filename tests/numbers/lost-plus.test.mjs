import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import "../support/contract/lenient.mjs";
import { setCountry } from "../../scripts/lib/accounts.mjs";
import { HttpGateway, silentPhone } from "../http/support/gateway.mjs";
import { NumberProxy, startProxy, texts } from "../number-proxy/proxy.mjs";
import { expect, rowOf, Visitor } from "../relay/users.mjs";
import { userWithIdlePhone } from "../smsgate/support/user.mjs";

// Numbers whose plus sign was lost, and texts that are no numbers, over all faces.

const formType = { "content-type": "application/x-www-form-urlencoded" };
const mobile = "+4915123456789";

let system, wireroom;
before(async () => {
  system = await startProxy({ vars: { GATEWAY_MODE: "public" } });
  ({ wireroom } = system);
});
after(() => system.stop());

const settle = async ({ id }) => setCountry(wireroom.api, id, "DE");

test("Germany's own code without its plus sign is read once by every face", async () => {
  const account = await wireroom.createAccount("german");
  await settle(account);
  const phone = await silentPhone(wireroom, {
    registrationToken: await account.createKey("registration"),
    deviceId: "german",
  });
  for (const [to, meant] of [
    ["4915123456789", mobile],
    ["49 (0)30 123456", "+4930123456"],
    ["49-(0)40-123456", "+4940123456"],
  ]) {
    const arrives = phone.next("command", { where: ({ message }) => message === to });
    await account.sendAccepted(to, to);
    assert.equal((await arrives).recipient, meant, to);
  }

  const user = await userWithIdlePhone(wireroom);
  const [row] = await wireroom.rows("SELECT account_id AS id FROM logins WHERE login = ?", user.login);
  await settle(row);
  const token = await user.call("POST", "/auth/token", { json: { ttl: 600, scopes: ["messages:send"] } });
  const authorization = `Bearer ${token.body.access_token}`;
  const sent = await user.call("POST", "/messages", {
    json: { textMessage: { text: "Hello" }, phoneNumbers: ["4915123456789"] },
    authorization,
  });
  assert.deepEqual([sent.status, sent.body.recipients?.[0].phoneNumber], [202, mobile], sent.text);

  const proxy = await NumberProxy.create(system, "german masking");
  await settle(proxy.account);
  proxy.tn = await proxy.newTn();
  await proxy.created("4915123456789", "+4915123456780");
  assert.deepEqual(proxy.sent(), [
    ["4915123456789", texts.start],
    ["4915123456780", texts.start],
  ]);

  const visitor = new Visitor(wireroom);
  expect(await visitor.signUp({ national: "4915123456789" }, { country_code: "+49" }), 200);
  assert.equal((await rowOf(wireroom, { full: mobile })).phone_number, mobile);
});

test("digits of a masking participant that are a number of two countries are refused without a plus sign", async () => {
  const proxy = await NumberProxy.masking(system, "two countries");
  assert.equal((await proxy.create("4582345678", "+12025550123")).status, 400);
  await proxy.created("+4582345678", "+12025550123");
});

test("a plus sign lost behind invisible marks or a parenthesis is restored in forms, queries and filters", async () => {
  const account = await wireroom.createAccount("forms");
  const phone = await silentPhone(wireroom, {
    registrationToken: await account.createKey("registration"),
    deviceId: "forms",
  });
  const spellings = [
    "%E2%80%AA+447400123456%E2%80%AC",
    "(+44)7400123456",
    "%C2%A0+44+7400+123456",
    "%09+447400123456",
    "+(44)7400123456",
  ];
  for (const [index, to] of spellings.entries()) {
    const message = `form${index}`;
    const arrives = phone.next("command", { where: (command) => command.message === message });
    const answer = await wireroom.request("POST", "/api/v1/sms/send", {
      key: account.key,
      headers: formType,
      body: `to=${to}&message=${message}`,
    });
    assert.equal(answer.status, 202, `${to}: ${answer.text}`);
    assert.equal((await arrives).recipient, "+447400123456", to);
  }
  const gateway = await HttpGateway.register(wireroom, "form senders", {
    token: await account.createKey("registration"),
  });
  const body = "sender=(%2B44)7400123456&message=escaped&timestamp=2026-01-01T00:00:00+02:00";
  for (const form of [body, body.replace("%2B", "+").replace("escaped", "unescaped")]) {
    const answer = await wireroom.request("POST", "/api/v1/gateway/sms/received", {
      key: gateway.key,
      headers: formType,
      body: form,
    });
    assert.equal(answer.status, 200, answer.text);
  }
  for (const spelling of spellings) {
    const { status, body: found } = await account.received(`?phone_number=${spelling}&since=2020-01-01T00:00:00+02:00`);
    assert.deepEqual([status, found.total], [200, 2], spelling);
  }
  const history = await wireroom.request(
    "GET",
    "/api/v1/admin/messages?phone_number=(+44)7400123456&since=2020-01-01T00:00:00+02:00",
    { key: account.key },
  );
  assert.equal(history.body.messages?.length, spellings.length + 2, history.text);
});

test("a filter that is not an address is refused unless a stored sender has exactly that text", async () => {
  const account = await wireroom.createAccount("literals");
  const gateway = await HttpGateway.register(wireroom, "literals", { token: await account.createKey("registration") });
  const get = (path, text) =>
    wireroom.request("GET", `${path}?phone_number=${encodeURIComponent(text)}`, { key: account.key });
  const lists = ["/api/v1/sms/received", "/api/v1/admin/messages"];
  for (const text of [
    "+12025550123x5",
    "+12025550123 ext 5",
    "tel:+12025550123",
    "whatsapp:+12025550123",
    "+1202555O123",
    "1.2025550123E10",
    "+999123456789",
    "a\u0000",
  ]) {
    for (const path of lists) assert.equal((await get(path, text)).status, 400, text);
  }
  for (const sender of ["555012345", "+1234", "07400 123456", "MyBank", "+999123456789"]) {
    await gateway.takes(sender, sender);
    for (const path of lists) {
      const { status, body } = await get(path, sender);
      assert.deepEqual([status, body.messages?.map(({ message }) => message)], [200, [sender]], sender);
    }
  }
  assert.deepEqual((await get(lists[0], "OtherBank")).body.messages, []);
});
