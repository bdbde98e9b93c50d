import { argon2Sync, createHash, createHmac, randomBytes } from "node:crypto";

const prefixes = { client: "api_live_", gateway: "gw_live_", registration: "reg_live_" };
const accountHexLength = 16;
const randomHexLength = 40;
// The Worker's own parameters; crates/domain/identity/src/password/chosen.rs has the reason for them.
const argon2 = { parallelism: 1, tagLength: 32, memory: 7168, passes: 5 };

/**
 * Mints a key as the Worker does, for tests that store keys of their own: the account, then randomness, then a checksum
 * under the server's secret.
 */
export function mintKey({ kind, accountId, serverSecret, random = randomBytes(randomHexLength / 2) }) {
  const prefix = prefixes[kind];
  const randomHex = random.toString("hex");
  const payload = prefix + accountId + randomHex;
  const check = createHmac("sha256", Buffer.from(serverSecret, "utf8")).update(payload, "ascii").digest("hex");
  const key = payload + check.slice(0, 8);
  return {
    key,
    id: `key_${randomBytes(8).toString("hex")}`,
    digest: createHash("sha256").update(key).digest("hex"),
    displayPrefix: prefix + randomHex.slice(0, 6),
  };
}

export const newAccountId = () => randomBytes(accountHexLength / 2).toString("hex");

/** Hashes a chosen password as the Worker does: Argon2id, in the PHC string format. */
export function chosenHash(password, salt = randomBytes(16)) {
  const { memory, passes, parallelism } = argon2;
  const tag = argon2Sync("argon2id", { ...argon2, message: Buffer.from(password, "utf8"), nonce: salt });
  const encode = (bytes) => bytes.toString("base64").replace(/=+$/, "");
  return `$argon2id$v=19$m=${memory},t=${passes},p=${parallelism}$${encode(salt)}$${encode(tag)}`;
}
