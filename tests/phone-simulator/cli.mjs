import { realpathSync } from "node:fs";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { fromCallersDirectory } from "../../scripts/lib/paths.mjs";
import { commonNumbers, numberOf, protocolOf, readArguments } from "./arguments.mjs";
import { PhoneMemory } from "./memory.mjs";
import { Phone } from "./phone.mjs";
import { run as runSmsGate } from "./smsgate/cli.mjs";
import { takes, usage } from "./usage.mjs";

export async function main(args) {
  const runs = { cable: run, smsgate: runSmsGate };
  try {
    const { protocol, rest } = protocolOf(args);
    await runs[protocol](rest);
  } catch (error) {
    process.stderr.write(`phone: ${error.message}\n`);
    process.exit(1);
  }
}

async function run(args) {
  const values = readArguments(args, takes, usage);
  const inboundEverySecs =
    values["inbound-every"] === undefined ? undefined : numberOf("inbound-every", values["inbound-every"]);
  const memory = new PhoneMemory(values.memory && fromCallersDirectory(values.memory));
  const phone = await startPhone(values, memory);
  phone.on("died", ({ message_id }) => {
    process.stderr.write(`phone: died at ${message_id}\n`);
    process.exit(9);
  });
  phone.on("disconnected", ({ willAttemptReconnect }) => {
    // A revoked key will not be accepted later either.
    if (!willAttemptReconnect) process.exit(3);
  });
  // The parent process waits for this message; without such a parent `send` does not exist.
  process.send?.("ready");
  hearLines(phone);
  if (inboundEverySecs) receiveRegularly(phone, inboundEverySecs);
}

async function startPhone(values, memory) {
  const phone = new Phone({
    url: values.url,
    name: values.name,
    deviceId: values["device-id"],
    apiKey: values.key,
    registrationToken: values["registration-token"],
    memory,
    heartbeatMs: numberOf("heartbeat-secs", values["heartbeat-secs"]) * 1000,
    ...numericOptions(values),
  });
  narrate(phone, values.quiet ? () => {} : (text) => process.stderr.write(`phone: ${text}\n`));
  endWithParent(phone);
  const remembered = !values.key && memory.apiKey;
  try {
    return await phone.start();
  } catch (error) {
    if (!remembered || !error.message.includes("unauthorized")) throw error;
  }
  // The server does not know the stored key, for example because its data was deleted.
  memory.apiKey = undefined;
  return startPhone(values, memory);
}

function narrate(phone, say) {
  phone.on("connected", ({ reconnected }) => say(reconnected ? "reconnected" : "connected"));
  phone.on("disconnected", ({ willAttemptReconnect }) =>
    say(willAttemptReconnect ? "lost the connection, will reconnect" : "disconnected, will not reconnect"),
  );
  phone.on("sms", ({ message_id, recipient, message }) => say(`SMS to ${recipient}: ${message} (${message_id})`));
  phone.on("duplicate", ({ message_id }) => say(`${message_id} arrived again and is not sent again`));
  phone.on("reported", ({ message_id, status }) => say(`reported ${message_id} ${status}`));
  phone.on("dropped", ({ message_id, status }) => say(`lost the report ${message_id} ${status}`));
}

function endWithParent(phone) {
  const end = () => {
    phone.stop();
    process.exit(0);
  };
  for (const event of ["SIGINT", "SIGTERM", "disconnect"]) process.on(event, end);
  // The listener for the parent's end must not by itself keep a failed phone alive.
  process.channel?.unref();
}

function hearLines(phone) {
  createInterface({ input: process.stdin }).on("line", (line) => {
    const [, sender, message] = /^\s*(\+?\d+)\s+(.*\S)\s*$/.exec(line) ?? [];
    if (sender) phone.receiveSms(sender, message);
    else if (line.trim()) process.stderr.write("phone: write an SMS as a number and a text: +15550001111 hello\n");
  });
}

function receiveRegularly(phone, everySecs) {
  let count = 0;
  setInterval(() => {
    count += 1;
    phone.receiveSms(`+1555010${String(count % 10_000).padStart(4, "0")}`, `inbound ${count}`);
  }, everySecs * 1000);
}

function numericOptions(values) {
  const given = Object.entries(commonNumbers).filter(([option]) => values[option] !== undefined);
  return Object.fromEntries(given.map(([option, name]) => [name, numberOf(option, values[option])]));
}

// `npm start` runs this file directly, without the set-up of `npm run phone`.
if (realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) await main(process.argv.slice(2));
