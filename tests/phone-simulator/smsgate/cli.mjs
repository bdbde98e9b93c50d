import { createInterface } from "node:readline";
import { fromCallersDirectory } from "../../../scripts/lib/paths.mjs";
import { numberOf, readArguments } from "../arguments.mjs";
import { DeviceMemory } from "./memory.mjs";
import { SmsGatePhone } from "./phone.mjs";
import { numbers, takes, usage } from "./usage.mjs";

const channels = { auto: "AUTO", sse: "SSE_ONLY", poll: "POLL", fcm: "FCM" };

/** Runs the simulated app until it is ended. Throws if it cannot start. */
export async function run(args) {
  const values = readArguments(args, takes, usage);
  const inboundEverySecs =
    values["inbound-every"] === undefined ? undefined : numberOf("inbound-every", values["inbound-every"]);
  const phone = new SmsGatePhone(optionsOf(values));
  narrate(phone, values.quiet);
  phone.on("died", ({ message_id }) => {
    say(`died at ${message_id}`);
    process.exit(9);
  });
  for (const event of ["SIGINT", "SIGTERM", "disconnect"]) process.on(event, () => process.exit(0));
  process.on("message", ({ push }) => push && phone.push(push));
  // The listeners on the parent's channel must not by themselves keep a failed phone alive.
  process.channel?.unref();
  await phone.start();
  if (!phone.isListening && !values.quiet)
    say(
      `opens no stream before its next start, and waits for ${phone.pushToken ? "pushes and its next pull" : "its next pull"}`,
    );
  // The parent process waits for this message; without such a parent `send` does not exist.
  process.send?.("ready");
  hearLines(phone);
  if (inboundEverySecs) receiveRegularly(phone, inboundEverySecs);
}

function optionsOf(values) {
  const channel = values.channel === undefined ? undefined : channels[values.channel];
  if (values.channel !== undefined && !channel)
    throw new Error(`--channel takes ${Object.keys(channels).join(", ")}, not ${values.channel}`);
  const { login, password, code, name, passphrase } = values;
  return {
    url: values.url,
    prefix: values.prefix,
    version: values["app-version"],
    channel,
    memory: new DeviceMemory(values.memory && fromCallersDirectory(values.memory)),
    register: { login, password, code, privateToken: values["registration-token"] },
    pushToken: values["push-token"],
    failsFor: values["fails-for"],
    silent: values.silent,
    ...(name ? { name } : {}),
    ...(passphrase ? { passphrase } : {}),
    ...(values["pull-secs"] !== undefined ? { pullEveryMs: numberOf("pull-secs", values["pull-secs"]) * 1000 } : {}),
    ...Object.fromEntries(
      Object.entries(numbers)
        .filter(([option]) => values[option] !== undefined)
        .map(([option, key]) => [key, numberOf(option, values[option])]),
    ),
  };
}

const say = (text) => process.stderr.write(`phone: ${text}\n`);

function narrate(phone, quiet) {
  const tell = quiet ? () => {} : say;
  phone.on("registered", ({ id, login, password }) =>
    tell(`registered as ${id}; login ${login}${password ? `, password ${password}` : ""}`),
  );
  phone.on("streamOpen", ({ reopened }) => tell(reopened ? "listens for events again" : "listens for events"));
  phone.on("streamLost", ({ reason }) => tell(`lost the stream (${reason}), will try again`));
  phone.on("event", ({ type }) => tell(`event ${type}`));
  phone.on("sms", ({ message_id, recipient, message, data }) =>
    tell(`SMS to ${recipient}: ${message ?? data} (${message_id})`),
  );
  phone.on("duplicate", ({ id }) => tell(`${id} arrived again and is not sent again`));
  phone.on("cancelled", ({ id }) => tell(`cancelled ${id}`));
  phone.on("reported", ({ id, state }) => tell(`reported ${id} ${state}`));
  phone.on("dropped", ({ id, state }) => tell(`lost the report ${id} ${state}`));
  phone.on("reportFailed", ({ error }) => say(`a report failed, will try again: ${error.message}`));
  phone.on("gaveUp", ({ item }) => say(`gave up reporting ${item.id} ${item.state}`));
  phone.on("restartNeeded", () =>
    tell(`the server changed its settings; restart it to apply them (channel ${phone.channel})`),
  );
  phone.on("failed", ({ what, error }) => say(`${what} failed: ${error.message}`));
  phone.on("uploaded", ({ ids, status }) => tell(`uploaded ${ids.length} received (${status})`));
}

function hearLines(phone) {
  createInterface({ input: process.stdin }).on("line", (line) => {
    const [, sender, text] = /^\s*(\+?\d+)\s+(.*\S)\s*$/.exec(line) ?? [];
    if (sender) receive(phone, sender, text);
    else if (line.trim()) say("write an SMS as a number and a text: +15550001111 hello");
  });
}

function receiveRegularly(phone, everySecs) {
  let count = 0;
  setInterval(() => {
    count += 1;
    receive(phone, `+1555010${String(count % 10_000).padStart(4, "0")}`, `inbound ${count}`);
  }, everySecs * 1000);
}

function receive(phone, sender, text) {
  phone.receive({ sender, text }).catch((error) => say(`an SMS was not uploaded: ${error.message}`));
}
