import { createHash, createHmac, randomBytes } from "node:crypto";

const prefixes = { client: "api_live_", gateway: "gw_live_", registration: "reg_live_" };
const accountHexLength = 16;
const randomHexLength = 40;

export const allPermissions = [
  "send_sms",
  "receive_sms",
  "send_otp",
  "verify_otp",
  "manage_gateways",
  "manage_account",
  "publish",
];

export const newAccountId = () => randomBytes(accountHexLength / 2).toString("hex");

/**
 * Mints a credential: the account, then randomness, then a checksum that only the holder of the server's secret
 * can compute. So the Worker can refuse an invented key, and find the account of a real one, without its database.
 */
export function mintCredential({ kind, accountId, serverSecret, random = randomBytes(randomHexLength / 2) }) {
  const prefix = prefixes[kind];
  const randomHex = random.toString("hex");
  const payload = accountId + randomHex;
  const key = prefix + payload + checkOf(prefix + payload, serverSecret);
  return { key, ...recordOf(key, prefix) };
}

const checkOf = (message, serverSecret) =>
  createHmac("sha256", Buffer.from(serverSecret, "utf8")).update(message, "ascii").digest("hex").slice(0, 8);

function recordOf(key, prefix) {
  // All keys of an account begin with the account, so a prefix that tells them apart is taken from the random part.
  const randomPart = key.slice(prefix.length + accountHexLength);
  return {
    id: `key_${randomBytes(8).toString("hex")}`,
    // A key has 160 random bits, so unlike a password it needs neither a salt nor a slow hash.
    digest: createHash("sha256").update(key).digest("hex"),
    displayPrefix: prefix + randomPart.slice(0, 6),
  };
}

/** Parses a list such as `send_sms,receive_sms`, or `all`, and returns the JSON object to store. */
export function parsePermissions(text) {
  const names = text === "all" ? allPermissions : text.split(",").map((name) => name.trim());
  const unknown = names.filter((name) => !allPermissions.includes(name));
  if (unknown.length > 0)
    throw new RangeError(`unknown permission ${unknown.join(", ")}; the permissions are ${allPermissions.join(", ")}`);
  return Object.fromEntries(names.map((name) => [name, true]));
}
