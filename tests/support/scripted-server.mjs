import { once } from "node:events";
import { createServer } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";

/**
 * An HTTP server on the loopback that records its requests and is told beforehand how to treat the next ones. The fake
 * servers of the tests extend it and add only what they know: paths, formats, signatures.
 *
 * A *behavior* is a function of one exchange, `{ call, response, accept, … }`: `call` is the recorded request, `accept`
 * the fake's behavior without a script. Behaviors that any fake can use are exported below. Tests set them by key: a
 * path here, a provider or an operation in other fakes.
 *
 * A fake sets `accept`, and overrides `receive` if its keys are not paths or if it records more than `readRequest`
 * returns.
 */
export class ScriptedServer {
  /**
   * The underlying server, to which a fake can attach other protocols. It never ends an idle connection by itself: a
   * client that reuses the connection at that moment would lose its request.
   */
  http = createServer({ keepAliveTimeout: 0 }, (incoming, response) => this.take(incoming, response));
  /** Recorded requests, in the order in which they were read. */
  calls = [];
  /** Behavior for requests without a script. */
  accept = respond(404);
  #scripts = new Map();
  #habits = new Map();
  #watchers = new Set();

  /** Starts a server on a free port. */
  static async listen() {
    const server = new this();
    server.http.listen(0, "127.0.0.1");
    await once(server.http, "listening");
    return server;
  }

  get host() {
    return `127.0.0.1:${this.http.address().port}`;
  }

  get origin() {
    return `http://${this.host}`;
  }

  /** Adds behaviors for the next requests of a key, one each. */
  next(key, ...behaviors) {
    this.#scripts.set(key, [...(this.#scripts.get(key) ?? []), ...behaviors]);
  }

  /** Sets the behavior for requests of a key once its `next` ones are used up. The key `*` is for all other paths. */
  always(key, behavior) {
    this.#habits.set(key, behavior);
  }

  /** Replaces the behaviors of a key: one for each request, the last one repeated. */
  answers(key, ...behaviors) {
    this.#scripts.set(key, behaviors.slice(0, -1));
    this.#habits.set(key, behaviors.at(-1));
  }

  /** Removes all scripts. */
  relent() {
    this.#scripts.clear();
    this.#habits.clear();
  }

  /** Returns the calls so far with these fields. */
  made(wanted = {}) {
    const fields = Object.entries(wanted);
    return this.calls.filter((call) => fields.every(([name, value]) => call[name] === value));
  }

  /** Waits until there were this many such calls, read to their end; returns them. */
  async had(count, wanted = {}, { timeoutMs } = {}) {
    const missing = () => `${JSON.stringify(wanted)}: ${this.made(wanted).length} of ${count} requests`;
    await this.until(() => this.made(wanted).length >= count, missing, timeoutMs);
    return this.made(wanted);
  }

  /**
   * Waits for a condition, which is evaluated at each recorded and at each treated request. `missing` returns the
   * beginning of the error's text.
   */
  async until(condition, missing, timeoutMs = 15_000) {
    if (condition()) return;
    const { promise, resolve, reject } = Promise.withResolvers();
    const look = () => condition() && resolve();
    const timer = setTimeout(() => reject(new Error(`${missing()} in ${timeoutMs} ms`)), timeoutMs).unref();
    this.#watchers.add(look);
    await promise.finally(() => {
      clearTimeout(timer);
      this.#watchers.delete(look);
    });
  }

  /** Stops the server and cuts off open connections. */
  async close() {
    if (!this.http.listening) return;
    this.http.closeAllConnections();
    this.http.close();
    await once(this.http, "close");
  }

  /** Reads a request to its end and receives it. A fake that needs no bodies may override this. */
  async take(incoming, response) {
    await this.receive(await readRequest(incoming), response);
  }

  /** Records and treats a request. */
  receive(request, response) {
    return this.treat(request, this.scripted(request.path, "*"), { response });
  }

  /** Takes the next behavior of the first key that has one; otherwise returns `accept`. */
  scripted(...keys) {
    for (const key of keys) {
      const behavior = this.#scripts.get(key)?.shift() ?? this.#habits.get(key);
      if (behavior) return behavior;
    }
    return this.accept;
  }

  /** Records a call and runs its behavior. */
  async treat(call, behavior, exchange) {
    this.calls.push(call);
    this.announce();
    await behavior({ call, accept: this.accept, ...exchange });
    this.announce();
  }

  /** Makes everything that waits evaluate its condition. */
  announce() {
    for (const look of this.#watchers) look();
  }
}

/** Reads a request to its end. `json` is undefined if the body is not declared as JSON or cannot be parsed. */
async function readRequest(incoming) {
  const chunks = [];
  for await (const chunk of incoming) chunks.push(chunk);
  const raw = Buffer.concat(chunks);
  const { method, url, headers } = incoming;
  const [path, query = ""] = url.split("?");
  const type = headers["content-type"] ?? "";
  return {
    method,
    url,
    path,
    query,
    headers,
    raw,
    json: type.startsWith("application/json") ? parsed(raw) : undefined,
    form: type.startsWith("application/x-www-form-urlencoded") ? new URLSearchParams(raw.toString()) : undefined,
    atMs: Date.now(),
  };
}

/** Answers with a text, or without a body if there is none, unless the connection is gone. */
export function reply(response, status, text, headers = {}) {
  if (!response.destroyed) response.writeHead(status, headers).end(text);
}

/** Answers with JSON. A body that is a text is sent unchanged. */
export function replyJson(response, status, body, headers = {}) {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  reply(response, status, text, { "content-type": "application/json", ...headers });
}

/** Answers with a status, a text and headers. */
export const respond =
  (status, text, headers) =>
  ({ response }) =>
    reply(response, status, text, headers);
/** Never answers. */
export const hang = ({ call }) => void (call.outcome = "hung");
/** Breaks the connection without an answer. */
export const breakAfterReading = ({ call, response }) => {
  call.outcome = "broken";
  response.socket?.destroy();
};
/** Answers 200, and never ends the body. */
export const dawdle = ({ response }) => void response.writeHead(200).write("…");
/** Treats the request after a delay. */
export const slow = (ms, then) => async (exchange) => {
  await sleep(ms);
  return (then ?? exchange.accept)(exchange);
};

/** Holds a request until `release` is called; `reached` resolves to the call when the request has arrived. */
export function gate(then) {
  const arrived = Promise.withResolvers();
  const released = Promise.withResolvers();
  const behavior = async (exchange) => {
    arrived.resolve(exchange.call);
    await released.promise;
    return (then ?? exchange.accept)(exchange);
  };
  return { behavior, reached: arrived.promise, release: () => released.resolve() };
}

function parsed(raw) {
  try {
    return JSON.parse(raw);
  } catch {
    return undefined;
  }
}
