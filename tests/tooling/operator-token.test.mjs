import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { mintOperatorToken, operatorHeaders } from "../../scripts/lib/operator.mjs";
import { repositoryRoot } from "../../scripts/lib/paths.mjs";

const vectors = JSON.parse(
  readFileSync(join(repositoryRoot, "crates/domain/identity/src/operator_token/vectors.json"), "utf8"),
);

test("the scripts mint the tokens that the Worker's own tests verify", () => {
  assert.ok(vectors.length > 0);
  for (const { secret, now_ms: nowMs, lifetime_secs: lifetimeSecs, id, token } of vectors)
    assert.equal(mintOperatorToken(secret, { nowMs, lifetimeSecs, id }), token, id);
});

test("a token lives for five minutes and is unique", () => {
  const [one, other] = [mintOperatorToken("s3cret"), mintOperatorToken("s3cret")];
  assert.notEqual(one, other);
  const { iat, exp } = JSON.parse(Buffer.from(one.split(".")[1], "base64url"));
  assert.equal(exp - iat, 300);
});

test("the headers name the account only if there is one", () => {
  assert.deepEqual(Object.keys(operatorHeaders("s3cret")), ["authorization"]);
  assert.equal(operatorHeaders("s3cret", "0123456789abcdef")["wireroom-account"], "0123456789abcdef");
});
