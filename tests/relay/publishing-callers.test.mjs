import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { after, before, describe, test } from "node:test";
import { clearOfTheHour } from "../support/clock.mjs";
import { encrypted } from "../support/relay.mjs";
import { startRelay } from "./publishing.mjs";

const unpublishable = "message cannot be published";
let serial = 0;
const tweet = () => `t:call number ${(serial += 1)}`;
/** A reliability test (contract relaysms.md, 3.5), which has no inner base64. */
const reliabilityTest = "YWJjZGVmZ2hpajAxMjM0NbVxn1y+BEukjODJQEa+fkuEP7w2ZG1dLNYed0xAxVjVY1lG8/XRfnmsjCM9y35G6Q==";

describe("Twilio", () => {
  let relay;
  const token = "twilio-token";
  before(async () => {
    relay = await startRelay({ secrets: { RELAY_TWILIO_AUTH_TOKEN: token } });
  });
  after(() => relay.stop());

  const empty = '<?xml version="1.0" encoding="UTF-8"?><Response></Response>';

  function signed(form) {
    const url = `${relay.wireroom.url}/sms/platform/twilio`;
    const text = Object.keys(form)
      .sort()
      .reduce((all, name) => all + name + form[name], url);
    return relay.wireroom.request("POST", "/sms/platform/twilio", {
      form,
      headers: { "x-twilio-signature": createHmac("sha1", token).update(text).digest("base64") },
    });
  }

  test("a signed Twilio form is published once and causes no SMS in return", async () => {
    const user = await relay.user(["twitter"]);
    const form = {
      From: user.phoneNumber,
      To: "+14155550100",
      FromCountry: "CM",
      NumSegments: "1",
      Body: user.encrypted("t:by way of Twilio"),
    };
    for (let round = 0; round < 2; round += 1) {
      const answer = await signed(form);
      assert.deepEqual(
        [answer.status, answer.text, answer.headers.get("content-type")],
        [200, empty, "text/xml; charset=utf-8"],
      );
    }
    assert.deepEqual(
      relay.fake.posts("twitter").map(({ text }) => text),
      ["by way of Twilio"],
    );
    assert.equal((await user.publications())[0].source, "twilio");
    const hopelessForm = await signed({ From: user.phoneNumber, Body: "hello" });
    assert.deepEqual([hopelessForm.status, hopelessForm.text], [200, empty]);
  });

  test("a Twilio form that is unsigned or signed wrongly has no effect", async () => {
    const user = await relay.user(["twitter"]);
    const form = { From: user.phoneNumber, Body: user.encrypted("t:not by way of Twilio") };
    for (const headers of [{}, { "x-twilio-signature": "AAAA" }]) {
      const answer = await relay.wireroom.request("POST", "/sms/platform/twilio", { form, headers });
      assert.deepEqual([answer.status, answer.text], [403, "bad signature"]);
    }
    assert.deepEqual(await user.publications(), []);
  });
});

test("if forwarders must sign, Twilio's forms are no way around that", async () => {
  const relay = await startRelay({ vars: { RELAY_FORWARDERS: "require" } });
  try {
    const user = await relay.user(["twitter"]);
    const text = user.encrypted("t:from nobody");
    for (const options of [
      { form: { From: user.phoneNumber, Body: text } },
      { json: { MSISDN: user.phoneNumber, text } },
    ]) {
      for (const path of ["/sms/platform/twilio", "/sms/platform/deku", "/v3/publish"]) {
        const answer = await relay.wireroom.request("POST", path, options);
        assert.equal(answer.status, 403, path);
      }
    }
    assert.deepEqual(await user.publications(), []);
  } finally {
    await relay.stop();
  }
});

test("requests over a sender's budget are accepted and published later, and others cannot spend the budget", async () => {
  await clearOfTheHour();
  const relay = await startRelay({ vars: { RELAY_REQUESTS_PER_SENDER_PER_HOUR: "4" } });
  try {
    const [user, other] = [await relay.user(["twitter"]), await relay.user(["twitter"])];
    const published = async (whose, text) =>
      assert.equal((await whose.forward(text)).text, "message published successfully");
    const texts = Array.from({ length: 6 }, () => user.encrypted(tweet()));
    for (let guess = 0; guess < 6; guess += 1)
      assert.equal((await user.forward(user.encrypted("nonsense"))).text, unpublishable);
    for (const text of texts) await published(user, text);
    assert.equal(relay.fake.posts("twitter").length, 4);
    // Copies of published requests, and other users' requests, are not held.
    await published(user, texts[0]);
    await published(other, other.encrypted(tweet()));
    assert.equal(relay.fake.posts("twitter").length, 5);
    // The held requests are published one every quarter of an hour.
    const left = async () => (await user.publications()).filter(({ state }) => state === "under_way").length;
    await relay.cron(14 * 60_000);
    assert.equal(await left(), 2);
    await relay.cron(16 * 60_000);
    assert.equal(await left(), 1);
    await relay.cron(31 * 60_000);
    assert.deepEqual([await left(), relay.fake.posts("twitter").length], [0, 7]);
  } finally {
    await relay.stop();
  }
});

test("sixty undecryptable texts under a number cost that number nothing, even from the same source", async () => {
  const limit = 20;
  const relay = await startRelay({
    vars: { RELAY_REQUESTS_PER_SENDER_PER_HOUR: "60", RELAY_JUNK_PER_SOURCE_PER_HOUR: String(limit) },
  });
  try {
    const victim = await relay.user(["twitter"]);
    const rows = () => relay.wireroom.rows("SELECT SUM(count) AS count FROM limit_counters");
    const answers = [];
    for (let number = 0; number < 60; number += 1)
      answers.push(await victim.forward(encrypted(tweet(), "f".repeat(32))));
    for (const [at, answer] of answers.entries()) {
      const expected = at < limit ? [200, unpublishable, null] : [429, "", "60"];
      assert.deepEqual([answer.status, answer.text, answer.headers.get("retry-after")], expected, String(at));
    }
    assert.deepEqual(await rows(), [{ count: limit }]);
    // The requests come from a separate address, and from the address of the junk.
    for (const from of ["192.0.2.7", undefined]) {
      const headers = from ? { "cf-connecting-ip": from } : {};
      const answer = await victim.forward(victim.encrypted(tweet()), { headers });
      assert.deepEqual([answer.status, answer.text], [200, "message published successfully"]);
    }
    assert.equal(relay.fake.posts("twitter").length, 2);
  } finally {
    await relay.stop();
  }
});

test("a reliability test is marked once, if it has the times of sending and receiving", async () => {
  const key = "0123456789abcdef0123456789abcdef";
  const relay = await startRelay({ secrets: { RELAY_SERVICE_KEY: key } });
  try {
    const { wireroom } = relay;
    const number = "+237600000000";
    await wireroom.rows(
      "INSERT INTO relay_gateway_clients (account_id, msisdn, country, operator, operator_code, protocols, tests_started, created_at_ms) VALUES (?, ?, 'Cameroon', 'MTN', '62401', 'https', 1, 0)",
      wireroom.account.id,
      number,
    );
    await wireroom.rows(
      "INSERT INTO relay_reliability_tests (account_id, id, msisdn, position, status, started_at_ms) VALUES (?, 7, ?, 1, 'pending', ?)",
      wireroom.account.id,
      number,
      Date.now(),
    );
    const publish = (more) =>
      wireroom.request("POST", "/v3/publish", { json: { text: reliabilityTest, address: "+237611111111", ...more } });
    const date = Date.now();
    for (const [more, status, body] of [
      [{ date }, 400, { error: "sms_sent_timestamp is required." }],
      [{ date_sent: date }, 400, { error: "sms_received_timestamp is required." }],
      [{ date, date_sent: String(date) }, 200, { publisher_response: "Test ID 7 updated successfully." }],
      [{ date, date_sent: date }, 400, { error: "Test ID 7 is already marked as 'success'." }],
    ]) {
      const answer = await publish(more);
      assert.deepEqual([answer.status, answer.body], [status, body]);
    }
    await wireroom.rows("DELETE FROM relay_reliability_tests");
    assert.deepEqual((await publish({ date, date_sent: date })).body, {
      error: "Test ID 7 not found in the database.",
    });
  } finally {
    await relay.stop();
  }
});
