import { EventEmitter } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { HttpClient } from "../bench/lib/http-client.mjs";

const retryDelayMs = 50;
// Time for a restarting server before its client gives up.
const patienceMs = 60_000;

/**
 * Clients that post messages one after the other, each under a separate idempotency key, and repeat a request under
 * the same key until it is answered. Emits `accepted` at the moment that an answer is read.
 */
export class Senders extends EventEmitter {
  /** Message ids by idempotency key, which is also the message's text. */
  accepted = new Map();
  repeated = 0;
  replayed = 0;
  #http;
  #key;
  #loops = [];
  #name;
  #pauseMs;
  #random;
  #stopping = new AbortController();

  /** `name` begins every key, so that two groups of clients share none. */
  constructor({ url, key, clients, random, pauseMs, name = "" }) {
    super();
    this.#name = name;
    this.#http = new HttpClient(url, clients);
    this.#key = key;
    this.#random = random;
    this.#pauseMs = pauseMs;
    this.#loops = Array.from({ length: clients }, (_, client) => this.#loop(client));
    // The caller of `stop` sees the failure.
    this.#loops.forEach((loop) => loop.catch(() => {}));
  }

  /** Lets every client finish its current message. */
  async stop() {
    this.#stopping.abort();
    await Promise.all(this.#loops);
    this.#http.close();
  }

  async #loop(client) {
    const { signal } = this.#stopping;
    for (let index = 0; !signal.aborted; index += 1) {
      await this.#sendOnce(`${this.#name}client ${client} message ${index}`);
      // A client is usually stopped during this pause.
      await sleep(this.#random() * 2 * this.#pauseMs, undefined, { signal }).catch(() => {});
    }
  }

  async #sendOnce(name) {
    const deadline = Date.now() + patienceMs;
    for (;;) {
      const answer = await this.#post(name);
      if (answer?.status === 202) return this.#accept(name, answer);
      if (answer && answer.status !== 503) throw new Error(`${name} was answered ${answer.status}: ${answer.text}`);
      if (Date.now() > deadline) throw new Error(`${name} was not accepted within ${patienceMs} ms`);
      this.repeated += 1;
      await sleep(retryDelayMs);
    }
  }

  /** Returns `undefined` if the connection failed: the message may or may not have been accepted. */
  #post(name) {
    const json = { to: "+12025550123", message: name };
    const headers = { "idempotency-key": name };
    return this.#http.call("POST", "/api/v1/sms/send", { key: this.#key, json, headers }).catch(() => undefined);
  }

  #accept(name, { text, headers }) {
    this.accepted.set(name, JSON.parse(text).message_id);
    if (headers["idempotent-replayed"]) this.replayed += 1;
    this.emit("accepted");
  }
}
