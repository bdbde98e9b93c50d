import assert from "node:assert/strict";
import { createHash, createHmac } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { parsePermissions } from "../../scripts/lib/credentials.mjs";
import { repositoryRoot } from "../../scripts/lib/paths.mjs";
import { chosenHash, mintKey } from "../support/minted-keys.mjs";

const accountId = "00112233445566ff";
const random = Buffer.from("0123456789abcdef0123456789abcdef01234567", "hex");

test("a key of the tests consists of prefix, account, randomness and a keyed check", () => {
  const { key, digest, displayPrefix, id } = mintKey({ kind: "client", accountId, serverSecret: "s3cret", random });
  const payload = `api_live_${accountId}0123456789abcdef0123456789abcdef01234567`;
  const check = createHmac("sha256", "s3cret").update(payload).digest("hex").slice(0, 8);
  assert.equal(key, payload + check);
  assert.match(key, /^api_live_[0-9a-f]{64}$/);
  assert.equal(digest, createHash("sha256").update(key).digest("hex"));
  assert.equal(displayPrefix, "api_live_012345");
  assert.match(id, /^key_[0-9a-f]{16}$/);
});

test("the tests' hash of a chosen password equals the one in the Worker's own tests", () => {
  const recorded = readFileSync(
    join(repositoryRoot, "crates/domain/identity/src/password/tests/argon2id.txt"),
    "utf8",
  ).trim();
  assert.equal(chosenHash("chosen by a person", Buffer.alloc(16, 7)), recorded);
});

test("permissions are parsed from a list, and unknown ones are refused", () => {
  assert.deepEqual(parsePermissions("send_sms, receive_sms"), { send_sms: true, receive_sms: true });
  assert.equal(Object.keys(parsePermissions("all")).length, 7);
  assert.throws(() => parsePermissions("send_sms,everything"), /unknown permission everything/);
});

test("the commands for accounts, keys, logins and relay users have no SQL and mint nothing themselves", () => {
  for (const name of ["accounts", "keys", "logins", "relay-users", "credentials"]) {
    const source = readFileSync(join(repositoryRoot, "scripts/lib", `${name}.mjs`), "utf8");
    assert.doesNotMatch(source, /sql`|INSERT INTO|UPDATE \w+ SET|DELETE FROM|node:crypto/, name);
  }
});
