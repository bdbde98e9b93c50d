import { EventEmitter, once } from "node:events";
import { createServer } from "node:http";
import { startWireroom } from "./wireroom.mjs";
import { apis, credentialsOf, problemWith, providers } from "./provider-apis.mjs";

export { credentialsOf, providers };

/**
 * Fakes of all eight vendors on the loopback, each below `/<provider>`. Every request to send is recorded, raw and
 * parsed. `next(provider, …)` sets the treatment of the next requests, one behavior each; all later ones are accepted
 * unless `always` says otherwise.
 */
export class ProviderFake extends EventEmitter {
  #server = createServer((request, response) => this.#take(request, response));
  #scripts = new Map();
  #habits = new Map();
  /** All requests to send, in the order in which they were read. */
  calls = [];

  static async listen() {
    const fake = new ProviderFake();
    fake.setMaxListeners(0);
    fake.#server.listen(0, "127.0.0.1");
    await once(fake.#server, "listening");
    return fake;
  }

  get host() {
    return `127.0.0.1:${this.#server.address().port}`;
  }

  /** Settings that point every provider's API here. */
  get vars() {
    return Object.fromEntries(providers.map((provider) => [`${provider.toUpperCase()}_BASE_URL`, `http://${this.host}/${provider}`]));
  }

  /** Secrets that give the deployment its own credentials. */
  get secrets() {
    return Object.fromEntries(providers.flatMap((provider) =>
      Object.entries(credentialsOf[provider]).map(([name, value]) => [`${provider.toUpperCase()}_${name.toUpperCase()}`, value])));
  }

  /** Sets the treatment of the next requests to a provider, one after the other. */
  next(provider, ...behaviours) {
    this.#scripts.set(provider, [...(this.#scripts.get(provider) ?? []), ...behaviours]);
  }

  /** Sets the treatment of all other requests. */
  always(provider, behaviour) {
    this.#habits.set(provider, behaviour);
  }

  /** Restores the default: every request is accepted. */
  relent() {
    this.#scripts.clear();
    this.#habits.clear();
  }

  /** Returns the requests to send so far with these fields. */
  made(wanted = {}) {
    return this.calls.filter((call) => Object.entries(wanted).every(([name, value]) => call[name] === value));
  }

  /** Returns the accepted ones, as `[from, to, text]`. */
  accepted(wanted = {}) {
    return this.made({ outcome: "accepted", ...wanted }).map(({ from, to, text }) => [from, to, text]);
  }

  /** Waits until there were this many such requests, read to their end; returns them. */
  async had(count, wanted = {}, { timeoutMs = 15_000 } = {}) {
    const signal = AbortSignal.timeout(timeoutMs);
    while (this.made(wanted).length < count) {
      try {
        await once(this, "call", { signal });
      } catch {
        throw new Error(`${JSON.stringify(wanted)}: ${this.made(wanted).length} of ${count} requests in ${timeoutMs} ms`);
      }
    }
    return this.made(wanted);
  }

  async close() {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, "close");
  }

  async #take(incoming, response) {
    const request = await read(incoming);
    const provider = request.path.split("/")[1];
    const api = apis[provider];
    if (!api) return void response.writeHead(404).end();
    const sms = api.read(request) ?? {};
    const call = { provider, ...request, ...sms, id: undefined, outcome: "pending", atMs: Date.now() };
    this.calls.push(call);
    const problem = problemWith(provider, request, sms);
    const script = this.#scripts.get(provider) ?? [];
    const behaviour = problem ? refuse(problem) : (script.shift() ?? this.#habits.get(provider) ?? accept);
    this.emit("call", call);
    await behaviour({ call, api, response });
    this.emit("call", call);
  }
}

/** Accepts the request, as documented. */
export const accept = ({ call, api, response }) => {
  call.id = api.newId(call.path);
  call.outcome = "accepted";
  reply(response, api.accepted(call.id, call));
};
/** Refuses the request with a status, and with the given body if there is one. */
export const refuse = (status, body) => ({ call, api, response }) => {
  call.outcome = `refused with ${status}`;
  reply(response, body === undefined ? api.error(status) : [status, body]);
};
/** Fails temporarily. */
export const unavailable = refuse(503);
/** Reads the request and never answers. */
export const hang = ({ call }) => void (call.outcome = "hung");
/**
 * Reads and accepts the request, but an intermediate gateway answers 502. (The local runtime turns a broken connection
 * into a 500.)
 */
export const lose = ({ call, response }) => {
  call.outcome = "lost";
  reply(response, [502, "Bad Gateway"]);
};
/** Reads and accepts the request, and breaks the connection without an answer. */
export const breakAfterReading = ({ call, response }) => {
  call.outcome = "broken";
  response.socket?.destroy();
};
/** Answers only after a delay. */
export const slow = (ms, then = accept) => (exchange) => new Promise((done) => setTimeout(() => done(then(exchange)), ms));

/** Holds a request until it is released; `reached` resolves when the request has arrived. */
export function gate(then = accept) {
  const arrived = Promise.withResolvers();
  const released = Promise.withResolvers();
  const behaviour = async (exchange) => {
    arrived.resolve(exchange.call);
    await released.promise;
    return then(exchange);
  };
  return { behaviour, reached: arrived.promise, release: () => released.resolve() };
}

/** Starts the system with a fake of every provider, and the deployment's own credentials at each of them. */
export async function startWithProviders({ vars = {}, secrets = {}, withCredentials = true, ...options } = {}) {
  const fake = await ProviderFake.listen();
  const sealing = { SEALING_KEYS: `tests:${Buffer.alloc(32, 7).toString("base64")}` };
  const wireroom = await startWireroom({
    vars: { ...fake.vars, ...vars },
    secrets: { ...sealing, ...(withCredentials ? fake.secrets : {}), ...secrets },
    ...options,
  });
  const stop = async () => {
    // A held request would keep its object awake.
    await fake.close();
    await wireroom.stop();
  };
  return { wireroom, fake, stop };
}

async function read(incoming) {
  const chunks = [];
  for await (const chunk of incoming) chunks.push(chunk);
  const raw = Buffer.concat(chunks);
  const [path, query = ""] = incoming.url.split("?");
  const type = incoming.headers["content-type"] ?? "";
  return {
    path, query, method: incoming.method, headers: incoming.headers, raw,
    json: type.startsWith("application/json") ? parsed(raw) : undefined,
    form: type.startsWith("application/x-www-form-urlencoded") ? new URLSearchParams(raw.toString()) : undefined,
  };
}

function parsed(raw) {
  try {
    return JSON.parse(raw);
  } catch {
    return undefined;
  }
}

function reply(response, [status, body]) {
  if (response.destroyed) return;
  const text = typeof body === "string" ? body : JSON.stringify(body);
  response.writeHead(status, { "content-type": "application/json" }).end(text);
}
