import { PlainError } from "./log.mjs";
import { operatorHeaders } from "./operator.mjs";

const timeoutMs = 30_000;

/** An answer that refuses a request; its message is the answer's own text. */
export class ApiFailure extends PlainError {
  constructor(status, { error, code, param }) {
    super(error ?? `the deployment answered with the status ${status}`);
    Object.assign(this, { status, code, param });
  }
}

/** The routes of a deployment, called as its operator. */
export class OperatorApi {
  #serverSecret;

  constructor(url, serverSecret) {
    this.url = url.replace(/\/$/, "");
    this.#serverSecret = serverSecret;
  }

  /** Makes a request, for one account if it is given; returns the answer's body. Any refusal is an `ApiFailure`. */
  async call(method, path, { account, json } = {}) {
    const headers = operatorHeaders(this.#serverSecret, account?.id);
    if (json !== undefined) headers["content-type"] = "application/json";
    const response = await this.#fetch(`${this.url}${path}`, {
      method,
      headers,
      body: json && JSON.stringify(json),
      // A redirect would send the token to another place.
      redirect: "error",
      signal: AbortSignal.timeout(timeoutMs),
    });
    const text = await response.text();
    if (response.ok) return text === "" ? undefined : JSON.parse(text);
    throw new ApiFailure(response.status, parsed(text));
  }

  /** Returns all entries of a list, which the answers have page by page under the name `member`. */
  async list(path, member, options) {
    const entries = [];
    for (let cursor = ""; cursor !== null; ) {
      const query = new URLSearchParams({ limit: "100", cursor });
      const body = await this.call("GET", `${path}?${query}`, options);
      entries.push(...body[member]);
      cursor = body.next_cursor;
    }
    return entries;
  }

  async #fetch(url, init) {
    try {
      return await fetch(url, init);
    } catch (error) {
      throw new PlainError(`${this.url} does not answer: ${error.cause?.message ?? error.message}`);
    }
  }
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}
