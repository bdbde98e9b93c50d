import { operatorHeaders } from "../../scripts/lib/operator.mjs";
import { VirtualAuthenticator } from "./virtual-authenticator.mjs";
import { localSecrets } from "./wireroom.mjs";

/** Makes a sign-in link as the operator: of an account if it is given, and else of the deployment. */
export async function createLink(wireroom, { name, role = "owner", account }) {
  const { status, body, text } = await wireroom.request("POST", "/api/v1/operator/sign-in-links", {
    headers: operatorHeaders(localSecrets.SERVER_SECRET),
    json: { name, role, ...(account && { account: account.id }) },
  });
  if (status !== 201) throw new Error(`no link: ${status} ${text}`);
  return body;
}

/** A page of the deployment in a person's browser, which has a session once the person signed in. */
export class OwnPage {
  constructor(wireroom) {
    this.wireroom = wireroom;
    this.cookie = undefined;
  }

  /** Signs a new person in by a link. */
  static async signIn(wireroom, person) {
    const page = new OwnPage(wireroom);
    const link = await createLink(wireroom, person);
    const answer = await page.redeem(link.token);
    if (answer.status !== 200) throw new Error(`not signed in: ${answer.status} ${answer.text}`);
    page.person = link.person;
    return page;
  }

  /** Makes a request as the page's own script does. A header that is `undefined` is left out. */
  async request(method, path, { json, headers = {}, ...more } = {}) {
    const all = { origin: this.wireroom.url, "sec-fetch-site": "same-origin", cookie: this.cookie, ...headers };
    const present = Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
    const answer = await this.wireroom.request(method, path, { json, headers: present, ...more });
    const set = answer.headers.get("set-cookie");
    if (set !== null) this.cookie = /Max-Age=0/.test(set) ? undefined : set.split(";")[0];
    return answer;
  }

  redeem(token, more = {}) {
    return this.request("POST", "/api/v1/session/link", { json: { token }, ...more });
  }

  /** Registers a passkey of a new authenticator, and returns the authenticator. */
  async registerPasskey(options = {}) {
    const authenticator = new VirtualAuthenticator({ origin: this.wireroom.url, ...options });
    const asked = await this.request("POST", "/api/v1/session/passkeys/options");
    const { response } = authenticator.create(asked.body);
    const answer = await this.request("POST", "/api/v1/session/passkeys", { json: { name: "laptop", response } });
    if (answer.status !== 201) throw new Error(`no passkey: ${answer.status} ${answer.text}`);
    authenticator.id = answer.body.passkey.id;
    return authenticator;
  }

  /** Asks for a challenge and returns the authenticator's answer to it. */
  async assertion(authenticator, changes = {}) {
    const asked = await this.request("POST", "/api/v1/session/passkey/options");
    const { id, response } = authenticator.get(asked.body, changes);
    return { id, response };
  }

  async signInByPasskey(authenticator, changes = {}) {
    const json = await this.assertion(authenticator, changes);
    return this.request("POST", "/api/v1/session/passkey", { json });
  }
}

/** Returns the code of a failure, which every route names by its link. */
export const codeOf = ({ headers }) => headers.get("link")?.match(/\/errors\/(\w+)>/)?.[1];
