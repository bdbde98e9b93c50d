import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, afterEach, before, describe, test } from "node:test";
import { refuse, slowDown } from "../support/platform-fake.mjs";
import { encrypted } from "../support/relay.mjs";
import { startRelay } from "./publishing.mjs";

const vectors = JSON.parse(
  readFileSync(new URL("../../crates/domain/relay-crypto/tests/vectors/vectors.json", import.meta.url)),
).v2_sms;
const unpublishable = "message cannot be published";
const html = "text/html; charset=utf-8";
const otherKey = "f".repeat(32);
let serial = 0;
const tweet = () => `t:answer number ${(serial += 1)}`;

/** Every kind of unpublishable text of a user, with its claimed sender. */
async function hopeless(relay) {
  const [user, ungranted] = [await relay.user(["twitter"]), await relay.user([])];
  const good = user.encrypted(tweet(), { iv: Buffer.alloc(16, 9) });
  const altered = (at) => {
    const outer = Buffer.from(good, "base64");
    const inner = Buffer.from(outer.subarray(16).toString(), "base64");
    inner[at < 0 ? inner.length + at : at] ^= 1;
    return Buffer.concat([outer.subarray(0, 16), Buffer.from(inner.toString("base64"))]).toString("base64");
  };
  const from = (text, phoneNumber = user.phoneNumber) => ({ text, MSISDN: phoneNumber });
  return {
    "a wrong key": from(encrypted(tweet(), otherKey)),
    "a wrong sender": from(user.encrypted(tweet()), ungranted.phoneNumber),
    "nobody's number": from(good, "+237611111111"),
    "no number": from(good, "Airtel"),
    "no grant": from(ungranted.encrypted(tweet()), ungranted.phoneNumber),
    "a tampered end": from(altered(-1)),
    "a tampered middle": from(altered(5)),
    "a cut": from(Buffer.from(good, "base64").subarray(0, -24).toString("base64")),
    "an unknown letter": from(user.encrypted("x:hello")),
    "the other case": from(user.encrypted("G:alice@example.com:::Hi:hello")),
    "too few fields": from(user.encrypted("g:alice@example.com::Hi")),
    "no letter": from(user.encrypted("hello")),
    "no address": from(user.encrypted("g:alice:::Hi:hello")),
    "no inner base64": from(withoutInner),
  };
}

const withoutInner = "YWJjZGVmZ2hpajAxMjM0NbVxn1y+BEukjODJQEa+fkuEP7w2ZG1dLNYed0xAxVjVY1lG8/XRfnmsjCM9y35G6Q==";

const dialects = {
  a: {
    path: "/sms/platform/gateway-client",
    type: html,
    published: [200, "message published successfully"],
    notJson: [500, "invalid data type, json expected"],
    noText: [400, "missing key - text"],
    noSender: [400, "missing key - MSISDN"],
    // With the original's 500 the SMS would be forwarded forever.
    notBase64: [200, unpublishable],
    unpublishable: [200, unpublishable],
    refused: [200, unpublishable],
  },
  b: {
    path: "/sms/platform/gateway-client",
    type: html,
    published: [200, "published!"],
    notJson: [400, "poorly formed json"],
    noText: [400, "missing text"],
    noSender: [400, "missing MSISDN"],
    notBase64: [400, "invalid text format"],
    unpublishable: [403, "failed to decrypt"],
    refused: [200, "published!"],
  },
  v3: {
    path: "/v3/publish",
    type: "application/json",
    published: [200, { publisher_response: "Successfully sent message" }],
    notJson: [400, { error: "Invalid JSON format" }],
    noText: [400, { error: "Missing required field: text" }],
    noSender: [400, { error: "Missing required field: address or MSISDN" }],
    notBase64: [400, { error: "Invalid Base64-encoded payload" }],
    unpublishable: [400, { error: unpublishable }],
    refused: [400, { error: "forbidden" }],
  },
};

for (const [name, dialect] of Object.entries(dialects)) {
  describe(`dialect ${name}`, () => {
    let relay;
    before(async () => {
      relay = await startRelay({ vars: { RELAY_SMS_DIALECT: name } });
    });
    afterEach(() => relay.fake.relent());
    after(() => relay.stop());

    const post = (options) => relay.wireroom.request("POST", dialect.path, options);
    const check = (answer, [status, body]) => {
      assert.deepEqual([answer.status, dialect.type === html ? answer.text : answer.body], [status, body]);
      assert.equal(answer.headers.get("content-type"), dialect.type);
    };

    test("missing members are reported in a fixed order", async () => {
      check(await post({ body: "hello", headers: { "content-type": "application/json" } }), dialect.notJson);
      check(await post({ json: [] }), dialect.notJson);
      check(await post({ json: {} }), dialect.noText);
      check(await post({ json: { MSISDN: "+237612345678" } }), dialect.noText);
      check(await post({ json: { text: "AAAA" } }), dialect.noSender);
      check(await post({ json: { text: "AAAA", address: " " } }), dialect.noSender);
    });

    test("the sender is MSISDN or address, and times may be numbers, texts or absent", async () => {
      const user = await relay.user(["twitter"]);
      for (const fields of [
        { MSISDN: user.phoneNumber },
        { address: user.phoneNumber, date: "1633024800000", date_sent: 1_633_024_800_000 },
        { MSISDN: ` ${user.phoneNumber}`, date: 1.6330248e12, unknown: { field: [] } },
      ])
        check(await post({ json: { text: user.encrypted(tweet()), ...fields } }), dialect.published);
      check(await post({ form: { text: user.encrypted(tweet()), address: user.phoneNumber } }), dialect.published);
    });

    test("all unpublishable texts are answered with the same bytes", async () => {
      const posts = relay.fake.calls.length;
      for (const [what, json] of Object.entries(await hopeless(relay))) {
        const answer = await post({ json });
        check(answer, dialect.unpublishable);
        assert.equal(answer.headers.get("retry-after"), null, what);
      }
      assert.equal(relay.fake.calls.length, posts);
      assert.deepEqual(await relay.wireroom.rows("SELECT id FROM publications WHERE state <> 'published'"), []);
    });

    test("a text that is not base64 gets the dialect's own answer", async () => {
      const user = await relay.user([]);
      check(await post({ json: { text: "See you tomorrow!", MSISDN: user.phoneNumber } }), dialect.notBase64);
    });

    test("a final refusal by the platform is reported, and a temporary failure is answered as published", async () => {
      const user = await relay.user(["twitter"]);
      relay.fake.next("twitter", refuse(403));
      check(await post({ json: { text: user.encrypted(tweet()), MSISDN: user.phoneNumber } }), dialect.refused);
      relay.fake.next("twitter", slowDown(60));
      const accepted = await post({ json: { text: user.encrypted(tweet()), MSISDN: user.phoneNumber } });
      check(accepted, dialect.published);
      assert.equal(accepted.headers.get("retry-after"), null);
    });
  });
}

test("every vector is published correctly, also with both layers wrapped, and also on the oldest path", async () => {
  const relay = await startRelay();
  try {
    for (const vector of vectors) {
      const platform = { g: "gmail", t: "twitter", T: "telegram" }[vector.plaintext[0]];
      const user = await relay.user([platform], { sharedKey: vector.key_ascii });
      const iv = vector.iv_hex ? Buffer.from(vector.iv_hex, "hex") : Buffer.from(vector.iv_ascii);
      const wrapped = user.encrypted(vector.plaintext, { iv, columns: 20 });
      assert.notEqual(wrapped, vector.text);
      const before = relay.fake.posts(platform).length;
      for (const text of [vector.text, wrapped, `${vector.text.replace(/.{76}/g, "$&\r\n")}\r\n`]) {
        const answer = await user.forward(text, { platform: "gateway-server/incoming/protocol/verification" });
        assert.deepEqual([answer.status, answer.text], [200, "message published successfully"]);
      }
      const posts = relay.fake.posts(platform).slice(before);
      assert.equal(posts.length, 1);
      assert.ok(vector.plaintext.endsWith(posts[0].body ?? posts[0].text));
    }
    assert.ok(vectors.length > 1);
  } finally {
    await relay.stop();
  }
});
