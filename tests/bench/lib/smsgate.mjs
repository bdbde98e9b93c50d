import { request } from "node:http";
import { EventParser } from "../../phone-simulator/smsgate/event-stream.mjs";
import { multiplyMessage } from "./messages-seed.mjs";
import { combined, timeWork } from "./timing.mjs";

const root = "/api/3rdparty/v1";
const deviceRoot = "/api/mobile/v1";
const perPatch = 100;
const number = "+79999999999";

/** The measured operations of the SMSGate face; see `operations.mjs`. */
export const smsGateOperations = [
  { name: "SMSGate: send", timed: 2_000, counted: 100, prepare: (account) => prepareSend(account, 1) },
  {
    name: "SMSGate: send, 16 clients",
    clients: 16,
    timed: 4_000,
    counted: 160,
    prepare: (account) => prepareSend(account, 1),
  },
  { name: "SMSGate: send to 100", timed: 100, counted: 10, prepare: (account) => prepareSend(account, 100) },
  { name: "SMSGate: poll, nothing there", timed: 2_000, counted: 100, prepare: (account) => preparePoll(account, 0) },
  { name: "SMSGate: poll of 100", timed: 500, counted: 50, prepare: (account) => preparePoll(account, 100) },
  {
    name: "SMSGate: patch of 1",
    timed: 500,
    counted: 50,
    prepare: (account, count) => preparePatch(account, count, 1),
  },
  {
    name: "SMSGate: patch of 100",
    timed: 40,
    counted: 10,
    prepare: (account, count) => preparePatch(account, count, perPatch),
  },
  { name: "SMSGate: state of one", timed: 1_000, counted: 50, prepare: prepareState },
  {
    name: "SMSGate: list 100 of 1,000",
    timed: 500,
    counted: 50,
    repeatable: true,
    prepare: (account, _, share) => prepareList(account, 1_000, share),
  },
  {
    name: "SMSGate: list 100 of 1,000,000",
    timed: 200,
    counted: 20,
    repeatable: true,
    prepare: (account, _, share) => prepareList(account, 1_000_000, share),
  },
  {
    name: "SMSGate: list, offset 900,000",
    timed: 100,
    counted: 20,
    repeatable: true,
    prepare: (account, _, share) => prepareList(account, 1_000_000, share, (stored) => `&offset=${stored * 0.9}`),
  },
  {
    name: "SMSGate: list, one state",
    timed: 100,
    counted: 20,
    repeatable: true,
    prepare: (account, _, share) => prepareList(account, 1_000_000, share, () => "&state=Delivered"),
  },
];

/** Times the interval from the start of a sending request to the event on the phone's open stream. */
export async function timeEvents(system, { count }) {
  const user = await SmsGateUser.create(system);
  const stream = await user.stream();
  const tookMs = [];
  const perform = async () => {
    const begunMs = performance.now();
    const heard = stream.next().then((atMs) => atMs - begunMs);
    const [took] = await Promise.all([heard, user.send()]);
    tookMs.push(took);
  };
  for (let warmUp = 0; warmUp < 20; warmUp += 1) await perform();
  tookMs.length = 0;
  const timed = await timeWork(system, { count, clients: 1, perform, latenciesOf: () => tookMs });
  stream.close();
  return combined([{ ...timed, latenciesMs: tookMs }]);
}

/** A user of the face with a device, created like a phone's registration with a public server. */
class SmsGateUser {
  static async create(system) {
    const user = new SmsGateUser();
    user.system = system;
    const { id, token, login, password } = JSON.parse(
      (await user.#call(201, "POST", `${deviceRoot}/device`, { json: { name: "bench" } })).text,
    );
    Object.assign(user, { id, token });
    user.authorization = `Basic ${Buffer.from(`${login}:${password}`).toString("base64")}`;
    return user;
  }

  async send(phoneNumbers = [number]) {
    const json = { textMessage: { text: "Hello from the benchmark" }, phoneNumbers };
    return JSON.parse((await this.#integrator(202, "POST", "/messages", json)).text).id;
  }

  async state(id) {
    return this.#integrator(200, "GET", `/messages/${id}`);
  }

  async list(query) {
    const { text } = await this.#integrator(200, "GET", `/messages?limit=100${query}`);
    return JSON.parse(text);
  }

  async poll() {
    return JSON.parse((await this.#device(200, "GET", "/message")).text);
  }

  report(ids, state) {
    const states = { [state]: new Date().toISOString() };
    const items = ids.map((id) => ({ id, state, recipients: [{ phoneNumber: number, state }], states }));
    return this.#device(204, "PATCH", "/message", items);
  }

  /** Opens the event stream; `next()` resolves with the time of the next event. */
  stream() {
    const waiting = [];
    const parser = new EventParser(
      () => waiting.shift()?.(performance.now()),
      () => {},
    );
    return new Promise((resolve, reject) => {
      const outgoing = request(new URL(`${deviceRoot}/events`, this.system.url), {
        agent: false,
        headers: { authorization: `Bearer ${this.token}` },
      });
      outgoing.on("error", reject);
      outgoing.on("response", (response) => {
        response
          .setEncoding("utf8")
          .on("data", (chunk) => parser.take(chunk))
          .on("error", () => {});
        const next = () => new Promise((heard) => waiting.push(heard));
        resolve({ next, close: () => outgoing.destroy() });
      });
      outgoing.end();
    });
  }

  #integrator(status, method, path, json) {
    return this.#call(status, method, `${root}${path}`, { json, headers: { authorization: this.authorization } });
  }

  #device(status, method, path, json) {
    return this.#call(status, method, `${deviceRoot}${path}`, { json, key: this.token });
  }

  async #call(status, method, path, options) {
    const answer = await this.system.http.call(method, path, options);
    if (answer.status !== status) throw new Error(`${method} ${path} answered ${answer.status}: ${answer.text}`);
    return answer;
  }
}

async function prepareSend({ system }, recipients) {
  const user = await SmsGateUser.create(system);
  const numbers = Array.from({ length: recipients }, (_, index) => `+7999${String(index).padStart(7, "0")}`);
  return () => user.send(numbers);
}

async function preparePoll({ system }, waiting) {
  const user = await SmsGateUser.create(system);
  for (let index = 0; index < waiting; index += 1) await user.send();
  return async () => {
    const items = await user.poll();
    if (items.length !== waiting) throw new Error(`${items.length} of ${waiting} messages polled`);
  };
}

async function preparePatch({ system }, count, each) {
  const user = await SmsGateUser.create(system);
  const ids = [];
  for (let index = 0; index < count * each; index += 1) ids.push(await user.send());
  // Like a phone, this takes over the fetched messages before it has any other report.
  for (let items = await user.poll(); items.length > 0; items = await user.poll())
    await user.report(
      items.map(({ id }) => id),
      "Processed",
    );
  return (index) => user.report(ids.slice(index * each, (index + 1) * each), "Sent");
}

async function prepareState({ system }) {
  const user = await SmsGateUser.create(system);
  const ids = [];
  for (let index = 0; index < 50; index += 1) ids.push(await user.send());
  return (index) => user.state(ids[index % ids.length]);
}

/** Returns one user for all lists of the same history, because filling it takes longer than reading it. */
async function prepareList({ system }, count, share, queryOf = () => "") {
  const stored = Math.max(1_000, count * share);
  const query = queryOf(stored);
  const users = filled.get(system) ?? new Map();
  filled.set(system, users);
  if (!users.has(count)) users.set(count, fill(system, stored));
  const user = await users.get(count);
  return async () => {
    const { length } = await user.list(query);
    if (length !== 100) throw new Error(`a page of ${length}`);
  };
}

const filled = new WeakMap();

async function fill(system, count) {
  const user = await SmsGateUser.create(system);
  const id = await user.send();
  await user.poll();
  await user.report([id], "Delivered");
  // A listing first has everything written to D1.
  await user.list("");
  await multiplyMessage(system, { gatewayId: user.id, count: count - 1, days: Math.min(80, Math.ceil(count / 500)) });
  return user;
}
