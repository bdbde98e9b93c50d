import { Account } from "../../support/wireroom.mjs";

const integratorRoot = "/api/3rdparty/v1";
const deviceRoot = "/api/mobile/v1";
export const app = (version) => `me.capcom.smsgateway/${version}`;

/** An SMSGate user with phones that act only on a test's command. */
export class Owner {
  static async create(wireroom) {
    const owner = new Owner();
    owner.wireroom = wireroom;
    const { login, password, ...phone } = await owner.#register();
    owner.authorization = `Basic ${Buffer.from(`${login}:${password}`).toString("base64")}`;
    owner.phone = phone;
    const [{ account_id }] = await wireroom.rows("SELECT account_id FROM gateways WHERE id = ?", phone.id);
    owner.account = new Account(wireroom, account_id);
    owner.account.key = await owner.account.createKey("client");
    return owner;
  }

  /** Creates another phone of this user. */
  anotherPhone() {
    return this.#register({ authorization: this.authorization });
  }

  async #register(headers = {}) {
    const { status, body, text } = await this.wireroom.request("POST", `${deviceRoot}/device`, {
      json: { name: "a phone" },
      headers,
    });
    if (status !== 201) throw new Error(`not registered: ${status} ${text}`);
    return body;
  }

  /** Makes one request of an integrator. */
  call(method, path, json, { authorization = this.authorization, ...more } = {}) {
    return this.wireroom.request(method, `${integratorRoot}${path}`, { json, headers: { authorization }, ...more });
  }

  /** Makes one request of a phone, by default the first. */
  device(method, path, json, { phone = this.phone, userAgent = app("1.75.0") } = {}) {
    const headers = { authorization: `Bearer ${phone.token}`, "user-agent": userAgent };
    return this.wireroom.request(method, `${deviceRoot}${path}`, { json, headers });
  }

  async upload(items, options) {
    const answer = await this.device("POST", "/inbox", items, options);
    if (answer.status !== 201) throw new Error(`not stored: ${answer.status} ${answer.text}`);
    return answer;
  }

  /** Returns the ids in a page of the inbox, and the total. */
  async inbox(query = "") {
    const { status, body, headers, text } = await this.call("GET", `/inbox${query}`);
    if (status !== 200) throw new Error(`not listed: ${status} ${text}`);
    return { items: body, ids: body.map(({ id }) => id), total: Number(headers.get("x-total-count")) };
  }
}

export const item = (id, more = {}) => ({
  id,
  type: "SMS",
  sender: "$sender",
  content: `$content of ${id}`,
  isEncrypted: true,
  createdAt: new Date().toISOString(),
  ...more,
});
