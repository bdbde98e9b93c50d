import { readFileSync } from "node:fs";
import { findDefaultAccount, getAccount } from "../lib/accounts.mjs";
import { withDeployment } from "../lib/deployment.mjs";
import { readArguments, refuseMoreWords } from "../lib/entry.mjs";
import { databaseTarget } from "../lib/local-state.mjs";
import { PlainError, say } from "../lib/log.mjs";
import {
  createRelayUser,
  deleteRelayUser,
  inviteRelayNumber,
  listRelayUsers,
  setRelayPassword,
} from "../lib/relay-users.mjs";
import { formatTable } from "../lib/table.mjs";
import { takes, usage } from "../usage/relay-users.mjs";

/** Number of words of each action, itself included. */
const words = { list: 1, create: 2, invite: 2, "set-password": 2, delete: 2 };

export async function main(args) {
  const { values, positionals } = readArguments(args, takes, `usage: ${usage}`);
  refuseMoreWords(positionals, words, `usage: ${usage}`);
  const [action, phoneNumber] = positionals;
  const target = databaseTarget(values);
  const inAccount = (work) => withDeployment(target, async (api) => work(api, await account(api, values.account)));
  // A secret is never an argument, where other users of the machine and the shell's history would see it.
  const input = (name) => (values[`${name}-from-stdin`] ? readFileSync(0, "utf8").replace(/\r?\n$/, "") : undefined);
  if (action === "list") {
    const users = await inAccount(listRelayUsers);
    if (values.json) console.log(JSON.stringify(users));
    else console.log(formatTable(users, ["user_id", "phone_number", "name", "state", "created_at_ms"]));
  } else if (action === "create" && phoneNumber && values.name) {
    const made = {
      phoneNumber,
      name: values.name,
      countryCode: values["country-code"],
      password: input("password"),
      importedHash: input("imported-hash"),
      uid: values.uid,
    };
    const user = await inAccount((api, of) => createRelayUser(api, of, made));
    say(`created relay user ${user.id}, whose number counts as verified`);
    console.log(made.password === undefined && user.password ? user.password : user.id);
  } else if (action === "invite" && phoneNumber) {
    const days = values.days === undefined ? undefined : Number(values.days);
    const expiresAtMs = await inAccount((api, of) => inviteRelayNumber(api, of, phoneNumber, days));
    say(`${phoneNumber} may sign up until ${new Date(expiresAtMs).toISOString()}`);
  } else if (action === "set-password" && phoneNumber) {
    const given = input("password");
    const password = await inAccount((api, of) => setRelayPassword(api, of, phoneNumber, given));
    say("set the password; the relay user's sessions are ended and their grants revoked");
    if (given === undefined) console.log(password);
  } else if (action === "delete" && phoneNumber) {
    const id = await inAccount((api, of) => deleteRelayUser(api, of, phoneNumber));
    say(`deleted relay user ${id} and all of their data`);
  } else {
    throw new PlainError(`usage: ${usage}`);
  }
}

async function account(api, name) {
  if (name) return getAccount(api, name);
  const found = await findDefaultAccount(api);
  if (!found) throw new PlainError("there is no default account: choose one with --account");
  return found;
}
