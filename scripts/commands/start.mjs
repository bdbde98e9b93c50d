import { parseArgs } from "node:util";
import { refuseSecondSystem, withRuntimeLock } from "../lib/deployment.mjs";
import { ensureDefaultAccount, noteDeployment, readSecrets, workerSecrets } from "../lib/local-state.mjs";
import { PlainError, say, seconds } from "../lib/log.mjs";
import { OperatorApi } from "../lib/operator-api.mjs";
import { stateDirectoryOf } from "../lib/paths.mjs";
import { startPhone } from "../lib/phone-child.mjs";
import { startRuntime } from "../lib/runtime.mjs";
import { onTermination } from "../lib/shutdown.mjs";
import { pushes } from "../lib/wrangler.mjs";
import { takes, usage } from "../usage/start.mjs";

export async function main(args) {
  const options = readArguments(args);
  const startedMs = performance.now();
  const secrets = { ...workerSecrets(readSecrets(options.stateDir)), ...options.settings };
  let phone;
  const stopPhone = () => phone?.stop();
  const { runtime, state } = await withRuntimeLock(options.stateDir, () => startSystem(options, secrets, stopPhone));
  const url = `http://localhost:${new URL(runtime.url).port}`;
  if (options.phone) {
    phone = startPhone({ url: runtime.url, stateDir: options.stateDir, registrationToken: state.registration_token });
    if (!(await phone.ready)) say("the simulated phone could not connect; everything else runs without it");
  }
  say(`ready at ${url} (${seconds(startedMs)}); Ctrl-C stops it`);
  if (options.json) announceToPrograms(url, state);
  else announceToPeople(url, state, options.phone);
}

/** Starts the Worker, and notes where the other commands find it. `stopOthers` ends what is started afterwards. */
async function startSystem(options, secrets, stopOthers) {
  await refuseSecondSystem(options.stateDir);
  const deployment = { can_push: pushes(options.settings) };
  noteDeployment(options.stateDir, deployment);
  const runtime = await startRuntime({
    port: options.port,
    stateDir: options.stateDir,
    assets: true,
    vars: { ENVIRONMENT: "local" },
    // Variables and secrets are both plain bindings to the Worker, so all settings from the command line can go last.
    secrets,
    log: (level, message) => say(`[${level}] ${message}`),
  });
  onTermination(async () => {
    stopOthers();
    await runtime.stop();
  });
  const state = await ensureDefaultAccount(options.stateDir, new OperatorApi(runtime.url, secrets.SERVER_SECRET));
  // From now on the other commands talk to this Worker instead of starting one of their own on the same state.
  noteDeployment(options.stateDir, { ...deployment, url: runtime.url, process_id: process.pid });
  return { runtime, state };
}

function announceToPrograms(url, { client_key, registration_token, account_id, login, password }) {
  process.stdout.write(`${JSON.stringify({ url, client_key, registration_token, account_id, login, password })}\n`);
}

function announceToPeople(url, { client_key, registration_token, login, password }, withPhone) {
  process.stdout.write(`
Client key:          ${client_key}
Registration token:  ${registration_token}
SMSGate login:       ${login}:${password} at ${url}/api/3rdparty/v1

Send an SMS:
  curl -sS ${url}/api/v1/sms/send -H 'Authorization: Bearer ${client_key}' -H 'Content-Type: application/json' -d '{"to":"+12025550123","message":"Hello"}'

Check its delivery (replace MESSAGE_ID with the message_id of the first answer):
  curl -sS ${url}/api/v1/sms/status/MESSAGE_ID -H 'Authorization: Bearer ${client_key}'
${withPhone && process.stdin.isTTY ? "\nA line such as `+15550001111 hello` typed here arrives at the phone as an SMS.\n" : ""}`);
}

function readArguments(args) {
  try {
    const { values } = parseArgs({ args, ...takes });
    return {
      json: values.json,
      phone: !values["no-phone"],
      port: portOf(values.port),
      settings: Object.fromEntries(values.set.map(settingOf)),
      stateDir: stateDirectoryOf(values["state-dir"]),
    };
  } catch (error) {
    throw new PlainError(`${error.message}\n${usage}`);
  }
}

function portOf(text) {
  const port = Number(text);
  if (!Number.isInteger(port) || port < 0 || port > 65535)
    throw new RangeError(`--port takes a port number, not ${text}`);
  return port;
}

function settingOf(text) {
  const [, name, value] = /^([A-Za-z_][A-Za-z0-9_]*)=(.*)$/s.exec(text) ?? [];
  if (name === undefined) throw new RangeError(`--set takes NAME=VALUE, not ${text}`);
  return [name, value];
}
