import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { after, before, test } from "node:test";
import { clearOfTheHour } from "../support/clock.mjs";
import { ScriptedServer, respond } from "../support/scripted-server.mjs";
import { startWireroom } from "../support/wireroom.mjs";
import { expect, goodPassword, member, newNumber, rowOf, Visitor } from "./users.mjs";

let wireroom, phone;
before(async () => {
  wireroom = await startWireroom();
  phone = await wireroom.phone();
});
after(() => wireroom.stop());

const tables = [
  "relay_users",
  "relay_code_waits",
  "relay_password_guesses",
  "one_time_codes",
  "one_time_code_attempts",
];
const stored = async () =>
  JSON.stringify(await Promise.all(tables.map((table) => wireroom.rows(`SELECT * FROM ${table}`))));

/** Runs requests that must all be refused with short texts, and asserts that nothing is stored. */
async function storesNothing(status, requests) {
  const before = await stored();
  for (const [method, path, init] of requests) {
    const answer = await wireroom.request(method, path, init);
    assert.equal(answer.status, status, `${method} ${path} ${JSON.stringify(init)}: ${answer.text}`);
    assert.ok(answer.text.length > 0 && answer.text.length < 80, answer.text);
    assert.equal(answer.headers.get("set-cookie"), null);
  }
  assert.equal(await stored(), before);
}

const complete = () => ({
  phone_number: newNumber().national,
  name: "Ngozi",
  country_code: "+237",
  password: goodPassword,
});
const nothings = [undefined, null, "", "  ", {}, [], true];
const unreadable = [
  {},
  { body: "" },
  { body: "{" },
  { body: "[]" },
  { body: "null" },
  { body: "\u0000" },
  { body: '"text"' },
];

test("a missing or impossible field is 400 and stores nothing", async () => {
  const requests = [];
  for (const name of ["phone_number", "name", "country_code", "password"]) {
    for (const value of nothings) {
      if (name === "password" && value === "  ") continue;
      requests.push(["POST", "/v2/signup", { json: { ...complete(), [name]: value } }]);
    }
  }
  for (const name of ["phone_number", "password"]) {
    for (const value of nothings)
      requests.push([
        "POST",
        "/v2/login",
        {
          json: {
            phone_number: "+237679466332",
            password: name === "password" ? value : "x",
            ...(name === "phone_number" && { phone_number: value }),
          },
        },
      ]);
  }
  requests.splice(
    requests.findIndex(([, path, { json }]) => path === "/v2/login" && json.password === "  "),
    1,
  );
  for (const value of nothings) requests.push(["POST", "/v2/recovery", { json: { phone_number: value } }]);
  for (const path of ["/v2/signup", "/v2/login", "/v2/recovery", "/v2/users/somebody/verify"]) {
    for (const init of unreadable) requests.push(["POST", path, init]);
  }
  await storesNothing(400, requests);
});

test("an invalid number, country or name is 400 and stores nothing", async () => {
  const signUps = [
    [
      "phone_number",
      ["12", "hello", "+12025550123", "0".repeat(65), "679466332; DROP TABLE relay_users", "６７９４６６３３２", "+"],
    ],
    ["country_code", ["+999", "0", "CM", "+2370", "٢٣٧", "+", -237]],
    ["name", ["a\nb", "\u0000", "x".repeat(129)]],
  ];
  const requests = signUps.flatMap(([name, values]) =>
    values.map((value) => ["POST", "/v2/signup", { json: { ...complete(), [name]: value } }]),
  );
  for (const phone_number of ["hello", "+", "+0123456789", "1".repeat(65), "+1202555012x"]) {
    requests.push(["POST", "/v2/login", { json: { phone_number, password: "x" } }]);
    requests.push(["POST", "/v2/recovery", { json: { phone_number } }]);
  }
  await storesNothing(400, requests);
});

test("a password that breaks the rules is 400 with its reason", async () => {
  const before = await stored();
  for (const [password, reason] of [
    ["Ab1!", "Password must have at least 8 characters"],
    ["CORRECT-HORSE-7", "Password must have a lower-case letter"],
    ["correct-horse-7", "Password must have an upper-case letter"],
    ["Correct-horse-x", "Password must have a digit"],
    ["Correct horse 7", "Password must have one of !@#$%^&*()_+-="],
    [`Correct-7${"x".repeat(182)}`, "Password must have at most 190 bytes"],
  ]) {
    const answer = await wireroom.request("POST", "/v2/signup", { json: { ...complete(), password } });
    assert.deepEqual([answer.status, answer.text], [400, reason]);
  }
  assert.equal(await stored(), before);
});

test("without a session every route that needs one is 401, whatever the body", async () => {
  const user = await member(wireroom, phone);
  const requests = [
    ["POST", `/v2/users/${user.uid}/OTP`],
    ["PUT", "/v2/OTP"],
    ["PUT", "/v2/signup"],
    ["PUT", `/v2/users/${user.uid}/recovery`],
    ["GET", `/v2/users/${user.uid}/dashboard`],
    ["POST", `/v2/users/${user.uid}/password`],
    ["POST", `/v2/users/${user.uid}/logout`],
    ["DELETE", `/v2/users/${user.uid}`],
  ];
  await storesNothing(
    401,
    requests.flatMap(([method, path]) =>
      method === "GET"
        ? [[method, path]]
        : [
            [method, path, { json: { password: goodPassword } }],
            [method, path, { body: "{" }],
          ],
    ),
  );
});

test("with a session, a missing field is 400 and changes nothing", async () => {
  const user = await member(wireroom, phone);
  const visitor = new Visitor(wireroom);
  const number = newNumber();
  await visitor.signUp(number);
  const before = await stored();
  for (const value of nothings) {
    const of = (who, method, path, json) => who.request(method, path, json);
    for (const answer of [
      await of(visitor, "POST", `/v2/users/${visitor.uid}/OTP`, { phone_number: value }),
      await of(visitor, "PUT", "/v2/OTP", { code: value }),
      ...(value === "  "
        ? []
        : [
            await of(visitor, "PUT", `/v2/users/${visitor.uid}/recovery`, { new_password: value }),
            await of(user, "POST", `/v2/users/${user.uid}/password`, { password: value, new_password: goodPassword }),
            await of(user, "DELETE", `/v2/users/${user.uid}`, { password: value }),
          ]),
      await of(user, "POST", `/v2/users/${user.uid}/password`, { password: goodPassword, new_password: value }),
    ]) {
      assert.equal(answer.status, 400, `${JSON.stringify(value)} ${answer.text}`);
    }
  }
  assert.equal(await stored(), before);
});

test("a body of more than 64 KiB is 413, and another method is 405", async () => {
  const long = { phone_number: "+237679466332", password: "x".repeat(70_000) };
  await storesNothing(413, [
    ["POST", "/v2/login", { json: long }],
    ["POST", "/v2/signup", { json: { ...complete(), ...long } }],
  ]);
  await storesNothing(405, [
    ["GET", "/v2/login"],
    ["DELETE", "/v2/signup"],
  ]);
});

test("without a sealing key there are no sessions, and nothing is stored", async () => {
  const bare = await startWireroom({ secrets: {} });
  try {
    assert.equal((await new Visitor(bare).signUp(newNumber())).status, 503);
    assert.deepEqual(await bare.rows("SELECT * FROM relay_users"), []);
  } finally {
    await bare.stop();
  }
});

test("the attempts of one network are limited, and attempts with unknown numbers count as well", async () => {
  await clearOfTheHour();
  const limited = await startWireroom({ vars: { RELAY_ATTEMPTS_PER_NETWORK_PER_HOUR: "5" } });
  try {
    const visitor = new Visitor(limited);
    const tries = [
      () => visitor.signUp(newNumber()),
      () => visitor.logIn(newNumber()),
      () => visitor.recover(newNumber()),
      () => visitor.verify(goodPassword, "nobody"),
      () => visitor.signUp(newNumber()),
      () => visitor.recover(newNumber()),
      () => visitor.signUp(newNumber()),
    ];
    const answers = [];
    for (const attempt of tries) answers.push(await attempt());
    assert.deepEqual(
      answers.map(({ status }) => status),
      [200, 401, 401, 403, 200, 429, 429],
    );
    assert.ok(Number(answers.at(-1).headers.get("retry-after")) > 0);
    assert.equal((await limited.rows("SELECT 1 FROM relay_users")).length, 2);
  } finally {
    await limited.stop();
  }
});

test("one network's codes per hour are limited, other countries get none, and an unsent code causes no wait", async () => {
  await clearOfTheHour();
  const limited = await startWireroom({ vars: { OTP_PER_NETWORK_PER_HOUR: "2", OTP_COUNTRIES: "CM" } });
  try {
    const ask = async (number, more) => {
      const visitor = new Visitor(limited);
      expect(await visitor.signUp(number, more), 200);
      return (await visitor.askForCode(number)).status;
    };
    const abroad = { national: "7400123456", full: "+447400123456" };
    assert.equal(await ask(abroad, { country_code: "+44" }), 400);
    const numbers = [newNumber(), newNumber(), newNumber()];
    assert.deepEqual([await ask(numbers[0]), await ask(numbers[1]), await ask(numbers[2])], [201, 201, 429]);
    const waits = await limited.rows(
      "SELECT phone_number, sent, next_at_ms FROM relay_code_waits ORDER BY phone_number",
    );
    assert.deepEqual(
      waits.map(({ phone_number, sent }) => [phone_number, sent]),
      numbers.map(({ full }, at) => [full, at < 2 ? 1 : 0]),
    );
    assert.equal(waits[2].next_at_ms, 0);
    assert.equal((await limited.rows("SELECT 1 FROM one_time_codes")).length, 2);
  } finally {
    await limited.stop();
  }
});

test("behind https the cookie is Secure", async () => {
  const secure = await startWireroom({ vars: { PUBLIC_URL: "https://relay.example.com" } });
  try {
    assert.match(
      expect(await new Visitor(secure).signUp(newNumber()), 200).setCookie,
      /; HttpOnly; SameSite=Lax; Secure$/,
    );
  } finally {
    await secure.stop();
  }
});

/** Makes the runtime itself decide about redirects, because its requests leave through this process. */
function leaveRedirects() {
  const fetch = globalThis.fetch;
  globalThis.fetch = (input, { method, headers, body } = {}) =>
    fetch(input, { method, headers, body, redirect: "manual" });
  return () => {
    globalThis.fetch = fetch;
  };
}

/** Starts a server that gives a test's answer: a status, a text and headers. */
async function listening(answer) {
  const service = await ScriptedServer.listen();
  service.always("*", (exchange) => respond(...answer(exchange.call))(exchange));
  return service;
}

test("breached passwords are refused, and their service gets only five characters", async () => {
  const used = "Password-1";
  const digest = (text) => createHash("sha1").update(text).digest("hex").toUpperCase();
  let status = 200;
  const service = await listening(({ url }) => [
    status,
    `${"0".repeat(35)}:7\r\n${url.endsWith(digest(used).slice(0, 5)) ? `${digest(used).slice(5)}:12\r\n` : ""}`,
    { location: "/elsewhere" },
  ]);
  const guarded = await startWireroom({ vars: { RELAY_BREACHED_PASSWORDS_URL: `${service.origin}/` } });
  const restore = leaveRedirects();
  try {
    const refused = await new Visitor(guarded).signUp(newNumber(), { password: used });
    assert.deepEqual([refused.status, refused.text], [400, "Password is known from a data breach"]);
    assert.equal(service.calls[0].url, `/range/${digest(used).slice(0, 5)}`);
    assert.equal(service.calls[0].headers["add-padding"], "true");
    expect(await new Visitor(guarded).signUp(newNumber()), 200);
    // If the service fails or redirects, no password is refused.
    for (status of [500, 302]) expect(await new Visitor(guarded).signUp(newNumber(), { password: used }), 200);
    assert.equal(service.calls.length, 4);
    await service.close();
    expect(await new Visitor(guarded).signUp(newNumber(), { password: used }), 200);
  } finally {
    restore();
    await guarded.stop();
    await service.close();
  }
});

test("if captchas are configured, a token is required and must be confirmed by the verifier", async () => {
  const service = await listening(({ form }) => [
    200,
    JSON.stringify({ success: form.get("response") === "good & true" }),
  ]);
  const guarded = await startWireroom({
    vars: { RELAY_CAPTCHA_URL: `${service.origin}/siteverify` },
    secrets: {
      SEALING_KEYS: `tests:${Buffer.alloc(32, 7).toString("base64")}`,
      RELAY_CAPTCHA_SECRET: "a secret of tests",
    },
  });
  try {
    const visitor = new Visitor(guarded);
    const number = newNumber();
    assert.equal((await visitor.signUp(number)).status, 400);
    assert.equal((await visitor.logIn(number)).status, 400);
    assert.equal((await visitor.signUp(number, { captcha_token: "bad" })).status, 403);
    assert.deepEqual(await guarded.rows("SELECT * FROM relay_users"), []);
    expect(await visitor.signUp(number, { captcha_token: "good & true" }), 200);
    const { method, url, form } = service.calls.at(-1);
    assert.deepEqual([method, url], ["POST", "/siteverify"]);
    assert.equal(form.get("secret"), "a secret of tests");
    await service.close();
    assert.equal((await visitor.signUp(newNumber(), { captcha_token: "good & true" })).status, 503);
  } finally {
    await guarded.stop();
    await service.close();
  }
});

test("without a captcha verifier a token is ignored", async () => {
  const number = newNumber();
  expect(await new Visitor(wireroom).signUp(number, { captcha_token: "anything" }), 200);
  assert.equal((await rowOf(wireroom, number)).state, "unverified");
});
