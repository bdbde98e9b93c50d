import { readFileSync } from "node:fs";
import {
  createAccount,
  deleteAccount,
  disableAccount,
  enableAccount,
  getAccount,
  listAccounts,
  setCountry,
} from "../lib/accounts.mjs";
import { withDeployment } from "../lib/deployment.mjs";
import { readArguments, refuseMoreWords } from "../lib/entry.mjs";
import { databaseTarget } from "../lib/local-state.mjs";
import { PlainError, say } from "../lib/log.mjs";
import { setLogin } from "../lib/logins.mjs";
import { makeSignInLink } from "../lib/people.mjs";
import { formatTable } from "../lib/table.mjs";
import { takes, usage } from "../usage/accounts.mjs";

/** Number of words of each action, itself included. */
const words = {
  create: 2,
  list: 1,
  disable: 2,
  enable: 2,
  "set-country": 3,
  "set-login": 2,
  "sign-in-link": 2,
  delete: 2,
};

export async function main(args) {
  const { values, positionals } = readArguments(args, takes, `usage: ${usage}`);
  refuseMoreWords(positionals, words, `usage: ${usage}`);
  const [action, name, country] = positionals;
  const target = databaseTarget(values, { mayBeNew: action === "create" });
  if (action === "create" && name) {
    const account = await withDeployment(target, (api) => createAccount(api, { name }));
    say(`created account ${account.name}; create a key with: npm run keys -- create --account "${account.name}"`);
    console.log(account.id);
  } else if (action === "list") {
    const accounts = await withDeployment(target, listAccounts);
    if (values.json) console.log(JSON.stringify(accounts));
    else
      console.log(
        formatTable(accounts, ["id", "name", "is_default", "default_country_code", "created_at_ms", "disabled_at_ms"]),
      );
  } else if (action === "disable" && name) {
    const account = await withDeployment(target, (api) => disableAccount(api, name));
    say(
      `disabled account ${account.name} (${account.id}): its keys are refused within ten seconds, and its phones' sockets are closed`,
    );
  } else if (action === "enable" && name) {
    const account = await withDeployment(target, (api) => enableAccount(api, name));
    say(
      `enabled account ${account.name} (${account.id}): its keys are valid within ten seconds, and its phones reconnect`,
    );
  } else if (action === "delete" && name) {
    await removeAccount(target, name, values.confirm);
  } else if (action === "set-country" && name && country) {
    const account = await withDeployment(target, (api) => setCountry(api, name, country));
    const reader = account.default_country_code ?? "the country of DEFAULT_COUNTRY_CODE";
    say(`national numbers of account ${account.name} are read in ${reader}, everywhere within ten seconds`);
  } else if (action === "set-login" && name) {
    await changeLogin(target, name, values);
  } else if (action === "sign-in-link" && name) {
    await signInLink(target, name, values);
  } else {
    throw new PlainError(`usage: ${usage}`);
  }
}

/** Lets a person in who cannot sign in yet, or any more. The link alone goes to the standard output. */
async function signInLink(target, name, values) {
  const link = await withDeployment(target, async (api) =>
    makeSignInLink(api, {
      name,
      role: values.role,
      account: values.account && (await getAccount(api, values.account)),
    }),
  );
  say(`this link signs ${name} in once, until ${link.expires_at}; it replaces an earlier one`);
  // Passkeys belong to a name, which an address is not.
  console.log(link.url.replace("http://127.0.0.1:", "http://localhost:"));
}

/** Deletes an account and prints the receipt. The name is confirmed by an argument, so that scripts can delete, too. */
async function removeAccount(target, name, confirmed) {
  if (confirmed === undefined)
    throw new PlainError(
      `this deletes the account with all its data, for good; to confirm, repeat its name: --confirm "${name}"`,
    );
  const receipt = await withDeployment(target, (api) => deleteAccount(api, name, confirmed));
  if (receipt.state === "finished") say(`deleted account ${name} (${receipt.account_id}) with all its data`);
  else
    say(
      `account ${name} (${receipt.account_id}) is disabled for good, and its data is being deleted minute by minute; repeat the command with the id to see how far it is`,
    );
  console.log(JSON.stringify(receipt, null, 2));
}

/** A password is never an argument, where other users of the machine and the shell's history would see it. */
async function changeLogin(target, name, values) {
  const password = values["password-from-stdin"] ? readFileSync(0, "utf8").replace(/\r?\n$/, "") : undefined;
  const made = await withDeployment(target, async (api) =>
    setLogin(api, await getAccount(api, name), { login: values.login, password }),
  );
  say(`account ${name} now logs in as ${made.login}; its earlier tokens are invalid`);
  console.log(password === undefined ? `${made.login}:${made.password}` : made.login);
}
