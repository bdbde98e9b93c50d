import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync } from "node:crypto";
import { PlainError } from "./log.mjs";

const idPattern = /^[A-Za-z0-9_-]{1,32}$/;

/**
 * Generates a key pair for the relay's handshake: its entry in the setting, and the public part for clients.
 * The original's test script drops every line of the public key that contains `v2`, which breaks one key in
 * twelve, so such a key is discarded here.
 */
export function generateRelayKey({ id, generate = generateRsaKeyPair }) {
  if (!idPattern.test(id)) throw new PlainError("a key's id must have 1 to 32 characters of A-Z a-z 0-9 _ -");
  for (;;) {
    const { publicKey, privateKey } = generate();
    const publicPem = publicKey.export({ type: "spki", format: "pem" });
    if (!survivesScripts(publicPem)) continue;
    const entry = `${id}:${privateKey.export({ type: "pkcs8", format: "der" }).toString("base64")}`;
    return { id, entry, publicPem, fingerprint: fingerprintOf(publicKey) };
  }
}

/** Returns the setting with a new key in front of the newest `keep` old keys, which can still decrypt. */
export function rotateRelayKeys(setting, { id, keep = 1, generate }) {
  const older = parseSetting(setting);
  const key = generateRelayKey({ id: unusedId(id, older), generate });
  const kept = older.slice(0, keep);
  return { ...key, setting: [key, ...kept].map(({ entry }) => entry).join(","), kept, dropped: older.slice(keep) };
}

/** Id of a key that is generated on this day, which identifies it in the setting. */
export const dayId = (date) => `k${date.toISOString().slice(0, 10).replaceAll("-", "")}`;

export const survivesScripts = (publicPem) => !publicPem.split("\n").some((line) => line.includes("v2"));

function parseSetting(setting) {
  const entries = setting.split(",").map((entry) => entry.trim());
  return entries.map((entry, index) => {
    const [, id, body] = /^([^:]*):(.*)$/s.exec(entry) ?? [];
    try {
      if (!idPattern.test(id?.trim() ?? "")) throw new Error("no id");
      return { id: id.trim(), entry, fingerprint: fingerprintOf(readPrivateKey(body.trim())) };
    } catch {
      // The parser's message is not shown, because it may quote the entry, which may be a private key.
      throw new PlainError(`entry ${index + 1} of the setting is not <id>:<private key>`);
    }
  });
}

function readPrivateKey(text) {
  // A setting is one line, so a PEM in it may have its line breaks written as `\n`.
  if (text.startsWith("-----")) return createPrivateKey(text.replaceAll("\\n", "\n"));
  const key = Buffer.from(text, "base64");
  try {
    return createPrivateKey({ key, format: "der", type: "pkcs8" });
  } catch {
    return createPrivateKey({ key, format: "der", type: "pkcs1" });
  }
}

function unusedId(wanted, keys) {
  const used = new Set(keys.map(({ id }) => id));
  for (let number = 1; ; number += 1) {
    const id = number === 1 ? wanted : `${wanted}-${number}`;
    if (!used.has(id)) return id;
  }
}

const generateRsaKeyPair = () => generateKeyPairSync("rsa", { modulusLength: 2048, publicExponent: 65537 });

const fingerprintOf = (key) =>
  createHash("sha256")
    .update((key.type === "private" ? createPublicKey(key) : key).export({ type: "spki", format: "der" }))
    .digest("hex");
