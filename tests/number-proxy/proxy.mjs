import { startWithProviders } from "../support/provider-fake.mjs";

/** The system with every provider faked, and credentials for all accounts, so that each test has an account of its own. */
export const startProxy = ({ vars = {}, ...options } = {}) => startWithProviders({ vars: { PROVIDER_DEFAULTS_FOR: "all", ...vars }, ...options });

/** What the contract's settings say unless somebody changes them, as they go out (C.2). */
export const texts = {
  start: "[YOUR ORG NAME]: Your new session has started, send a message!",
  end: "[YOUR ORG NAME]: This session has ended, talk to you again soon!",
  none: "[YOUR ORG NAME]: An active session was not found. Please contact support@yourorg.com",
};

/** C.5, with what the provider had said. */
export const providerFailure = (strerr) => ({
  message: "An error occured when requesting against Flowroute's API.", reason: "InternalSMSDispatcherError", strerr,
});

let lastNumber = 2_000_000;
/** Eleven digits that no other test has. */
export const newNumber = (areaCode = "206") => `1${areaCode}${(lastNumber += 1)}`;

/** An account that masks numbers, by the API. */
export class Proxy {
  constructor(system, account) {
    this.wireroom = system.wireroom;
    this.fake = system.fake;
    this.account = account;
  }

  static async create(system, name) {
    return new Proxy(system, await system.wireroom.createAccount(name));
  }

  /** With so many numbers, and an open session between two people where it is wanted. */
  static async masking(system, name, { numbers = 1, session } = {}) {
    const proxy = await Proxy.create(system, name);
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

  /** Creates a session and insists; returns the answer's body. */
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

  /** Calls back as Flowroute does, in v2's body. */
  callback(fields, options = {}) {
    return this.call("POST", "/", fields, options);
  }

  /** Somebody texts the number; insists that the callback was taken. */
  async says(from, body, { to = this.tn, id = newId() } = {}) {
    return expected(200, this.callback({ to, from, body, id }));
  }

  /** What went out from a number, as `[to, text]`. */
  sent(from = this.tn) {
    return this.fake.made({ outcome: "accepted", from }).map(({ to, text }) => [to, text]);
  }

  /** What went out from a number but for the start messages of its one session. */
  relayed(from = this.tn) {
    return this.sent(from).filter(([, text]) => text !== texts.start);
  }

  /** Has the account's Dispatcher forget its memory. */
  evict() {
    return this.wireroom.evictOne("Dispatcher", this.account.id);
  }
}

let lastId = 0;
/** An id as v2 has them. */
export const newId = () => `mdr1-${String((lastId += 1)).padStart(32, "0")}`;

/** The answer, if it has that status. */
export async function expected(status, answering) {
  const answer = await answering;
  if (answer.status !== status) throw new Error(`answered ${answer.status} instead of ${status}: ${answer.text}`);
  return answer;
}
