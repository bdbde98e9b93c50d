import { argon2Sync, createHmac, randomBytes } from "node:crypto";
import { PlainError } from "./log.mjs";
import { sql } from "./sql.mjs";

const passwordAlphabet = "abcdefghijkmnpqrstuvwxyz23456789";
const loginAlphabet = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789";
const minPasswordChars = 14;
const maxPasswordChars = 256;
// The Worker's own parameters; crates/domain/identity/src/password/chosen.rs has the reason for them.
const argon2 = { parallelism: 1, tagLength: 32, memory: 7168, passes: 5 };

// Both alphabets have exactly 32 characters, so five bits of a random byte choose one without bias.
const drawn = (alphabet, length) => Array.from(randomBytes(length), (byte) => alphabet[byte & 31]).join("");

/** Generates a password of 80 random bits, which needs no slow hash. */
export const generatePassword = () => drawn(passwordAlphabet, 16);
export const generateLogin = () => drawn(loginAlphabet, 6);

/** Hashes a generated password as the Worker does: keyed, and cheap to check. */
export function generatedHash(password, serverSecret) {
  const mac = createHmac("sha256", Buffer.from(serverSecret, "utf8"));
  for (const part of ["wireroom generated password 1", password]) {
    const length = Buffer.alloc(8);
    length.writeBigUInt64BE(BigInt(Buffer.byteLength(part)));
    mac.update(length).update(part, "utf8");
  }
  return `hmac1:${mac.digest("hex")}`;
}

/** Hashes a chosen password as the Worker does: Argon2id, in the PHC string format. */
export function chosenHash(password, salt = randomBytes(16)) {
  const { memory, passes, parallelism } = argon2;
  const tag = argon2Sync("argon2id", { ...argon2, message: Buffer.from(password, "utf8"), nonce: salt });
  const encode = (bytes) => bytes.toString("base64").replace(/=+$/, "");
  return `$argon2id$v=19$m=${memory},t=${passes},p=${parallelism}$${encode(salt)}$${encode(tag)}`;
}

/**
 * Sets or replaces an account's user name and password; generates those that are not given. Invalidates all tokens
 * issued so far. The password is only in the return value.
 */
export async function setLogin(execute, account, { login = undefined, password = undefined, serverSecret }) {
  const [known] = await execute(sql`SELECT login FROM logins WHERE account_id = ${account.id}`);
  const name = (login ?? known?.login ?? generateLogin()).toUpperCase();
  if (!/^[A-Z0-9._@-]{1,64}$/.test(name)) throw new PlainError("a login must have 1 to 64 letters, digits or ._@-");
  const chosen = password !== undefined;
  const chars = chosen ? [...password].length : minPasswordChars;
  if (chars < minPasswordChars || chars > maxPasswordChars) {
    throw new PlainError(`a password must have ${minPasswordChars} to ${maxPasswordChars} characters`);
  }
  const shown = password ?? generatePassword();
  const hash = chosen ? chosenHash(shown) : generatedHash(shown, serverSecret());
  const [taken] = await execute(sql`SELECT account_id FROM logins WHERE login = ${name}`);
  if (taken && taken.account_id !== account.id) throw new PlainError(`the login ${name} already exists`);
  const nowMs = Date.now();
  await execute(
    sql`INSERT INTO logins (account_id, login, password, tokens_valid_from_ms, created_at_ms, changed_at_ms)
        VALUES (${account.id}, ${name}, ${hash}, 0, ${nowMs}, ${nowMs})
        ON CONFLICT (account_id) DO UPDATE SET login = excluded.login, password = excluded.password,
          tokens_valid_from_ms = ${nowMs}, changed_at_ms = ${nowMs}`,
  );
  return { login: name, password: shown };
}
