import assert from "node:assert/strict";
import { createHash, createHmac } from "node:crypto";
import { test } from "node:test";
import { mintCredential, parsePermissions } from "../../scripts/lib/credentials.mjs";

const accountId = "00112233445566ff";
const random = Buffer.from("0123456789abcdef0123456789abcdef01234567", "hex");

test("a credential consists of prefix, account, randomness and a keyed check", () => {
  const { key, digest, displayPrefix, id } = mintCredential({
    kind: "client",
    accountId,
    serverSecret: "s3cret",
    random,
  });
  const payload = `api_live_${accountId}0123456789abcdef0123456789abcdef01234567`;
  const check = createHmac("sha256", "s3cret").update(payload).digest("hex").slice(0, 8);
  assert.equal(key, payload + check);
  assert.match(key, /^api_live_[0-9a-f]{64}$/);
  assert.equal(digest, createHash("sha256").update(key).digest("hex"));
  assert.equal(displayPrefix, "api_live_012345");
  assert.match(id, /^key_[0-9a-f]{16}$/);
});

test("each kind of credential has its own prefix and check", () => {
  const mint = (kind) => mintCredential({ kind, accountId, serverSecret: "s3cret", random }).key;
  assert.match(mint("registration"), /^reg_live_[0-9a-f]{64}$/);
  assert.match(mint("gateway"), /^gw_live_[0-9a-f]{64}$/);
  assert.notEqual(mint("registration").slice(-8), mint("gateway").slice(-8));
});

test("permissions are parsed from a list, and unknown ones are refused", () => {
  assert.deepEqual(parsePermissions("send_sms, receive_sms"), { send_sms: true, receive_sms: true });
  assert.equal(Object.keys(parsePermissions("all")).length, 7);
  assert.throws(() => parsePermissions("send_sms,everything"), /unknown permission everything/);
});
