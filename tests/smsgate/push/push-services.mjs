import { createVerify, generateKeyPairSync } from "node:crypto";
import { ScriptedServer, hang, replyJson } from "../../support/scripted-server.mjs";

const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });

/** Fakes of the push service, its token endpoint, and another server, all on the loopback. */
export class PushServices extends ScriptedServer {
  #phones = new Map();
  accept = this.#answering(200, { name: "projects/a-project/messages/1" });
  accessTokens = [];

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
      vars: { FCM_BASE_URL: this.origin, FCM_TOKEN_URL: `${this.origin}/token` },
      secrets: { FCM_CREDENTIALS_JSON: JSON.stringify(credentials) },
    };
  }

  /**
   * Sets the answers to the pushes for a token, or to the requests for a path, one each, the last one repeated: a
   * status with a body and headers, or "hang".
   */
  answers(token, ...answers) {
    super.answers(token, ...answers.map((answer) => (answer[0] === "hang" ? hang : this.#answering(...answer))));
  }

  /** Delivers accepted pushes for a simulated phone's token to the phone from now on. */
  delivers(phone) {
    this.#phones.set(phone.pushToken, phone);
  }

  /** Returns the pushes for a token that reached the push service. */
  pushesTo(token) {
    return this.made({ token });
  }

  /** Waits until a token has had this many pushes; returns them. */
  hadPushes(token, count, options) {
    return this.had(count, { token }, options);
  }

  /** Returns the requests for a path so far. */
  at(path) {
    return this.made({ path });
  }

  /** Returns whether a JWT was signed with the credentials' key, and its header and claims. */
  verified(jwt) {
    const [header, claims, signature] = jwt.split(".");
    const verifies = createVerify("RSA-SHA256").update(`${header}.${claims}`).verify(publicKey, signature, "base64url");
    const decoded = (part) => JSON.parse(Buffer.from(part, "base64url"));
    return { verifies, header: decoded(header), claims: decoded(claims) };
  }

  receive(request, response) {
    const body = request.form ? Object.fromEntries(request.form) : request.json;
    const token = body.message?.token;
    const behavior = request.path === "/token" ? this.#exchange : this.scripted(token ?? request.path);
    return this.treat({ ...request, body, token, atMs: performance.now() }, behavior, { response });
  }

  #answering(status, answer = {}, headers = {}) {
    return ({ call, response }) => {
      if (status >= 200 && status < 300) this.#deliver(call.body);
      replyJson(response, status, answer, headers);
    };
  }

  #exchange = ({ response }) => {
    const accessToken = `access-${this.accessTokens.length + 1}`;
    this.accessTokens.push(accessToken);
    replyJson(response, 200, { access_token: accessToken, expires_in: 3_599, token_type: "Bearer" });
  };

  /** Delivers a push, sent directly or forwarded by the other server. */
  #deliver(body) {
    if (body.message) this.#phones.get(body.message.token)?.push(body.message.data);
    if (!Array.isArray(body)) return;
    for (const { token, event, data = {} } of body)
      this.#phones.get(token)?.push({ event, data: JSON.stringify(data) });
  }
}
