import { EventEmitter, once } from "node:events";
import { createServer } from "node:http";
import { createVerify, generateKeyPairSync } from "node:crypto";

const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });

/** Fakes of the push service, its token endpoint, and another server, all on the loopback. */
export class PushServices extends EventEmitter {
  #server = createServer((request, response) => this.#take(request, response));
  #behaviours = new Map();
  #phones = new Map();
  requests = [];
  accessTokens = [];

  static async listen() {
    const services = new PushServices();
    services.setMaxListeners(100);
    services.#server.listen(0, "127.0.0.1");
    await once(services.#server, "listening");
    services.url = `http://127.0.0.1:${services.#server.address().port}`;
    return services;
  }

  /** Settings with which a deployment sends directly to the push service. */
  get fcm() {
    const credentials = {
      type: "service_account",
      project_id: "a-project",
      private_key_id: "the-key",
      private_key: privateKey.export({ type: "pkcs8", format: "pem" }),
      client_email: "sender@a-project.example",
      token_uri: "https://tokens.example/token",
    };
    return {
      vars: { FCM_BASE_URL: this.url, FCM_TOKEN_URL: `${this.url}/token` },
      secrets: { FCM_CREDENTIALS_JSON: JSON.stringify(credentials) },
    };
  }

  /**
   * Sets the answers to the pushes for a token, one each, the last one repeated: a status with a body and headers, or
   * "hang".
   */
  answers(token, ...behaviours) {
    this.#behaviours.set(token, behaviours);
  }

  /** Delivers accepted pushes for a simulated phone's token to the phone from now on. */
  delivers(phone) {
    this.#phones.set(phone.pushToken, phone);
  }

  /** Returns the pushes for a token that reached the push service. */
  pushesTo(token) {
    return this.requests.filter((request) => request.token === token);
  }

  async hadPushes(token, count, { timeoutMs = 10_000 } = {}) {
    await this.until(() => this.pushesTo(token).length >= count, `${count} pushes`, timeoutMs);
    return this.pushesTo(token);
  }

  at(path) {
    return this.requests.filter((request) => request.path === path);
  }

  async until(condition, what, timeoutMs = 10_000) {
    const signal = AbortSignal.timeout(timeoutMs);
    while (!condition()) {
      try {
        await once(this, "request", { signal });
      } catch {
        throw new Error(`there were no ${what} in ${timeoutMs} ms`);
      }
    }
  }

  /** Returns whether a JWT was signed with the credentials' key, and its header and claims. */
  verified(jwt) {
    const [header, claims, signature] = jwt.split(".");
    const verifies = createVerify("RSA-SHA256").update(`${header}.${claims}`).verify(publicKey, signature, "base64url");
    const decoded = (part) => JSON.parse(Buffer.from(part, "base64url"));
    return { verifies, header: decoded(header), claims: decoded(claims) };
  }

  async close() {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, "close");
  }

  async #take(request, response) {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const text = Buffer.concat(chunks).toString();
    const isForm = request.headers["content-type"] === "application/x-www-form-urlencoded";
    const body = isForm ? Object.fromEntries(new URLSearchParams(text)) : JSON.parse(text);
    const token = body.message?.token;
    this.requests.push({ path: request.url, method: request.method, headers: request.headers, body, token, atMs: performance.now() });
    this.emit("request");
    const [status, answer = {}, headers = {}] = this.#answer(request, token);
    if (status === "hang") return;
    if (status >= 200 && status < 300) this.#deliver(body);
    response.writeHead(status, { "content-type": "application/json", ...headers }).end(JSON.stringify(answer));
  }

  /** Delivers a push, sent directly or forwarded by the other server. */
  #deliver(body) {
    if (body.message) this.#phones.get(body.message.token)?.push(body.message.data);
    if (!Array.isArray(body)) return;
    for (const { token, event, data = {} } of body) this.#phones.get(token)?.push({ event, data: JSON.stringify(data) });
  }

  #answer(request, token) {
    if (request.url === "/token") {
      const accessToken = `access-${this.accessTokens.length + 1}`;
      this.accessTokens.push(accessToken);
      return [200, { access_token: accessToken, expires_in: 3_599, token_type: "Bearer" }];
    }
    const behaviours = this.#behaviours.get(token ?? request.url) ?? [[200, { name: "projects/a-project/messages/1" }]];
    return behaviours.length > 1 ? behaviours.shift() : behaviours[0];
  }
}
