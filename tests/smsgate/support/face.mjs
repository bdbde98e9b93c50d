/** Client of the SMSGate face of a running Wireroom, under `/api` by default. */
export class Face {
  constructor(wireroom, root = "/api") {
    this.wireroom = wireroom;
    this.root = root;
  }

  /** Makes one request with any `Authorization`. */
  call(method, path, { as, json, body, headers = {} } = {}) {
    const authorization = as === undefined ? {} : { authorization: as };
    return this.wireroom.request(method, `${this.root}${path}`, {
      json,
      body,
      headers: { ...authorization, ...headers },
    });
  }

  /** Requests a pair of tokens with these scopes. */
  async tokens(as, scopes, more = {}) {
    const answer = await this.call("POST", "/3rdparty/v1/auth/token", { as, json: { scopes, ...more } });
    if (answer.status !== 201) throw new Error(`no tokens: ${answer.status} ${answer.text}`);
    return answer.body;
  }

  /** Registers a phone; returns the answer's body. */
  async register(json = { name: "Phone" }, { as } = {}) {
    const answer = await this.call("POST", "/mobile/v1/device", { as, json });
    if (answer.status !== 201) throw new Error(`not registered: ${answer.status} ${answer.text}`);
    return answer.body;
  }
}

export const bearer = (token) => `Bearer ${token}`;

/** Returns status and body, for comparing both at once. */
export const outcome = ({ status, body, text }) => ({ status, body: body ?? text });

export const unauthorized = { status: 401, body: { message: "Unauthorized" } };
export const scopeRequired = (scope) => ({ status: 403, body: { message: `scope required: ${scope}` } });
