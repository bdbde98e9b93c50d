import { SmsGatePhone } from "../../phone-simulator/smsgate/phone.mjs";
import { Account, eventually, startWireroom } from "../../support/wireroom.mjs";

export const integratorRoot = "/api/3rdparty/v1";
export const deviceRoot = "/api/mobile/v1";

/** Numbers from the contract's own examples: mobile ones, in a region that is not the server's default. */
export const recipient = "+79999999999";
export const recipients = (count) =>
  Array.from({ length: count }, (_, index) => `+7999${String(index).padStart(7, "0")}`);
export const text = (content = "hello") => ({ textMessage: { text: content } });

/** Starts the system as a public server, where every new phone is a new user. */
export const startSmsGate = ({ vars = {}, ...options } = {}) =>
  startWireroom({ vars: { GATEWAY_MODE: "public", ...vars }, ...options });

export const basic = (login, password) => `Basic ${Buffer.from(`${login}:${password}`).toString("base64")}`;

const prompt = {
  delayPickMs: 0,
  delaySentMs: 5,
  delayDeliveredMs: 10,
  reportRetryMs: 100,
  reconnectDelayMs: () => 50,
  iterations: 100,
};

/** Creates a phone with the app, which ends with the test. */
export const newPhone = (wireroom, options = {}) =>
  wireroom.adopt(new SmsGatePhone({ url: wireroom.url, ...prompt, ...options }));

/** An SMSGate user with a phone, created like by the app's first start on a public server. */
export class User {
  static async create(wireroom, phoneOptions = {}) {
    const user = new User();
    user.wireroom = wireroom;
    user.phone = await newPhone(wireroom, phoneOptions).start();
    return user;
  }

  get login() {
    return this.phone.session.login;
  }

  get password() {
    return this.phone.session.password;
  }

  get authorization() {
    return basic(this.login, this.password);
  }

  /** Creates another phone of this user, registered with the user's login. */
  anotherPhone(options = {}) {
    return newPhone(this.wireroom, { register: { login: this.login, password: this.password }, ...options }).start();
  }

  /** Makes one request of an integrator. */
  call(method, path, { json, authorization = this.authorization, headers = {}, root = integratorRoot, ...rest } = {}) {
    const all = { ...(authorization ? { authorization } : {}), ...headers };
    return this.wireroom.request(method, `${root}${path}`, { json, headers: all, ...rest });
  }

  /** Makes one request of a phone, by default the user's first. */
  device(method, path, json, { phone = this.phone, headers = {}, ...rest } = {}) {
    const all = {
      authorization: `Bearer ${phone.session.token}`,
      "user-agent": "me.capcom.smsgateway/1.75.0",
      ...headers,
    };
    return this.wireroom.request(method, `${deviceRoot}${path}`, { json, headers: all, ...rest });
  }

  send(fields = {}, query = "") {
    return this.call("POST", `/messages${query}`, { json: { ...text(), phoneNumbers: [recipient], ...fields } });
  }

  /** Sends a message and asserts that it was accepted; returns the message's state. */
  async accepted(fields, query) {
    const answer = await this.send(fields, query);
    if (answer.status !== 202) throw new Error(`not accepted: ${answer.status} ${answer.text}`);
    return answer.body;
  }

  async state(id) {
    return (await this.call("GET", `/messages/${id}`)).body;
  }

  /** Polls a message until it is in this state; `where` may add a condition. */
  reaches(id, wanted, { timeoutMs = 10_000, where = () => true } = {}) {
    const look = async () => {
      const state = await this.state(id);
      return state.state === wanted && where(state) ? state : undefined;
    };
    return eventually(look, { timeoutMs, what: `${id} is ${wanted}` });
  }

  /** Returns the current content of a phone's poll. */
  async poll({ phone = this.phone, query = "", headers } = {}) {
    const answer = await this.device("GET", `/message${query}`, undefined, { phone, headers });
    if (answer.status !== 200) throw new Error(`not polled: ${answer.status} ${answer.text}`);
    return answer.body;
  }

  /** Reports one message like a phone, every recipient in the same state; asserts that the report was accepted. */
  async report(item, state, { phone = this.phone, error = null, at = new Date().toISOString(), recipientStates } = {}) {
    const list = recipientStates ?? item.phoneNumbers.map((phoneNumber) => ({ phoneNumber, state, error }));
    const answer = await this.device(
      "PATCH",
      "/message",
      [{ id: item.id, state, recipients: list, states: { [state]: at } }],
      { phone },
    );
    if (answer.status !== 204) throw new Error(`not taken: ${answer.status} ${answer.text}`);
  }

  /** Returns the same account in the form of the SMS Gateway API's tests, with a client key. */
  async asAccount() {
    const [{ account_id }] = await this.wireroom.rows("SELECT account_id FROM gateways WHERE id = ?", this.phone.id);
    const account = new Account(this.wireroom, account_id);
    account.key = await account.createKey("client");
    return account;
  }
}

/** Creates a user whose phone fetches only on command, and does nothing with the fetched messages. */
export const userWithIdlePhone = (wireroom, options = {}) =>
  User.create(wireroom, { channel: "POLL", silent: true, ...options });
