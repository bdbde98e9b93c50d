import assert from "node:assert/strict";
import { after, afterEach, before, test } from "node:test";
import { hang, refuse } from "../support/platform-fake.mjs";
import { expected, startWithPlatforms } from "./grants.mjs";

let system;
before(async () => (system = await startWithPlatforms()));
after(() => system.stop());
afterEach(() => {
  system.fake.relent();
  system.fake.telegramPassword = undefined;
});
const methods = () => system.fake.made({ platform: "telegram" }).map(({ json }) => json.method);

test("a number and its code store the account", async () => {
  const user = await system.user();
  const phone_number = user.phoneNumber;
  const { body: started } = await expected(200, user.start("telegram", { phone_number }));
  assert.deepEqual(started, { url: "", code_verifier: "", body: 201, platform: "telegram" });
  const { body: finished } = await expected(200, user.finish("telegram", { phone_number, code: "12345" }));
  assert.deepEqual(finished, { body: "", initialization_url: "" });
  assert.deepEqual((await user.wallet()).saved, ["telegram"]);
  assert.ok(!(await system.stored()).includes(phone_number));
});

test("an account with a password needs it, and the code alone stores nothing", async () => {
  const user = await system.user();
  const phone_number = user.phoneNumber;
  system.fake.telegramPassword = "hunter2";
  await expected(200, user.start("telegram", { phone_number }));
  const early = await user.finish("telegram", { phone_number, password: "hunter2" }, "/password");
  assert.equal(early.status, 403);
  const { body } = await expected(200, user.finish("telegram", { phone_number, code: "12345" }));
  assert.deepEqual(body, { body: 202, initialization_url: "/platforms/telegram/protocols/twofactor/password" });
  assert.deepEqual((await user.wallet()).saved, []);
  assert.equal((await user.finish("telegram", { phone_number, password: "wrong" }, "/password")).status, 403);
  const done = await user.finish("telegram", { phone_number, password: "hunter2" }, "/password");
  assert.deepEqual([done.status, done.body], [200, { body: "", initialization_url: "" }]);
  assert.deepEqual((await user.wallet()).saved, ["telegram"]);
});

test("a wrong code may be corrected, with five attempts in total", async () => {
  const user = await system.user();
  const phone_number = user.phoneNumber;
  await expected(200, user.start("telegram", { phone_number }));
  const before = methods().length;
  for (let count = 0; count < 6; count += 1) {
    assert.equal((await user.finish("telegram", { phone_number, code: "00000" })).status, 403);
  }
  assert.equal(methods().length - before, 5);
  assert.equal(
    (await user.finish("telegram", { phone_number, code: "12345" })).status,
    403,
    "it begins again with the number",
  );
});

test("an adapter that does not answer, or asks to wait, does not end the consent", async () => {
  const user = await system.user();
  const phone_number = user.phoneNumber;
  await expected(200, user.start("telegram", { phone_number }));
  const patience = refuse(200, { error: { code: "flood_wait", retry_after: 30 } });
  system.fake.next("telegram.adapter", hang, patience);
  assert.equal((await user.finish("telegram", { phone_number, code: "12345" })).status, 502);
  const busy = await user.finish("telegram", { phone_number, code: "12345" });
  assert.deepEqual([busy.status, busy.headers.get("retry-after")], [503, "30"]);
  assert.equal((await user.finish("telegram", { phone_number, code: "12345" })).status, 200);
});

test("a number that is already signed in is stored only for the user with that number", async () => {
  const user = await system.user();
  const signedIn = (number) =>
    refuse(200, { result: { session: "telegram-session", userinfo: { account_identifier: number, name: "Ann" } } });
  const strangers = "+237699999999";
  system.fake.next("telegram.adapter", signedIn(strangers), signedIn(user.phoneNumber));
  assert.equal((await user.start("telegram", { phone_number: strangers })).status, 409);
  assert.deepEqual((await user.wallet()).saved, []);
  const { body } = await expected(200, user.start("telegram", { phone_number: user.phoneNumber }));
  assert.equal(body.body, 200);
  assert.deepEqual((await user.wallet()).saved, ["telegram"]);
});

test("a code is valid only for the number that requested it", async () => {
  const user = await system.user();
  const phone_number = user.phoneNumber;
  await expected(200, user.start("telegram", { phone_number }));
  const before = methods().length;
  assert.equal((await user.finish("telegram", { phone_number: "+237699999998", code: "12345" })).status, 403);
  assert.equal(methods().length, before);
  assert.equal((await user.finish("telegram", { phone_number, code: "12345" })).status, 200);
  for (const bad of [{}, { phone_number: "x" }]) {
    assert.equal((await (await system.user()).start("telegram", bad)).status, 400);
  }
});

test("the same code submitted ten times at once is checked once", async () => {
  const user = await system.user();
  const phone_number = user.phoneNumber;
  await expected(200, user.start("telegram", { phone_number }));
  const before = methods().length;
  const answers = await Promise.all(
    Array.from({ length: 10 }, () => user.finish("telegram", { phone_number, code: "12345" })),
  );
  assert.equal(answers.filter(({ status }) => status === 200).length, 1);
  assert.equal(methods().length - before, 1);
});
