import { DeviceApi, registrationCredentials } from "./device-api.mjs";

/** A phone's session with the server: its registration, and its authenticated requests. */
export class DeviceSession {
  #memory;
  #options;
  #checkingIn;

  /** See `SmsGatePhone` for the options. The registration is stored in the memory. */
  constructor({ url, prefix, version, memory, ...options }) {
    this.api = new DeviceApi({ url, prefix, version });
    this.#memory = memory;
    this.#options = options;
  }

  /** Sets the phone's push token for its next check-in. */
  set pushToken(pushToken) {
    this.#options.pushToken = pushToken;
  }

  get id() {
    return this.#memory.registration?.id;
  }

  get token() {
    return this.#memory.registration?.token;
  }

  get login() {
    return this.#memory.registration?.login;
  }

  get password() {
    return this.#memory.registration?.password;
  }

  /** Makes a request with the phone's own token; returns an answer of any status. */
  call(method, path, json) {
    return this.api.call(method, path, { authorization: `Bearer ${this.token}`, json });
  }

  /** Makes a request with the phone's own token, and asserts success. */
  expect(method, path, json) {
    return this.api.expect(method, path, { authorization: `Bearer ${this.token}`, json });
  }

  /** Asks the server for the phone's address as the server sees it. Needs no registration. */
  async findAddress() {
    const authorization = this.token ? `Bearer ${this.token}` : undefined;
    const { body } = await this.api.expect("GET", "/device", { authorization });
    // The app's class for this answer does not allow a missing address.
    if (typeof body?.externalIp !== "string") throw new Error("GET /device told no externalIp");
    return body.externalIp;
  }

  /**
   * Identifies the phone to the server; registers if the phone is unknown or no longer accepted. Returns whether it
   * registered. Several tasks may notice at once that the phone is no longer known; it registers once.
   */
  checkIn() {
    this.#checkingIn ??= this.#checkInOnce().finally(() => (this.#checkingIn = undefined));
    return this.#checkingIn;
  }

  async #checkInOnce() {
    const { pushToken = "", simCards, publicKey, keyVersion } = this.#options;
    if (this.token) {
      const json = {
        id: this.id,
        pushToken,
        ...(simCards ? { simCards } : {}),
        ...(publicKey ? { publicKey, keyVersion } : {}),
      };
      const { status, text } = await this.call("PATCH", "/device", json);
      if (status === 204) return false;
      if (status !== 401) throw Object.assign(new Error(`PATCH /device answered ${status}: ${text}`), { status });
    }
    await this.#register();
    return true;
  }

  /** Requests a one-time code with which another phone can join this phone's account: `{code, validUntil}`. */
  async userCode() {
    const { login, password } = this;
    return (await this.api.expect("GET", "/user/code", { authorization: registrationCredentials({ login, password }) }))
      .body;
  }

  /** Changes the account's password; stores the new one if it was accepted. */
  async changePassword(newPassword) {
    const answer = await this.call("PATCH", "/user/password", { currentPassword: this.password, newPassword });
    if (answer.status === 204) this.#memory.registration = { ...this.#memory.registration, password: newPassword };
    return answer;
  }

  async #register() {
    const { name, pushToken = null, simCards, publicKey, keyVersion, register } = this.#options;
    // Once the app knows an account, it registers there again.
    const way = this.password ? { login: this.login, password: this.password } : register;
    const json = {
      name,
      pushToken,
      ...(simCards ? { simCards } : {}),
      ...(publicKey ? { publicKey, keyVersion } : {}),
    };
    const { body } = await this.api.expect("POST", "/device", { authorization: registrationCredentials(way), json });
    this.#memory.registration = { ...body, password: body.password ?? way?.password };
  }
}
