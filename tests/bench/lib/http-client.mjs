import { Agent, request } from "node:http";

/**
 * HTTP client with kept-alive connections. It is far cheaper than `fetch`, whose own work would distort the
 * measurement.
 */
export class HttpClient {
  #agent;
  #origin;

  constructor(url, connections = 1) {
    this.#origin = new URL(url);
    this.#agent = new Agent({ keepAlive: true, maxSockets: connections, noDelay: true });
  }

  call(method, path, { key, json, headers: more = {} } = {}) {
    const body = json === undefined ? undefined : JSON.stringify(json);
    const headers = { ...(key ? { authorization: `Bearer ${key}` } : {}), ...(body ? jsonHeaders(body) : {}), ...more };
    const { hostname, port } = this.#origin;
    return new Promise((resolve, reject) => {
      const outgoing = request({ agent: this.#agent, hostname, port, method, path, headers }, (response) => {
        const chunks = [];
        response.on("data", (chunk) => chunks.push(chunk));
        response.on("end", () =>
          resolve({ status: response.statusCode, headers: response.headers, text: Buffer.concat(chunks).toString() }),
        );
        response.on("error", reject);
      });
      outgoing.setTimeout(30_000, () => outgoing.destroy(new Error(`no answer to ${method} ${path} within 30 s`)));
      outgoing.on("error", reject);
      outgoing.end(body);
    });
  }

  /** Makes a request and asserts its status; returns the body. */
  async expect(status, method, path, options) {
    const answer = await this.call(method, path, options);
    if (answer.status !== status) throw new Error(`${method} ${path} answered ${answer.status}: ${answer.text}`);
    return JSON.parse(answer.text);
  }

  close() {
    this.#agent.destroy();
  }
}

const jsonHeaders = (body) => ({ "content-type": "application/json", "content-length": Buffer.byteLength(body) });
