import { createCipheriv, randomBytes, randomUUID } from "node:crypto";

/**
 * Relay users with their keys and grants, written to D1 directly and sealed like the Worker does (`crates/domain/sealing`),
 * without a sync or a consent; and SMS encrypted like the app does (contract relaysms.md, 1.6).
 */

/** The default sealing key of `startWireroom`. */
const testsKey = ["tests", Buffer.alloc(32, 7)];
export const sealingKeys = `${testsKey[0]}:${testsKey[1].toString("base64")}`;
const dataKeyName = "data";
let lastNumber = 237_670_000_000;

/** Returns `v1.<key id>.<base64 of nonce, ciphertext and tag>`, bound to the kind of secret and its owner. */
export function seal(secret, binding, [id, key] = testsKey) {
  const nonce = randomBytes(12);
  const cipher = createCipheriv("aes-256-gcm", key, nonce);
  cipher.setAAD(Buffer.concat(binding.flatMap((part) => [lengthOf(part), Buffer.from(part)])));
  const sealed = Buffer.concat([nonce, cipher.update(secret), cipher.final(), cipher.getAuthTag()]);
  return `v1.${id}.${sealed.toString("base64")}`;
}

function lengthOf(part) {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(BigInt(Buffer.byteLength(part)));
  return bytes;
}

/** Encrypts the text of an SMS. `columns` wraps both layers of base64 like Android. */
export function encrypted(plaintext, sharedKey, { iv = randomBytes(16), columns } = {}) {
  const cipher = createCipheriv("aes-256-cbc", Buffer.from(sharedKey), iv);
  const wrapped = (text) => (columns ? text.replace(new RegExp(`.{1,${columns}}`, "g"), "$&\n") : text);
  const inner = wrapped(Buffer.concat([cipher.update(plaintext), cipher.final()]).toString("base64"));
  return wrapped(Buffer.concat([iv, Buffer.from(inner)]).toString("base64"));
}

/** A user who has synced. */
export class SyncedUser {
  static async create(
    wireroom,
    {
      account = wireroom.account,
      phoneNumber = `+${(lastNumber += 1)}`,
      sharedKey = randomBytes(16).toString("hex"),
    } = {},
  ) {
    const user = Object.assign(new SyncedUser(), { wireroom, account, phoneNumber, sharedKey, id: randomUUID() });
    await wireroom.rows(
      `INSERT INTO relay_users (account_id, user_id, phone_number, name, country_code, password_hash, state, sessions_since_ms, created_at_ms, updated_at_ms)
       VALUES (?, ?, ?, 'Bob', '+237', '', 'active', 0, 0, 0)`,
      account.id,
      user.id,
      phoneNumber,
    );
    await wireroom.rows(
      `INSERT INTO relay_shared_keys (account_id, user_id, sealed_key, number_hash, client_key, client_digest, client_mgf1, synced_at_ms, syncs)
       VALUES (?, ?, ?, ?, '', 'sha256', 'sha1', 0, 1)`,
      account.id,
      user.id,
      seal(sharedKey, ["relay shared key", account.id, user.id]),
      randomBytes(64).toString("hex"),
    );
    return user;
  }

  /** Adds a grant with tokens such as `fake.grant("twitter")` returns. */
  async grant(
    platform,
    { access_token, refresh_token = null, expiresAtMs = null, id = `${platform}-${this.id}`, name = "bob" },
  ) {
    const tokens = { access_token, refresh_token, expires_at_ms: expiresAtMs, account: { id, name }, bluesky: null };
    const binding = ["relay grant", this.account.id, this.id, platform];
    const sealed = seal(JSON.stringify(tokens), binding, [dataKeyName, await this.#dataKey()]);
    await this.wireroom.rows(
      `INSERT INTO relay_grants (account_id, user_id, platform, sealed_tokens, unique_id_digest, version, created_at_ms, updated_at_ms)
       VALUES (?, ?, ?, ?, ?, 1, 0, 0)`,
      this.account.id,
      this.id,
      platform,
      sealed,
      randomBytes(32).toString("hex"),
    );
    return this;
  }

  /** Encrypts an SMS of this user. */
  encrypted(plaintext, options) {
    return encrypted(plaintext, this.sharedKey, options);
  }

  /** Has a gateway client forward a text under this user's number. */
  forward(text, { platform = "gateway-client", headers, ...more } = {}) {
    return this.wireroom.request("POST", `/sms/platform/${platform}`, {
      headers,
      json: { text, MSISDN: this.phoneNumber, ...more },
    });
  }

  /** Returns the rows of this user's publications. */
  publications() {
    return this.wireroom.rows(
      "SELECT * FROM publications WHERE account_id = ? AND user_id = ? ORDER BY created_at_ms, id",
      this.account.id,
      this.id,
    );
  }

  async #dataKey() {
    if (this.dataKey) return this.dataKey;
    this.dataKey = randomBytes(32);
    const [keyId] = testsKey;
    await this.wireroom.rows(
      "INSERT INTO relay_data_keys (account_id, user_id, id, wrapped_key, key_id, created_at_ms) VALUES (?, ?, ?, ?, ?, 0)",
      this.account.id,
      this.id,
      randomBytes(16).toString("hex"),
      seal(this.dataKey, ["relay data key", this.account.id, this.id]),
      keyId,
    );
    return this.dataKey;
  }
}
