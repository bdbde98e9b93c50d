import { request as httpRequest } from "node:http";
import { request as httpsRequest } from "node:https";

const timeoutMs = 30_000;

/**
 * Client of the device API, like the app's. `url` is the server's, or the whole address that a person types in;
 * `prefix` is the path of that address.
 */
export class DeviceApi {
  #base;
  #userAgent;

  constructor({ url, prefix = "/api/mobile/v1", version = "1.75.0" }) {
    const root = url.replace(/\/+$/, "");
    this.#base = root.endsWith(prefix) ? root : `${root}${prefix}`;
    this.#userAgent = `me.capcom.smsgateway/${version}`;
  }

  /** Makes one request; returns an answer of any status, with the body parsed if it is JSON. */
  async call(method, path, { authorization, json } = {}) {
    const headers = { "user-agent": this.#userAgent, ...(authorization ? { authorization } : {}) };
    if (json !== undefined) headers["content-type"] = "application/json";
    const body = json === undefined ? undefined : JSON.stringify(json);
    const signal = AbortSignal.timeout(timeoutMs);
    const response = await fetch(`${this.#base}${path}`, { method, headers, body, signal }).catch((error) => {
      throw new Error(`no answer to ${method} ${path}: ${error.cause?.message ?? error.message}`);
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, text, body: parsed(text) };
  }

  /** Makes a request and asserts success; the error names the status. */
  async expect(method, path, options) {
    const answer = await this.call(method, path, options);
    if (answer.status >= 200 && answer.status < 300) return answer;
    throw Object.assign(new Error(`${method} ${path} answered ${answer.status}: ${answer.text}`), {
      status: answer.status,
    });
  }

  /**
   * Opens the event stream. `answered` gets the response of any status. Returns the request, which the caller destroys.
   */
  stream(token, { answered, failed, silenceMs }) {
    const url = new URL(`${this.#base}/events`);
    const headers = { authorization: `Bearer ${token}`, accept: "text/event-stream", "user-agent": this.#userAgent };
    const outgoing = (url.protocol === "https:" ? httpsRequest : httpRequest)(url, { headers, agent: false });
    outgoing.on("response", answered);
    outgoing.on("error", failed);
    outgoing.setTimeout(silenceMs, () => outgoing.destroy(new Error(`nothing heard for ${silenceMs} ms`)));
    outgoing.end();
    return outgoing;
  }
}

/** Returns the credentials for registering, in the order in which a server tries them. */
export function registrationCredentials({ login, password, code, privateToken } = {}) {
  if (login) return `Basic ${Buffer.from(`${login}:${password}`).toString("base64")}`;
  if (code) return `Code ${code}`;
  if (privateToken) return `Bearer ${privateToken}`;
  return undefined;
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
