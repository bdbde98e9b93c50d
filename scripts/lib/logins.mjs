import { PlainError } from "./log.mjs";

/**
 * Sets or replaces an account's user name and password; the deployment generates those that are not given. Invalidates
 * all tokens issued so far. The password is only in the return value.
 */
export async function setLogin(api, account, { login = undefined, password = undefined } = {}) {
  try {
    const json = { login, password };
    const made = await api.call("PUT", `/api/v1/operator/accounts/${account.id}/login`, { json });
    return { login: made.login, password: made.password ?? password };
  } catch (error) {
    if (error.code === "login_exists") throw new PlainError(`the login ${login.toUpperCase()} already exists`);
    throw error;
  }
}
