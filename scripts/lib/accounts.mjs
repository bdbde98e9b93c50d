import { readFileSync } from "node:fs";
import { newAccountId } from "./credentials.mjs";
import { PlainError } from "./log.mjs";
import { sql } from "./sql.mjs";

export async function createAccount(execute, { name, isDefault = false }) {
  if (!/^[\p{L}\p{N}][\p{L}\p{N} ._@-]{0,63}$/u.test(name)) {
    throw new PlainError(
      "an account's name must have 1 to 64 letters, digits, spaces or ._@- and begin with a letter or digit",
    );
  }
  if (await findAccount(execute, name)) throw new PlainError(`an account named ${name} already exists`);
  const account = { id: newAccountId(), name };
  await execute(
    sql`INSERT INTO accounts (id, name, is_default, created_at_ms)
        VALUES (${account.id}, ${name}, ${isDefault ? 1 : 0}, ${Date.now()})`,
  );
  return account;
}

export const listAccounts = (execute) =>
  execute(
    sql`SELECT id, name, is_default, default_country_code, created_at_ms, disabled_at_ms FROM accounts
        ORDER BY created_at_ms, id`,
  );

export async function findAccount(execute, nameOrId) {
  // A name may look like another account's id. The account with that name wins.
  const rows = await execute(
    sql`SELECT id, name, is_default, created_at_ms, disabled_at_ms FROM accounts
        WHERE name = ${nameOrId} OR id = ${nameOrId} ORDER BY name = ${nameOrId} DESC LIMIT 1`,
  );
  return rows[0];
}

export async function findDefaultAccount(execute) {
  const rows = await execute(sql`SELECT id, name FROM accounts WHERE is_default = 1`);
  return rows[0];
}

export async function getAccount(execute, nameOrId) {
  const account = await findAccount(execute, nameOrId);
  if (!account)
    throw new PlainError(`there is no account ${nameOrId}; list all accounts with \`npm run accounts -- list\``);
  return account;
}

/** Sets the country in which the account's national numbers are read; "default" restores the deployment's setting. */
export async function setCountry(execute, nameOrId, country) {
  const code = country.toUpperCase();
  if (code !== "DEFAULT" && !countriesWithNumbers().has(code)) {
    throw new PlainError(
      `${country} is neither \`default\` nor the ISO 3166 code of a country with phone numbers, such as GB`,
    );
  }
  const account = await getAccount(execute, nameOrId);
  const stored = code === "DEFAULT" ? null : code;
  await execute(sql`UPDATE accounts SET default_country_code = ${stored} WHERE id = ${account.id}`);
  return { ...account, default_country_code: stored };
}

/** Countries whose numbering plans the Worker contains. */
function countriesWithNumbers() {
  const table = readFileSync(new URL("../../crates/domain/telephony/src/plan/table.in", import.meta.url), "utf8");
  return new Set([...table.matchAll(/region: "([A-Z]{2})"/g)].map(([, code]) => code));
}

export async function disableAccount(execute, nameOrId) {
  const account = await getAccount(execute, nameOrId);
  await execute(
    sql`UPDATE accounts SET disabled_at_ms = ${Date.now()} WHERE id = ${account.id} AND disabled_at_ms IS NULL`,
  );
  return account;
}
