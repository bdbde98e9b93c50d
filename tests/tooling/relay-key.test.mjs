import assert from "node:assert/strict";
import {
  constants,
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  privateDecrypt,
  publicEncrypt,
} from "node:crypto";
import { test } from "node:test";
import { dayId, generateRelayKey, rotateRelayKeys, survivesScripts } from "../../scripts/lib/relay-key.mjs";

const privateKeyOf = (entry) =>
  createPrivateKey({ key: Buffer.from(entry.slice(entry.indexOf(":") + 1), "base64"), format: "der", type: "pkcs8" });

test("a key is one line with an RSA key of 2048 bits whose public half is shown", () => {
  const { entry, publicPem, fingerprint } = generateRelayKey({ id: "k1" });
  assert.match(entry, /^k1:[A-Za-z0-9+/]+=*$/);
  const privateKey = privateKeyOf(entry);
  assert.deepEqual(privateKey.asymmetricKeyDetails, { modulusLength: 2048, publicExponent: 65537n });
  const padding = { padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: "sha256" };
  const encrypted = publicEncrypt({ key: publicPem, ...padding }, Buffer.from("password"));
  assert.equal(privateDecrypt({ key: privateKey, ...padding }, encrypted).toString(), "password");
  const der = createPublicKey(publicPem).export({ type: "spki", format: "der" });
  assert.equal(fingerprint, createHash("sha256").update(der).digest("hex"));
});

test("a key with a line that the original's script would drop is discarded", () => {
  const made = [];
  const generate = () => {
    const pair = generateKeyPairSync("rsa", { modulusLength: 2048 });
    const spoilt = made.length < 2;
    made.push(pair);
    if (!spoilt) return pair;
    const pem = pair.publicKey.export({ type: "spki", format: "pem" }).replace(/\n..(.{62})\n/, "\nv2$1\n");
    return { ...pair, publicKey: { export: () => pem } };
  };
  // The generator's own keys may contain `v2` as well, in which case it continues.
  const { entry, publicPem } = generateRelayKey({ id: "k1", generate });
  assert.ok(made.length >= 3);
  assert.ok(survivesScripts(publicPem));
  assert.equal(
    privateKeyOf(entry).export({ type: "pkcs8", format: "pem" }),
    made.at(-1).privateKey.export({ type: "pkcs8", format: "pem" }),
  );
});

test("a key is discarded only if both characters are in one line", () => {
  assert.ok(!survivesScripts("aaa\nbv2b\nccc"));
  assert.ok(survivesScripts("aav\n2bb\nV2 v-2"));
});

test("a rotation puts the new key in front and keeps one old key", () => {
  const first = generateRelayKey({ id: "a" });
  const second = rotateRelayKeys(`${first.entry}\n`, { id: "b" });
  assert.equal(second.setting, `${second.entry},${first.entry}`);
  assert.deepEqual(
    second.kept.map(({ id, fingerprint }) => [id, fingerprint]),
    [["a", first.fingerprint]],
  );
  const third = rotateRelayKeys(second.setting, { id: "c" });
  assert.equal(third.setting, `${third.entry},${second.entry}`);
  assert.deepEqual(
    third.dropped.map(({ id }) => id),
    ["a"],
  );
  assert.equal(rotateRelayKeys(third.setting, { id: "d", keep: 0 }).setting.split(",").length, 1);
});

test("a second key of the same day gets a different id", () => {
  const id = dayId(new Date("2026-01-01T23:00:00Z"));
  assert.equal(id, "k20260101");
  const first = generateRelayKey({ id });
  const second = rotateRelayKeys(first.entry, { id });
  assert.equal(second.id, "k20260101-2");
  assert.equal(rotateRelayKeys(second.setting, { id }).id, "k20260101-3");
});

test("an invalid setting and an invalid id are refused without showing a key", () => {
  const { entry } = generateRelayKey({ id: "a" });
  const body = entry.slice(2);
  for (const setting of ["", body, `:${body}`, `a b:${body}`, "a:AAAA", `${entry},`]) {
    assert.throws(
      () => rotateRelayKeys(setting, { id: "b" }),
      ({ message }) => /^entry [12] of the setting is not <id>:<private key>$/.test(message),
      setting.slice(0, 10),
    );
  }
  for (const id of ["", "a,b", "a:b", "a".repeat(33)]) assert.throws(() => generateRelayKey({ id }), /1 to 32/);
});
