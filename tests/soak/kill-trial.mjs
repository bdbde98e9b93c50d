import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { seededRandom } from "../phone-simulator/random.mjs";
import { FaithfulPhone } from "./faithful-phone.mjs";
import { FetchingPhone } from "./fetching-phone.mjs";
import { KillableRuntime } from "./killable-runtime.mjs";
import { Senders } from "./senders.mjs";
import { Subscribers } from "./subscribers.mjs";
import { findMessageFaults } from "./verdict.mjs";

// Production's delays of minutes take moments here, so that a trial includes them.
const settings = { ACK_TIMEOUT_SECS: 2, CABLE_PING_SECS: 1, FETCH_TIMEOUT_SECS: 2 };
const longestLifeMs = 2_500;
const killsRightAfterAnswer = 0.3;

/**
 * Kills the whole runtime `kills` times while clients send and a phone transmits, and restarts it on the same state
 * each time. Most kills come at a random moment, some at the moment that a client reads a 202. In the end every
 * accepted message must have been transmitted once and be delivered, and webhook endpoints must have received its
 * events in order. With `fetches` the phone has the SMSGate app. Returns figures, and `faults` as sentences.
 */
export async function killTrial({ kills, seed, fetches = false, clients = 8, pauseMs = 40, say = () => {} }) {
  const random = seededRandom(seed);
  const trial = await begin({ clients, pauseMs, random, Phone: fetches ? FetchingPhone : FaithfulPhone });
  try {
    const startsMs = [];
    let returning;
    for (let kill = 1; kill <= kills; kill += 1) {
      const moment = random() < killsRightAfterAnswer ? rightAfterAnswer(trial) : sleep(random() * longestLifeMs);
      await moment;
      await trial.runtime.kill();
      startsMs.push(await trial.runtime.start());
      // The reconnection is not awaited, because the next kill may come before the phone is back.
      returning = trial.phone.comeBack();
      returning.catch(() => {});
      say(`kill ${kill} of ${kills}: ${trial.senders.accepted.size} accepted, ${trial.phone.onAir.length} transmitted`);
    }
    await returning;
    return await conclude(trial, { kills, startsMs });
  } finally {
    await end(trial);
  }
}

/**
 * Sends one message at a time and kills the runtime at the moment that its 202 is read, while no phone is connected.
 * After the restart, the runtime must hand the message to the phone that then connects.
 */
export async function acceptedTrial({ rounds, say = () => {} }) {
  const trial = await begin({ clients: 0 });
  try {
    const startsMs = [];
    for (let round = 1; round <= rounds; round += 1) {
      const name = `round ${round} `;
      await leave(trial.phone);
      // The pause outlasts the round, so this client sends one message only.
      const sender = new Senders({
        url: trial.runtime.url,
        key: trial.key,
        clients: 1,
        random: () => 1,
        pauseMs: 60_000,
        name,
      });
      await once(sender, "accepted");
      await trial.runtime.kill();
      await sender.stop();
      const [[text, id]] = sender.accepted;
      trial.senders.accepted.set(text, id);
      startsMs.push(await trial.runtime.start());
      const transmitted = trial.phone.next("sms", { where: ({ message_id }) => message_id === id, timeoutMs: 20_000 });
      await trial.phone.comeBack();
      await transmitted;
      say(`round ${round} of ${rounds}: ${id} was transmitted after the restart`);
    }
    return await conclude(trial, { kills: rounds, startsMs });
  } finally {
    await end(trial);
  }
}

async function begin({ clients, pauseMs, random, Phone = FaithfulPhone }) {
  const stateDir = mkdtempSync(join(tmpdir(), "wireroom-soak-"));
  const subscribers = await Subscribers.listen(seededRandom(1));
  const runtime = new KillableRuntime({ stateDir, settings: { ...settings, ...subscribers.settings } });
  await runtime.start();
  await subscribers.subscribe(runtime);
  const { client_key: key, registration_token: registrationToken } = runtime.announced;
  const phone = new Phone({ url: runtime.url, registrationToken, delaySentMs: 5, delayDeliveredMs: 20 });
  await phone.start();
  return {
    stateDir,
    runtime,
    phone,
    key,
    subscribers,
    senders: new Senders({ url: runtime.url, key, clients, random, pauseMs }),
  };
}

/** Breaks the phone's connection; its client would reconnect by itself only after seconds. */
async function leave(phone) {
  const disconnected = phone.next("disconnected");
  phone.loseConnection();
  await disconnected;
}

/** Waits until a client reads a 202, at most for the longest life of the runtime. */
const rightAfterAnswer = ({ senders }) => Promise.race([once(senders, "accepted"), sleep(longestLifeMs)]);

async function conclude({ runtime, stateDir, phone, senders, subscribers }, { kills, startsMs }) {
  await senders.stop();
  const endedMs = performance.now();
  const { accepted } = senders;
  // A phone whose reports are answered repeats those without an answer by itself.
  const stuck = phone.repeatLost && ((ids) => phone.repeatLost(ids));
  const faults = await findMessageFaults({ runtime, stateDir, accepted, onAir: phone.onAir, stuck });
  faults.push(...(await subscribers.verdict(accepted)));
  return {
    kills,
    accepted: accepted.size,
    transmitted: phone.onAir.length,
    requestsRepeated: senders.repeated,
    answersReplayed: senders.replayed,
    framesRepeated: phone.duplicates,
    webhookRequests: subscribers.requests,
    reportsRepeated: phone.repeatedReports,
    reportsLostInBreaks: phone.reportsLostInBreaks ?? 0,
    slowestStartSecs: Math.max(...startsMs) / 1000,
    settledAfterSecs: (performance.now() - endedMs) / 1000,
    faults,
    lastLines: faults.length > 0 ? runtime.lastLines() : "",
  };
}

async function end({ phone, runtime, senders, subscribers, stateDir }) {
  phone.die();
  await senders.stop().catch(() => {});
  await runtime.stop();
  await subscribers.close();
  rmSync(stateDir, { recursive: true, force: true });
}
