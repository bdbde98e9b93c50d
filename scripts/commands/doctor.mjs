import { withDatabase } from "../lib/database.mjs";
import { readArguments } from "../lib/entry.mjs";
import { readDeployment, databaseTarget } from "../lib/local-state.mjs";
import { say } from "../lib/log.mjs";
import { getAccountOfPhones, listPhones, reaches } from "../lib/phones.mjs";
import { formatTable } from "../lib/table.mjs";
import { canPush as deployedPushes, secretNames } from "../lib/wrangler.mjs";
import { takes, usage } from "../usage/doctor.mjs";

export async function main(args) {
  const { values } = readArguments(args, takes, `usage: ${usage}`);
  const target = databaseTarget(values);
  const canPush = values.remote ? deployedPushes(await secretNames()) : readDeployment(target.stateDir).can_push;
  const phones = await withDatabase(target, async (execute) =>
    listPhones(execute, { canPush, account: values.account && (await getAccountOfPhones(execute, values.account)) }),
  );
  if (values.json) console.log(JSON.stringify({ can_push: canPush, phones }));
  else describe(phones, canPush);
}

function describe(phones, canPush) {
  say(
    canPush
      ? "push: configured"
      : "push: not configured, so phones are told to use the event stream (notification channel SSE_ONLY)",
  );
  if (phones.length === 0) {
    say("there is no phone with the SMSGate app yet; see docs/connect-a-phone.md");
    return;
  }
  const shown = phones.map((phone) => ({ ...phone, online: phone.online ? "yes" : "no", name: phone.name || "-" }));
  console.log(formatTable(shown, ["account", "id", "name", "app_version", "online", "last_seen_at_ms", "reached_by"]));
  const ways = Object.entries(reaches).filter(([way]) => phones.some((phone) => phone.reached_by === way));
  for (const [way, meaning] of ways) say(`${way}: ${meaning}`);
  for (const { id, advice } of phones) if (advice) say(`${id}: ${advice}`);
}
