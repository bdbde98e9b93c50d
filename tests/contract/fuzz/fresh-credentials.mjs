import { ScriptedServer, replyJson } from "../../support/scripted-server.mjs";

/**
 * Issues credentials that are used up by one request, or that a request may end: the hooks of Schemathesis ask for the
 * headers of each request here.
 */
export class FreshCredentials extends ScriptedServer {
  /** Starts to issue; returns the URL at which `issue`, which returns headers, is called. */
  offer(issue) {
    const path = `/${this.#offers++}`;
    this.always(path, async ({ response }) => replyJson(response, 200, await issue()));
    return `${this.origin}${path}`;
  }

  #offers = 0;
}
