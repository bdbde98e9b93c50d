import { setTimeout } from "node:timers/promises";
import { ApiFailure } from "./operator-api.mjs";
import { PlainError } from "./log.mjs";

const path = "/api/v1/operator/accounts";

/** Creates an account. The first one of a deployment is its default account; another one becomes it if there is none. */
export async function createAccount(api, { name, isDefault = false }) {
  try {
    const { account } = await api.call("POST", path, { json: { name, ...(isDefault ? { default: true } : {}) } });
    return rowOf(account);
  } catch (error) {
    if (error.code === "account_exists" && error.param === "name")
      throw new PlainError(`an account named ${name} already exists`);
    throw error;
  }
}

/** Lists all accounts, the oldest first. */
export async function listAccounts(api) {
  const accounts = (await api.list(path, "accounts")).map(rowOf);
  return accounts.sort((one, other) => one.created_at_ms - other.created_at_ms || (one.id < other.id ? -1 : 1));
}

export async function findAccount(api, nameOrId) {
  // A name may look like another account's id. The account with that name wins.
  const { accounts } = await api.call("GET", `${path}?${new URLSearchParams({ name: nameOrId })}`);
  if (accounts.length > 0) return rowOf(accounts[0]);
  try {
    const { account } = await api.call("GET", `${path}/${encodeURIComponent(nameOrId)}`);
    return rowOf(account);
  } catch (error) {
    if (error instanceof ApiFailure && error.status === 404) return undefined;
    throw error;
  }
}

export const findDefaultAccount = async (api) => (await listAccounts(api)).find(({ is_default }) => is_default === 1);

export async function getAccount(api, nameOrId) {
  const account = await findAccount(api, nameOrId);
  if (!account)
    throw new PlainError(`there is no account ${nameOrId}; list all accounts with \`npm run accounts -- list\``);
  return account;
}

/** Sets the country in which the account's national numbers are read; "default" restores the deployment's setting. */
export async function setCountry(api, nameOrId, country) {
  const wrong = () =>
    new PlainError(
      `${country} is neither \`default\` nor the ISO 3166 code of a country with phone numbers, such as GB`,
    );
  // The route takes an empty text as one that is not given.
  if (country.trim() === "") throw wrong();
  const { id } = await getAccount(api, nameOrId);
  try {
    const { account } = await api.call("PATCH", `${path}/${id}`, { json: { country } });
    return rowOf(account);
  } catch (error) {
    throw error.param === "country" ? wrong() : error;
  }
}

export const disableAccount = (api, nameOrId) => switchAccount(api, nameOrId, "disable");
export const enableAccount = (api, nameOrId) => switchAccount(api, nameOrId, "enable");

async function switchAccount(api, nameOrId, action) {
  const { id } = await getAccount(api, nameOrId);
  return rowOf((await api.call("POST", `${path}/${id}/${action}`)).account);
}

/**
 * Deletes an account, and waits until the receipt says that the deletion is finished; one that takes longer is returned
 * as it is then. `confirmed` has to be the account's name. An account that is deleted already is named by its id.
 */
export async function deleteAccount(api, nameOrId, confirmed, { waitMs = 240_000, repeatAfterMs = 25_000 } = {}) {
  const id = (await findAccount(api, nameOrId))?.id ?? nameOrId;
  for (const until = Date.now() + waitMs; ; ) {
    // Each repetition does a part of the work, so that it also ends in a local system whose cron does not run.
    const deletion = await requestDeletion(api, id, confirmed);
    if (deletion.state === "finished" || Date.now() + repeatAfterMs > until) return deletion;
    await setTimeout(repeatAfterMs);
  }
}

async function requestDeletion(api, id, name) {
  try {
    return (await api.call("DELETE", `${path}/${encodeURIComponent(id)}`, { json: { name } })).deletion;
  } catch (error) {
    if (error.code === "account_not_found")
      throw new PlainError(`there is no account ${id}; list all accounts with \`npm run accounts -- list\``);
    if (error.param === "name") throw new PlainError(`${name} is not the name of the account; nothing was deleted`);
    throw error;
  }
}

/** An account as the commands print it. */
const rowOf = ({ id, name, default: isDefault, country, created_at, disabled_at }) => ({
  id,
  name,
  is_default: isDefault ? 1 : 0,
  default_country_code: country,
  created_at_ms: Date.parse(created_at),
  disabled_at_ms: disabled_at === null ? null : Date.parse(disabled_at),
});
