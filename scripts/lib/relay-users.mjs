import { PlainError } from "./log.mjs";

const path = "/api/v1/admin/relay";

/** Lists all relay users of an account, the oldest first. */
export async function listRelayUsers(api, account) {
  const users = (await api.list(`${path}/users`, "users", { account })).map(rowOf);
  return users.sort((one, other) => one.created_at_ms - other.created_at_ms || (one.user_id < other.user_id ? -1 : 1));
}

/**
 * Creates a user whose number counts as verified. The password is given, generated, or known only by the digest that
 * the original stored. An imported user may keep the id that their apps know.
 */
export async function createRelayUser(api, account, { phoneNumber, name, countryCode, password, importedHash, uid }) {
  if (!countryCode) requireNumber(phoneNumber);
  const json = {
    phone_number: phoneNumber,
    name,
    country_code: countryCode || undefined,
    password,
    imported_hash: importedHash?.trim(),
    id: uid,
  };
  try {
    const made = await api.call("POST", `${path}/users`, { account, json });
    const shown = importedHash === undefined ? (made.password ?? password) : undefined;
    return { id: made.user.id, phoneNumber: made.user.phone_number, password: shown };
  } catch (error) {
    if (error.code === "user_exists")
      throw new PlainError(
        error.param === "id"
          ? `a relay user with the id ${uid.toLowerCase()} already exists`
          : `a relay user with ${phoneNumber} already exists`,
      );
    if (error.code === "invalid_phone_number")
      throw new PlainError(
        `${phoneNumber} is no phone number: write it in full, such as +237679466332, or as 679466332 with --country-code +237`,
      );
    throw error;
  }
}

/** Invites a number to sign up; returns the end of the invitation. Inviting the number again restarts the period. */
export async function inviteRelayNumber(api, account, phoneNumber, days = undefined) {
  requireNumber(phoneNumber);
  try {
    const json = { phone_number: phoneNumber, days };
    const { invitation } = await api.call("POST", `${path}/invitations`, { account, json });
    return Date.parse(invitation.expires_at);
  } catch (error) {
    if (error.param === "days") throw new PlainError("--days must be a whole number from 1 to 365");
    throw error;
  }
}

/** Replaces the password, ends the user's sessions, and revokes their grants. Returns the password. */
export async function setRelayPassword(api, account, phoneNumber, password = undefined) {
  const { user_id: id } = await getRelayUser(api, account, phoneNumber);
  const made = await api.call("POST", `${path}/users/${id}/password`, { account, json: { password } });
  return made.password ?? password;
}

/** Deletes all of the user's data; returns the user's id. */
export async function deleteRelayUser(api, account, phoneNumber) {
  const { user_id: id } = await getRelayUser(api, account, phoneNumber);
  await api.call("DELETE", `${path}/users/${id}`, { account });
  return id;
}

async function getRelayUser(api, account, phoneNumber) {
  const query = new URLSearchParams({ phone_number: phoneNumber });
  const { users } = await api.call("GET", `${path}/users?${query}`, { account });
  if (users.length === 0)
    throw new PlainError(
      `there is no relay user with ${phoneNumber}; list all relay users with \`npm run relay-users -- list\``,
    );
  return rowOf(users[0]);
}

/** A user as the commands print it. */
const rowOf = (user) => ({
  user_id: user.id,
  phone_number: user.phone_number,
  name: user.name,
  country_code: user.country_code,
  state: user.state,
  created_at_ms: Date.parse(user.created_at),
  updated_at_ms: Date.parse(user.updated_at),
});

// The deployment would read a national number in the account's country, which whoever types the command may not know.
function requireNumber(phoneNumber) {
  if (!/^\+[1-9][0-9]{6,14}$/.test(phoneNumber))
    throw new PlainError(
      "a phone number must be written in full, such as +237679466332, or as 679466332 with --country-code +237",
    );
}
