import { getAccount } from "../lib/accounts.mjs";
import { parsePermissions } from "../lib/credentials.mjs";
import { withDeployment } from "../lib/deployment.mjs";
import { readArguments, refuseMoreWords } from "../lib/entry.mjs";
import { createKey, listKeys, revokeKey } from "../lib/keys.mjs";
import { databaseTarget } from "../lib/local-state.mjs";
import { PlainError, say } from "../lib/log.mjs";
import { formatTable } from "../lib/table.mjs";
import { takes, usage } from "../usage/keys.mjs";

export async function main(args) {
  const { values, positionals } = readArguments(args, takes, `usage: ${usage}`);
  refuseMoreWords(positionals, { create: 1, list: 1, revoke: 2 }, `usage: ${usage}`);
  const [action, id] = positionals;
  if (!values.account) throw new PlainError(`--account is missing\nusage: ${usage}`);
  const target = databaseTarget(values);
  if (action === "create") {
    await create(target, values);
  } else if (action === "list") {
    await list(target, values);
  } else if (action === "revoke" && id) {
    await withDeployment(target, async (api) => revokeKey(api, await getAccount(api, values.account), id));
    say(`revoked ${id}: refused within ten seconds; a phone's open socket is closed`);
  } else {
    throw new PlainError(`usage: ${usage}`);
  }
}

async function create(target, values) {
  const request = {
    kind: values.kind,
    name: values.name,
    permissions: permissionsOf(values),
    expiresInDays: daysOf(values["expires-in-days"]),
  };
  const { key, id } = await withDeployment(target, async (api) =>
    createKey(api, { ...request, account: await getAccount(api, values.account) }),
  );
  say(`created ${id}. The key is shown only now, because only its digest is stored:`);
  console.log(key);
}

async function list(target, values) {
  const keys = await withDeployment(target, async (api) => listKeys(api, await getAccount(api, values.account)));
  if (values.json) return console.log(JSON.stringify(keys));
  const columns = ["id", "kind", "name", "display_prefix", "created_at_ms", "expires_at_ms", "revoked_at_ms"];
  const rows = keys.map((key) => ({ ...key, permissions: Object.keys(JSON.parse(key.permissions)).join(",") || "-" }));
  console.log(formatTable(rows, [...columns, "permissions"]));
}

function permissionsOf({ kind, permissions }) {
  if (kind === "registration") {
    if (permissions) throw new PlainError("a registration token takes no --permissions: it can only register phones");
    return {};
  }
  if (kind !== "client") throw new PlainError(`--kind takes client or registration, not ${kind}`);
  try {
    return parsePermissions(permissions ?? "send_sms,receive_sms");
  } catch (error) {
    throw new PlainError(error.message);
  }
}

function daysOf(text) {
  if (text === undefined) return undefined;
  const days = Number(text);
  if (!Number.isInteger(days) || days < 1)
    throw new PlainError("--expires-in-days takes a whole number of days, at least 1");
  return days;
}
