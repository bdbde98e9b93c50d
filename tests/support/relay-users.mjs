import { createCipheriv, createDecipheriv, randomBytes, randomUUID } from "node:crypto";
import { chosenHash } from "./minted-keys.mjs";

const userAgent = "relay tests";
const password = "Correct-horse-9";
// Hashing is slow, so all users share one password and its hash.
const passwordHash = chosenHash(password);
let lastNumber = 237_650_000_000;

/** Returns a setting of `SEALING_KEYS` with one key of that id. */
export const sealingKey = (id) => `${id}:${Buffer.alloc(32, id).toString("base64")}`;

/**
 * A relay user who exists and is logged in without having signed up, for tests of later actions.
 * `sealingKeys` is the system's setting.
 */
export class RelayUser {
  /** `User-Agent` that every session is bound to. */
  static userAgent = userAgent;

  constructor(wireroom, { id, phoneNumber, cookie }) {
    Object.assign(this, { wireroom, id, phoneNumber, cookie, password });
  }

  static async create(
    wireroom,
    { sealingKeys, account = wireroom.account, phoneNumber = `+${(lastNumber += 1)}`, like },
  ) {
    // The same user gets a new session.
    if (like)
      return new RelayUser(wireroom, {
        id: like.id,
        phoneNumber: like.phoneNumber,
        cookie: sessionCookie(like.id, sealingKeys),
      });
    const id = randomUUID();
    const nowMs = Date.now();
    await wireroom.rows(
      `INSERT INTO relay_users (account_id, user_id, phone_number, name, country_code, password_hash, state, sessions_since_ms, created_at_ms, updated_at_ms)
       VALUES (?, ?, ?, 'Bob', '+237', ?, 'active', 0, ?, ?)`,
      account.id,
      id,
      phoneNumber,
      passwordHash,
      nowMs,
      nowMs,
    );
    return new RelayUser(wireroom, { id, phoneNumber, cookie: sessionCookie(id, sealingKeys) });
  }

  /** Makes a request as this user, below `/v2/users/{id}` unless the path says otherwise. */
  call(method, path, json, { headers = {}, userId = this.id } = {}) {
    const whole = path.startsWith("//") ? path.slice(1) : `/v2/users/${userId}${path}`;
    return this.wireroom.request(method, whole, {
      json,
      headers: { "user-agent": userAgent, cookie: `SWOB=${this.cookie}`, ...headers },
    });
  }
}

function sessionCookie(userId, sealingKeys) {
  const nowMs = Date.now();
  const session = {
    user_id: userId,
    session_id: randomBytes(16).toString("hex").slice(0, 21),
    stage: "login",
    started_at_ms: nowMs,
    renewed_at_ms: nowMs,
  };
  return seal(JSON.stringify(session), sealingKeys, ["relay session cookie", userAgent]);
}

/** Seals like the Worker under its newest key. */
export function seal(text, sealingKeys, binding) {
  const [id, key] = sealingKeys.split(",")[0].split(":");
  const nonce = randomBytes(12);
  const cipher = createCipheriv("aes-256-gcm", Buffer.from(key, "base64"), nonce);
  cipher.setAAD(associatedData(binding));
  const sealed = Buffer.concat([nonce, cipher.update(text), cipher.final(), cipher.getAuthTag()]);
  return `v1.${id}.${sealed.toString("base64")}`;
}

/** Opens a sealed text with one given key; throws if that fails. */
export function open(sealed, sealingKey, binding) {
  const [, id, encoded] = sealed.split(".");
  const [known, key] = sealingKey.split(":");
  if (id !== known) throw new Error(`sealed under ${id}`);
  const bytes = Buffer.from(encoded, "base64");
  const decipher = createDecipheriv("aes-256-gcm", Buffer.from(key, "base64"), bytes.subarray(0, 12));
  decipher.setAAD(associatedData(binding));
  decipher.setAuthTag(bytes.subarray(-16));
  return `${decipher.update(bytes.subarray(12, -16), undefined, "utf8")}${decipher.final("utf8")}`;
}

function associatedData(binding) {
  return Buffer.concat(
    binding.flatMap((part) => {
      const length = Buffer.alloc(8);
      length.writeBigUInt64BE(BigInt(Buffer.byteLength(part)));
      return [length, Buffer.from(part)];
    }),
  );
}
