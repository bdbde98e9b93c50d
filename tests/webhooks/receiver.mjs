import { EventEmitter, once } from "node:events";
import { createServer } from "node:http";

/**
 * A webhook receiver on the loopback. Each path is a separate endpoint: `answers(path, …)` sets its behavior, one for
 * each request, the last one repeated; every request is recorded unchanged.
 */
export class Receiver extends EventEmitter {
  #server = createServer((request, response) => this.#take(request, response));
  #behaviours = new Map();
  requests = [];

  static async listen(port = 0) {
    const receiver = new Receiver();
    receiver.#server.listen(port, "127.0.0.1");
    await once(receiver.#server, "listening");
    return receiver;
  }

  get host() {
    return `127.0.0.1:${this.#server.address().port}`;
  }

  url(path) {
    return `http://${this.host}${path}`;
  }

  answers(path, ...behaviours) {
    this.#behaviours.set(path, behaviours);
    return this.url(path);
  }

  /** Returns the requests to a path so far. */
  at(path) {
    return this.requests.filter((request) => request.path === path);
  }

  /** Waits until a path has had this many requests; returns them. */
  async had(path, count, { timeoutMs = 20_000 } = {}) {
    const signal = AbortSignal.timeout(timeoutMs);
    while (this.at(path).length < count) {
      try {
        await once(this, "request", { signal });
      } catch {
        throw new Error(`${path} had ${this.at(path).length} of ${count} requests in ${timeoutMs} ms`);
      }
    }
    return this.at(path);
  }

  async close() {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, "close");
  }

  async #take(request, response) {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const raw = Buffer.concat(chunks);
    const behaviours = this.#behaviours.get(request.url) ?? [answer(200)];
    const behaviour = behaviours.length > 1 ? behaviours.shift() : behaviours[0];
    this.requests.push({
      path: request.url, method: request.method, headers: request.headers, raw, body: JSON.parse(raw), atMs: Date.now(),
    });
    this.emit("request");
    await behaviour(response, request);
  }
}

/** Answers with a status. */
export const answer = (status, headers = {}) => (response) => void response.writeHead(status, headers).end("seen");
/** Answers only after a delay. */
export const slow = (ms, status = 200) => (response) => new Promise((done) => setTimeout(() => done(answer(status)(response)), ms));
/** Never answers. */
export const hang = () => {};
/** Breaks the connection without an answer. */
export const drop = (response) => void response.socket.destroy();
/** Answers 200, and never ends the body. */
export const dawdle = (response) => void response.writeHead(200).write("…");
