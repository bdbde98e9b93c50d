import { randomInt, randomUUID } from "node:crypto";
import { PlainError } from "./log.mjs";
import { chosenHash } from "./logins.mjs";
import { sql } from "./sql.mjs";

const special = "!@#$%^&*()_+-=";
const alphabets = ["abcdefghijkmnpqrstuvwxyz", "ABCDEFGHJKLMNPQRSTUVWXYZ", "23456789", special];
const generatedChars = 16;
/** Longest password in bytes; a longer one does not fit sync's handshake. */
const maxPasswordBytes = 190;
const invitationDays = 14;
const dayMs = 86_400_000;

const drawn = (alphabet) => alphabet[randomInt(alphabet.length)];

/** Generates a password that meets the rules for relay users. */
export function generateRelayPassword() {
  const chars = [
    ...alphabets.map(drawn),
    ...Array.from({ length: generatedChars - alphabets.length }, () => drawn(alphabets.join(""))),
  ];
  for (let at = chars.length - 1; at > 0; at -= 1) {
    const other = randomInt(at + 1);
    [chars[at], chars[other]] = [chars[other], chars[at]];
  }
  return chars.join("");
}

/** Checks the rules that the Worker applies when a relay user chooses a password; throws if one is broken. */
export function checkRelayPassword(password) {
  const kinds = [/\p{Lowercase}/u, /\p{Uppercase}/u, /[0-9]/, /[!@#$%^&*()_+=-]/];
  if (
    [...password].length < 8 ||
    Buffer.byteLength(password) > maxPasswordBytes ||
    !kinds.every((kind) => kind.test(password))
  ) {
    throw new PlainError(
      `a password must have at least 8 characters, at most ${maxPasswordBytes} bytes, a lower-case letter, an upper-case letter, a digit and one of ${special}`,
    );
  }
}

export const listRelayUsers = (execute, account) =>
  execute(
    sql`SELECT user_id, phone_number, name, country_code, state, created_at_ms, updated_at_ms FROM relay_users
        WHERE account_id = ${account.id} ORDER BY created_at_ms, user_id`,
  );

/**
 * Creates a user whose number counts as verified. The password is given, generated here, or known only by the digest
 * that the original stored. An imported user may keep the id that their apps know.
 */
export async function createRelayUser(
  execute,
  account,
  { phoneNumber: given, name, countryCode = "", password = undefined, importedHash = undefined, uid = randomUUID() },
) {
  const phoneNumber = inFull(given, countryCode);
  const id = readUid(uid);
  if (!/^[^\p{Cc}]{1,128}$/u.test(name.trim())) throw new PlainError("a name must have 1 to 128 characters");
  const shown = importedHash === undefined ? (password ?? generateRelayPassword()) : undefined;
  const hash = importedHash === undefined ? hashOf(shown) : readImportedHash(importedHash);
  const user = { id, phoneNumber, password: shown };
  const nowMs = Date.now();
  // The statement below resolves conflicts of numbers only. A conflict of ids would fail with a bare database error.
  const [other] = await execute(
    sql`SELECT phone_number FROM relay_users WHERE account_id = ${account.id} AND user_id = ${id}`,
  );
  if (other && other.phone_number !== phoneNumber)
    throw new PlainError(`a relay user with the id ${id} already exists`);
  // An unverified sign-up does not prove who has the number, so it gives way, as it does to a later sign-up.
  const made = await execute(
    sql`INSERT INTO relay_users (account_id, user_id, phone_number, name, country_code, password_hash, state,
          verified_session_id, sessions_since_ms, created_at_ms, updated_at_ms)
        VALUES (${account.id}, ${user.id}, ${phoneNumber}, ${name.trim()}, ${countryCode}, ${hash}, 'active', NULL, 0, ${nowMs}, ${nowMs})
        ON CONFLICT (account_id, phone_number) DO UPDATE SET user_id = excluded.user_id, name = excluded.name,
          country_code = excluded.country_code, password_hash = excluded.password_hash, state = 'active',
          verified_session_id = NULL, created_at_ms = excluded.created_at_ms, updated_at_ms = excluded.updated_at_ms
        WHERE state = 'unverified'
        RETURNING user_id`,
  );
  if (made.length === 0) throw new PlainError(`a relay user with ${phoneNumber} already exists`);
  return user;
}

/** Invites a number to sign up; returns the end of the invitation. Inviting the number again restarts the period. */
export async function inviteRelayNumber(execute, account, phoneNumber, days = invitationDays) {
  requireNumber(phoneNumber);
  if (!Number.isInteger(days) || days < 1 || days > 365)
    throw new PlainError("--days must be a whole number from 1 to 365");
  const nowMs = Date.now();
  const expiresAtMs = nowMs + days * dayMs;
  await execute(
    sql`INSERT INTO relay_invitations (account_id, phone_number, created_at_ms, expires_at_ms)
        VALUES (${account.id}, ${phoneNumber}, ${nowMs}, ${expiresAtMs})
        ON CONFLICT (account_id, phone_number) DO UPDATE SET created_at_ms = excluded.created_at_ms, expires_at_ms = excluded.expires_at_ms`,
  );
  return expiresAtMs;
}

/** Replaces the password, ends the user's sessions, and deletes their grants from the database. */
export async function setRelayPassword(execute, account, phoneNumber, password = generateRelayPassword()) {
  // The password is checked before the grants are deleted, so a refused one changes nothing.
  const hash = hashOf(password);
  const { user_id: userId } = await getRelayUser(execute, account, phoneNumber);
  await takeBack(execute, account, userId);
  const nowMs = Date.now();
  await execute(
    sql`UPDATE relay_users SET password_hash = ${hash}, verified_session_id = NULL, sessions_since_ms = ${nowMs}, updated_at_ms = ${nowMs}
        WHERE account_id = ${account.id} AND user_id = ${userId}`,
  );
  return password;
}

/** Deletes all of the user's data, and the user's row last, so that an interrupted deletion can be repeated. */
export async function deleteRelayUser(execute, account, phoneNumber) {
  const { user_id: userId } = await getRelayUser(execute, account, phoneNumber);
  await takeBack(execute, account, userId);
  await execute(sql`DELETE FROM relay_users WHERE account_id = ${account.id} AND user_id = ${userId}`);
  return userId;
}

/**
 * Queues the revocation of the user's grants, and deletes the grants and the shared key. The cron informs the
 * platforms, because only the Worker can open the tokens.
 */
async function takeBack(execute, account, userId) {
  // These statements share no transaction, so revocations are queued first, and a repeated call finishes the rest.
  // The user's wrapped key is copied, because it is deleted below and the tokens cannot be opened without it.
  await execute(
    sql`INSERT INTO relay_revocations (account_id, user_id, platform, version, sealed_tokens, wrapped_key, attempts, next_attempt_at_ms)
        SELECT g.account_id, g.user_id, g.platform, g.version, g.sealed_tokens, key.wrapped_key, 0, ${Date.now()}
        FROM relay_grants AS g JOIN relay_data_keys AS key ON key.account_id = g.account_id AND key.user_id = g.user_id
        WHERE g.account_id = ${account.id} AND g.user_id = ${userId}
        ON CONFLICT (account_id, user_id, platform, version) DO NOTHING`,
  );
  await execute(sql`DELETE FROM relay_grants WHERE account_id = ${account.id} AND user_id = ${userId}`);
  await execute(sql`DELETE FROM relay_consents WHERE account_id = ${account.id} AND user_id = ${userId}`);
  await execute(sql`DELETE FROM relay_data_keys WHERE account_id = ${account.id} AND user_id = ${userId}`);
  await execute(sql`DELETE FROM relay_shared_keys WHERE account_id = ${account.id} AND user_id = ${userId}`);
  await execute(sql`DELETE FROM relay_used_blocks WHERE account_id = ${account.id} AND user_id = ${userId}`);
}

async function getRelayUser(execute, account, phoneNumber) {
  const [user] = await execute(
    sql`SELECT user_id FROM relay_users WHERE account_id = ${account.id} AND phone_number = ${phoneNumber}`,
  );
  if (!user)
    throw new PlainError(
      `there is no relay user with ${phoneNumber}; list all relay users with \`npm run relay-users -- list\``,
    );
  return user;
}

function hashOf(password) {
  checkRelayPassword(password);
  return chosenHash(password);
}

function readImportedHash(text) {
  const digest = text.trim().toLowerCase();
  if (!/^[0-9a-f]{128}$/.test(digest)) throw new PlainError("an imported hash must have 128 hex digits (HMAC-SHA512)");
  return `hmac-sha512:${digest}`;
}

function readUid(text) {
  const uid = text.trim().toLowerCase();
  if (!/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/.test(uid))
    throw new PlainError("a user's id must be a UUID, such as dead3662-5f78-11ed-b8e7-6d06c3aaf3c6");
  return uid;
}

function requireNumber(phoneNumber) {
  if (!/^\+[1-9][0-9]{6,14}$/.test(phoneNumber))
    throw new PlainError("a phone number must be written in full, such as +237679466332");
}

/** Returns the number in full. A national one, as apps send it at a sign-up, needs the calling code of its country. */
function inFull(phoneNumber, countryCode) {
  const [, callingCode] = /^\+?([1-9][0-9]{0,2})$/.exec(countryCode) ?? [];
  // Whether a leading zero is dialed from abroad depends on the country.
  const full = callingCode && /^[1-9][0-9]+$/.test(phoneNumber) ? `+${callingCode}${phoneNumber}` : phoneNumber;
  if (!/^\+[1-9][0-9]{6,14}$/.test(full)) {
    throw new PlainError(
      "a phone number must be written in full, such as +237679466332, or as 679466332 with --country-code +237",
    );
  }
  if (callingCode && !full.startsWith(`+${callingCode}`))
    throw new PlainError(`${full} does not begin with --country-code ${countryCode}`);
  return full;
}
