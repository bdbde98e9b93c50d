import { startWithProviders } from "../support/provider-fake.mjs";

/**
 * Starts the system with a fake of every provider and credentials for all accounts, so that each test can have its own
 * account.
 */
export const startProxy = ({ vars = {}, ...options } = {}) =>
  startWithProviders({ vars: { PROVIDER_DEFAULTS_FOR: "all", ...vars }, ...options });

/** Default texts of the settings (contract C.2), as they are sent. */
export const texts = {
  start: "[YOUR ORG NAME]: Your new session has started, send a message!",
  end: "[YOUR ORG NAME]: This session has ended, talk to you again soon!",
  none: "[YOUR ORG NAME]: An active session was not found. Please contact support@yourorg.com",
};

/** The answer of contract C.5, with the provider's error text. */
export const providerFailure = (strerr) => ({
  message: "An error occured when requesting against Flowroute's API.",
  reason: "InternalSMSDispatcherError",
  strerr,
});

let lastNumber = 2_000_000;
/** Returns eleven digits that no other test uses. */
export const newNumber = (areaCode = "206") => `1${areaCode}${(lastNumber += 1)}`;

/** An account that masks numbers, set up through the API. */
export class NumberProxy {
  constructor(system, account) {
    this.wireroom = system.wireroom;
    this.fake = system.fake;
    this.account = account;
  }

  static async create(system, name) {
    return new NumberProxy(system, await system.wireroom.createAccount(name));
  }

  /** Creates an account with this many numbers and, if requested, an open session between two people. */
  static async masking(system, name, { numbers = 1, session } = {}) {
    const proxy = await NumberProxy.create(system, name);
    proxy.numbers = [];
    for (let count = 0; count < numbers; count += 1) proxy.numbers.push(await proxy.newTn());
    [proxy.tn] = proxy.numbers;
    if (session === undefined) return proxy;
    [proxy.a, proxy.b] = [newNumber("415"), newNumber("646")];
    proxy.session = await proxy.created(proxy.a, proxy.b, session);
    return proxy;
  }

  call(method, path, json, { key = this.account.key, ...options } = {}) {
    return this.wireroom.request(method, path, { key, json, ...options });
  }

  async newTn(value = newNumber(), more = {}) {
    await expected(200, this.call("POST", "/tn", { value, ...more }));
    return value;
  }

  create(a, b, more = {}) {
    return this.call("POST", "/session", { participant_a: a, participant_b: b, ...more });
  }

  /** Creates a session and asserts success; returns the answer's body. */
  async created(a = newNumber("415"), b = newNumber("646"), more = {}) {
    return (await expected(200, this.create(a, b, more))).body;
  }

  end(sessionId) {
    return this.call("DELETE", "/session", { session_id: sessionId });
  }

  async pool() {
    return (await expected(200, this.call("GET", "/tn"))).body;
  }

  async sessions() {
    return (await expected(200, this.call("GET", "/session"))).body;
  }

  /** Calls back like Flowroute, with a body of version 2. */
  callback(fields, options = {}) {
    return this.call("POST", "/", fields, options);
  }

  /** Sends the number an SMS from a person; asserts that the callback was accepted. */
  async says(from, body, { to = this.tn, id = newId() } = {}) {
    return expected(200, this.callback({ to, from, body, id }));
  }

  /** SMS sent from a number, as `[to, text]`. */
  sent(from = this.tn) {
    return this.fake.made({ outcome: "accepted", from }).map(({ to, text }) => [to, text]);
  }

  /** SMS sent from a number, without the start messages of its one session. */
  relayed(from = this.tn) {
    return this.sent(from).filter(([, text]) => text !== texts.start);
  }

  /** Evicts the account's Dispatcher from memory. */
  evict() {
    return this.wireroom.evictOne("Dispatcher", this.account.id);
  }
}

let lastId = 0;
/** Returns an id in the form of version 2. */
export const newId = () => `mdr1-${String((lastId += 1)).padStart(32, "0")}`;

/** Asserts the answer's status and returns the answer. */
export async function expected(status, answering) {
  const answer = await answering;
  if (answer.status !== status) throw new Error(`answered ${answer.status} instead of ${status}: ${answer.text}`);
  return answer;
}
