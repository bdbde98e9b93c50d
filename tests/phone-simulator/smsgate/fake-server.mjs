import { ScriptedServer, reply, replyJson } from "../../support/scripted-server.mjs";

/**
 * An SMSGate server with the minimum for the phone's own tests: one account, one device, and a record of all requests.
 */
export class FakeServer extends ScriptedServer {
  accept = ({ call, response }) => this.#answer(call, response);
  /** Every item of every accepted PATCH /message, in order. */
  patches = [];
  streams = new Set();
  webhooks = [];
  settings = {};
  token = "token-1";
  messages = [];
  #registered = 0;

  /** Adds a message to the fetchable ones and notifies all listeners. */
  enqueue(item) {
    this.messages.push({
      phoneNumbers: ["+12025550123"],
      textMessage: { text: "hello" },
      withDeliveryReport: true,
      state: "Pending",
      ...item,
    });
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
    return this.made({ method, path });
  }

  /** Records a request under its path below the base, with its query. Scripts are set for `GET /message` and its like. */
  receive({ method, url, headers, json }, response) {
    const path = url.replace("/api/mobile/v1", "");
    const call = { method, path, authorization: headers.authorization, userAgent: headers["user-agent"], json };
    return this.treat(call, this.scripted(`${method} ${path}`), { response });
  }

  #answer({ method, path, json, authorization }, response) {
    const answer = this.#resultOf(method, path.replace(/\?.*/, ""), json, authorization === `Bearer ${this.token}`);
    if (answer === "stream") return this.#open(response);
    const [status, body] = answer;
    if (body === undefined) reply(response, status);
    else replyJson(response, status, body);
  }

  #resultOf(method, path, json, known) {
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
      this.messages = this.messages.filter(
        ({ id }) => !json.some((item) => item.id === id && item.state !== "Cancelling"),
      );
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
