import { ScriptedServer, reply } from "../support/scripted-server.mjs";

export { breakAfterReading, dawdle, hang, slow } from "../support/scripted-server.mjs";

/**
 * A webhook receiver on the loopback. Each path is a separate endpoint: `answers(path, …)` sets its behavior, one for
 * each request, the last one repeated; every request is recorded unchanged.
 */
export class Receiver extends ScriptedServer {
  accept = answer(200);

  url(path) {
    return `${this.origin}${path}`;
  }

  /** Sets the behaviors of an endpoint; returns its URL. */
  answers(path, ...behaviors) {
    super.answers(path, ...behaviors);
    return this.url(path);
  }

  /** Returns the requests to a path so far. */
  at(path) {
    return this.made({ path });
  }

  /** Waits until a path has had this many requests; returns them. */
  had(path, count, { timeoutMs = 20_000 } = {}) {
    return super.had(count, { path }, { timeoutMs });
  }

  receive(request, response) {
    return this.treat({ ...request, path: request.url, body: JSON.parse(request.raw) }, this.scripted(request.url), {
      response,
    });
  }
}

/** Answers with a status. */
export const answer =
  (status, headers = {}) =>
  ({ response }) =>
    reply(response, status, "seen", headers);
