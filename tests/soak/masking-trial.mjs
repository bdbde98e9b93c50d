import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { openLocalDatabase } from "../../scripts/lib/runtime.mjs";
import { HttpClient } from "../bench/lib/http-client.mjs";
import { seededRandom } from "../phone-simulator/random.mjs";
import { ProviderFake, accept, refuse } from "../support/provider-fake.mjs";
import { KillableRuntime } from "./killable-runtime.mjs";

const pairs = 8;
const longestLifeMs = 2_500;
const refused = 0.1;
const retryDelayMs = 100;
const patienceMs = 60_000;
const settings = { NUMBER_PROXY_OPEN: "true", CABLE_PING_SECS: 60 };
// A message with an unknown outcome is held for its provider until a day has passed.
const heldStates = new Set(["accepted", "dispatched", "failed"]);

/**
 * Kills the whole runtime `kills` times while a provider calls back with SMS for masked people. The provider repeats
 * each callback until it is answered 200, and sometimes refuses a relayed SMS. Nothing may be relayed twice or to a
 * wrong person. An SMS that no kill interrupted must be relayed, and each other SMS must have a message with an unknown
 * outcome. Returns figures, and `faults` as sentences.
 */
export async function maskingTrial({ kills, seed, say = () => {} }) {
  const random = seededRandom(seed);
  const stateDir = mkdtempSync(join(tmpdir(), "wireroom-soak-"));
  const fake = await ProviderFake.listen();
  fake.always("flowroute", (exchange) => (random() < refused ? refuse(503) : accept)(exchange));
  const runtime = new KillableRuntime({ stateDir, settings: { ...settings, ...fake.vars, ...flowrouteSecrets(fake) } });
  try {
    await runtime.start();
    const provider = new CallingProvider({ runtime, random, sessions: await openSessions(runtime) });
    const startsMs = [];
    for (let kill = 1; kill <= kills; kill += 1) {
      await sleep(random() * longestLifeMs);
      provider.killed += 1;
      await runtime.kill();
      startsMs.push(await runtime.start());
      say(
        `kill ${kill} of ${kills}: ${provider.answered.length} SMS answered, ${fake.made({ outcome: "accepted" }).length} sent`,
      );
    }
    await provider.stop();
    return await conclude({ fake, provider, runtime, stateDir, kills, startsMs });
  } finally {
    await runtime.stop();
    await fake.close();
    rmSync(stateDir, { recursive: true, force: true });
  }
}

// The trial calls back in the format of Flowroute, so no other provider gets credentials.
const flowrouteSecrets = (fake) =>
  Object.fromEntries(Object.entries(fake.secrets).filter(([name]) => name.startsWith("FLOWROUTE_")));

async function openSessions({ url }) {
  const http = new HttpClient(url, 1);
  const insist = async (path, json) => {
    for (;;) {
      const answer = await http.call("POST", path, { json });
      if (answer.status === 200) return JSON.parse(answer.text);
      // The provider refuses some SMS.
      if (answer.status !== 500) throw new Error(`${path}: ${answer.status} ${answer.text}`);
    }
  };
  await insist("/tn", { value: "12065550001" });
  await insist("/tn", { value: "12065550002" });
  const sessions = [];
  for (let pair = 0; pair < pairs; pair += 1) {
    const [a, b] = [`14155550${100 + pair}`, `16465550${100 + pair}`];
    const { virtual_tn: tn } = await insist("/session", { participant_a: a, participant_b: b });
    sessions.push({ tn, from: a, to: b }, { tn, from: b, to: a });
  }
  http.close();
  return sessions;
}

/** Calls back for one person after the other, and repeats each callback until it is answered 200. */
class CallingProvider {
  answered = [];
  killed = 0;
  repeated = 0;
  #http;
  #loops;
  #random;
  #stopping = new AbortController();

  constructor({ runtime, random, sessions }) {
    this.#random = random;
    this.#http = new HttpClient(runtime.url, sessions.length);
    this.#loops = sessions.map((session, index) => this.#loop(session, index));
    // The caller of `stop` sees the failure.
    this.#loops.forEach((loop) => loop.catch(() => {}));
  }

  async stop() {
    this.#stopping.abort();
    await Promise.all(this.#loops);
    this.#http.close();
  }

  async #loop({ tn, from, to }, index) {
    const { signal } = this.#stopping;
    for (let number = 0; !signal.aborted; number += 1) {
      const text = `SMS ${number} of person ${index}`;
      const begun = this.killed;
      await this.#sendUntilAnswered({ to: tn, from, body: text, id: `mdr1-${index}-${number}` });
      this.answered.push({ text, to, undisturbed: begun === this.killed });
      await sleep(this.#random() * 200, undefined, { signal }).catch(() => {});
    }
  }

  async #sendUntilAnswered(json) {
    const deadline = Date.now() + patienceMs;
    for (;;) {
      const answer = await this.#http.call("POST", "/", { json }).catch(() => undefined);
      if (answer?.status === 200) return;
      if (Date.now() > deadline) throw new Error(`${json.id} was last answered ${answer?.status}: ${answer?.text}`);
      this.repeated += 1;
      await sleep(retryDelayMs);
    }
  }
}

async function conclude({ fake, provider, runtime, stateDir, kills, startsMs }) {
  const sent = new Map();
  for (const { text, to } of fake.made({ outcome: "accepted" })) sent.set(text, [...(sent.get(text) ?? []), to]);
  const messages = await projected(stateDir, provider.answered);
  const faults = provider.answered.flatMap(({ text, to, undisturbed }) => {
    const recipients = sent.get(text) ?? [];
    if (recipients.length > 1) return [`${text} was relayed ${recipients.length} times`];
    if (recipients.length === 1)
      return recipients[0] === to ? [] : [`${text} was relayed to ${recipients[0]} instead of ${to}`];
    if (undisturbed) return [`${text} was answered 200 and not relayed, though no kill came in its way`];
    return heldStates.has(messages.get(text))
      ? []
      : [`${text} was not relayed, and is ${messages.get(text) ?? "unknown"} in the database`];
  });
  return {
    kills,
    answered: provider.answered.length,
    relayed: provider.answered.filter(({ text }) => sent.has(text)).length,
    ofUnknownOutcome: provider.answered.filter(({ text }) => !sent.has(text)).length,
    callbacksRepeated: provider.repeated,
    refusedByTheProvider: fake.made({ outcome: "refused with 503" }).length,
    slowestStartSecs: Math.max(...startsMs) / 1000,
    faults,
    lastLines: faults.length > 0 ? runtime.lastLines() : "",
  };
}

/** Returns the state of each text's last message, once the database has all of them or the time-out has passed. */
async function projected(stateDir, answered, timeoutMs = 30_000) {
  const deadline = Date.now() + timeoutMs;
  const { database, close } = await openLocalDatabase(stateDir);
  try {
    for (;;) {
      const { results } = await database
        .prepare("SELECT record ->> '$.content.text' AS text, state FROM messages ORDER BY id")
        .all();
      const states = new Map(results.map(({ text, state }) => [text, state]));
      if (answered.every(({ text }) => states.has(text)) || Date.now() > deadline) return states;
      await sleep(500);
    }
  } finally {
    await close();
  }
}
