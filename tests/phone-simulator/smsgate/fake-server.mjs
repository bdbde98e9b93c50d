import { once } from "node:events";
import { createServer } from "node:http";

/**
 * An SMSGate server with the minimum for the phone's own tests: one account, one device, and a record of all requests.
 */
export async function startFakeServer() {
  const server = new FakeServer();
  await server.listen();
  return server;
}

class FakeServer {
  /** Every request: `{method, path, authorization, json}`. */
  requests = [];
  /** Every item of every accepted PATCH /message, in order. */
  patches = [];
  streams = new Set();
  webhooks = [];
  settings = {};
  token = "token-1";
  messages = [];
  /** Statuses with which the next requests of a kind are refused: `{"GET /message": [503, …]}`. */
  refusals = {};
  #http = createServer((request, response) => this.#take(request, response));
  #registered = 0;

  async listen() {
    this.#http.listen(0, "127.0.0.1");
    await once(this.#http, "listening");
    this.url = `http://127.0.0.1:${this.#http.address().port}`;
  }

  stop() {
    this.#http.closeAllConnections();
    this.#http.close();
  }

  /** Adds a message to the fetchable ones and notifies all listeners. */
  enqueue(item) {
    this.messages.push({ phoneNumbers: ["+12025550123"], textMessage: { text: "hello" }, withDeliveryReport: true, state: "Pending", ...item });
    this.tell("MessageEnqueued");
  }

  tell(type, data = null) {
    this.write(`event: ${type}\ndata: ${JSON.stringify(data)}\n\n`);
  }

  write(text) {
    for (const stream of this.streams) stream.write(text);
  }

  dropStreams() {
    for (const stream of this.streams) stream.destroy();
  }

  at(method, path) {
    return this.requests.filter((request) => request.method === method && request.path === path);
  }

  async #take(request, response) {
    let text = "";
    for await (const chunk of request) text += chunk;
    const path = request.url.replace("/api/mobile/v1", "");
    const { method, headers } = request;
    const json = text ? JSON.parse(text) : undefined;
    this.requests.push({ method, path, authorization: headers.authorization, userAgent: headers["user-agent"], json });
    const refused = this.refusals[`${method} ${path}`]?.shift();
    if (refused) return response.writeHead(refused).end();
    const answer = this.#answer(method, path.replace(/\?.*/, ""), json, headers.authorization === `Bearer ${this.token}`);
    if (answer === "stream") return this.#open(response);
    const [status, body] = answer;
    if (body === undefined) return response.writeHead(status).end();
    response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
  }

  #answer(method, path, json, known) {
    const route = `${method} ${path}`;
    if (route === "GET /device") return [200, { externalIp: "127.0.0.1" }];
    if (route === "POST /device") {
      this.#registered += 1;
      this.token = `token-${this.#registered}`;
      const password = this.#registered === 1 ? { password: "secretpassword" } : {};
      return [201, { id: `device-${this.#registered}`, token: this.token, login: "ABCDEF", ...password }];
    }
    if (!known) return [401, { message: "Unauthorized" }];
    if (route === "PATCH /message") {
      this.patches.push(...json);
      this.messages = this.messages.filter(({ id }) => !json.some((item) => item.id === id && item.state !== "Cancelling"));
      return [204];
    }
    const answers = {
      "PATCH /device": [204],
      "GET /message": [200, this.messages],
      "GET /webhooks": [200, this.webhooks],
      "GET /settings": [200, this.settings],
      "POST /inbox": [201],
      "GET /events": "stream",
    };
    return answers[route] ?? [404, { message: "Not Found" }];
  }

  #open(response) {
    response.writeHead(200, { "content-type": "text/event-stream" });
    response.flushHeaders();
    this.streams.add(response);
    response.on("close", () => this.streams.delete(response));
  }
}
