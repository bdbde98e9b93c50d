import { createHash } from "node:crypto";
import { createTestHarness } from "wrangler";
import { distDirectory, repositoryRoot } from "../../scripts/lib/paths.mjs";
import { createAccount } from "../../scripts/lib/accounts.mjs";
import { allPermissions } from "../../scripts/lib/credentials.mjs";
import { setLogin } from "../../scripts/lib/logins.mjs";
import { OperatorApi } from "../../scripts/lib/operator-api.mjs";
import { operatorHeaders } from "../../scripts/lib/operator.mjs";
import { Phone } from "../phone-simulator/phone.mjs";
import { checkAnswersOf } from "./contract/checked-fetch.mjs";
import { checkHttpAnswersOf } from "./contract/checked-http.mjs";
import { mintKey } from "./minted-keys.mjs";

const serverSecret = "a secret that only tests use";
const sealingKeys = `tests:${Buffer.alloc(32, 7).toString("base64")}`;
const jwtSecret = "a secret of tokens that only tests use";
export const privateToken = "a registration token that only tests use";

/** Secrets of every system in the tests. */
export const localSecrets = {
  SERVER_SECRET: serverSecret,
  GATEWAY_PRIVATE_TOKEN: privateToken,
  JWT_SECRET: jwtSecret,
};

/** Returns the digest under which a key is stored. */
export const keyDigest = (key) => createHash("sha256").update(key).digest("hex");

/**
 * The whole system in the real runtime, empty except for a default account. Timers are short, so that a test can wait
 * for events that take minutes in production. Another configuration than the product's own serves tests of a system
 * without a part of it.
 */
export async function startWireroom({
  vars = {},
  secrets = { SEALING_KEYS: sealingKeys },
  configPath = `${repositoryRoot}/wrangler.toml`,
} = {}) {
  const server = createTestHarness({
    workers: [
      {
        configPath,
        prebuiltWorkerDir: process.env.WIREROOM_DIST ?? distDirectory,
        vars: { ENVIRONMENT: "local", ...vars },
        secrets: { ...localSecrets, ...secrets },
      },
    ],
  });
  const { url } = await server.listen();
  checkAnswersOf(url);
  checkHttpAnswersOf(url);
  const worker = server.getWorker();
  await worker.applyD1Migrations("DB");
  const wireroom = new Wireroom(server, worker, url);
  try {
    wireroom.account = await wireroom.createAccount("default", { isDefault: true });
  } catch (error) {
    // A test of wrong settings needs no account, and gets none: nothing answers in such a deployment.
    if (error.code !== "deployment_not_configured") throw error;
  }
  return wireroom;
}

/** Reads an answer's text. An event stream has no end to wait for: it is closed and counts as empty. */
async function textOf(response) {
  if (response.headers.get("content-type") !== "text/event-stream") return response.text();
  await response.body.cancel();
  return "";
}

/** Separates what our own routes add to a failure from what the face's format has. */
function explained(status, body) {
  if (status < 400 || body?.doc_url === undefined) return { body };
  const { code, doc_url, param, ...rest } = body;
  return { body: rest, explanation: { code, doc_url, ...(param !== undefined && { param }) } };
}

export class Wireroom {
  #phones = [];

  constructor(server, worker, url) {
    this.server = server;
    this.worker = worker;
    this.url = String(url).replace(/\/$/, "");
    /** The routes, called as the deployment's operator, as the scripts take them. */
    this.api = new OperatorApi(this.url, serverSecret);
  }

  async stop() {
    for (const phone of this.#phones) phone.die();
    await this.server.close();
  }

  async d1() {
    return (await this.worker.getEnv()).DB;
  }

  /** Returns all rows of a query on D1, as objects. */
  async rows(sql, ...parameters) {
    const prepared = (await this.d1()).prepare(sql);
    return (await (parameters.length > 0 ? prepared.bind(...parameters) : prepared).all()).results;
  }

  /** Returns the Worker's log lines since the start, parsed. Output of the runtime that is not JSON is left out. */
  logLines() {
    return this.server.getLogs().flatMap(({ message }) => parsed(message) ?? []);
  }

  async createAccount(name, { isDefault = false } = {}) {
    const { id } = await createAccount(this.api, { name: accountName(name), isDefault });
    const account = new Account(this, id);
    account.key = await account.createKey("client");
    return account;
  }

  /** Mints a key that is valid in form but not stored. */
  mint(kind) {
    return mintKey({ kind, accountId: this.account.id, serverSecret }).key;
  }

  /**
   * Makes one request. The answer's body is parsed if it is JSON. A request that is spelled as only the lenient reading
   * of the originals takes it is `lenient`; any other that succeeds has to be as the document says.
   * Members that our own routes add to a failure's body are in `explanation` and not in `body`.
   */
  async request(method, path, { key, json, form, headers = {}, body, lenient = false } = {}) {
    const init = { method, headers: { ...headers }, lenient };
    if (key) init.headers.authorization = `Bearer ${key}`;
    if (json !== undefined) {
      init.headers["content-type"] ??= "application/json";
      init.body = JSON.stringify(json);
    } else if (form !== undefined) {
      init.headers["content-type"] ??= "application/x-www-form-urlencoded";
      init.body = new URLSearchParams(form).toString();
    } else if (body !== undefined) {
      init.body = body;
      // Node's `fetch` refuses a stream as a body without this option.
      if (body instanceof ReadableStream) init.duplex = "half";
    }
    const response = await fetch(`${this.url}${path}`, init);
    const text = await textOf(response);
    return { status: response.status, headers: response.headers, text, ...explained(response.status, parsed(text)) };
  }

  /** Makes a request as the operator of the deployment, for one account if it is given. */
  operator(method, path, { accountId, headers = {}, ...options } = {}) {
    return this.request(method, path, {
      ...options,
      headers: { ...operatorHeaders(serverSecret, accountId), ...headers },
    });
  }

  /** Registers a gateway, by default in the default account; returns the answer's body. */
  async register(deviceId, { token = privateToken, name = deviceId } = {}) {
    const answer = await this.request("POST", "/api/v1/gateway/register", {
      key: token,
      json: { device_id: deviceId, name },
    });
    if (answer.status !== 201) throw new Error(`not registered: ${answer.status} ${answer.text}`);
    return answer.body;
  }

  /** Creates a phone of the default account, connected by default. It ends with the test. */
  async phone(options = {}, { start = true } = {}) {
    const phone = new Phone({
      url: this.url,
      deviceId: `phone-${this.#phones.length + 1}`,
      registrationToken: privateToken,
      delaySentMs: 5,
      delayDeliveredMs: 10,
      ...options,
    });
    this.#phones.push(phone);
    return start ? phone.start() : phone;
  }

  /** Registers a phone of another kind, so that it ends with the test, too. */
  adopt(phone) {
    this.#phones.push(phone);
    return phone;
  }

  /** Evicts both objects of a journey from memory; sockets stay open. */
  async evict(account, ...gatewayIds) {
    const evictions = [this.evictOne("Dispatcher", account.id)];
    for (const id of gatewayIds) evictions.push(this.evictOne("GatewayConnection", id));
    await Promise.all(evictions);
  }

  async evictOne(className, name) {
    try {
      await this.worker.evictDurableObject(className, { name, webSockets: "hibernate" });
    } catch (error) {
      // The object is out of memory already.
      if (!/not currently running/.test(error.message)) throw error;
    }
  }

  /** Repeats `look` until it returns a value. */
  eventually(look, options) {
    return eventually(look, options);
  }

  /** Runs the cron as of a time. */
  async cron(scheduledTime = new Date()) {
    return this.worker.scheduled({ cron: "* * * * *", scheduledTime });
  }

  /**
   * Runs the cron in the first minute from then on in which this group of sweeps is first. A test that counts what one
   * run of its sweep does needs that, since a group that comes later has fewer calls.
   */
  async cronInTurnOf(group, from = new Date()) {
    const minuteMs = 60_000;
    const turn = sweepGroups.indexOf(group);
    if (turn < 0) throw new Error(`no group of sweeps is called ${group}`);
    let minute = Math.ceil(from.getTime() / minuteMs);
    while (minute % sweepGroups.length !== turn) minute += 1;
    return this.cron(new Date(minute * minuteMs));
  }

  /** Runs the cron in fifteen consecutive minutes, in which every job is due at least once. */
  async cronQuarter(firstTime = new Date()) {
    for (let minute = 0; minute < 15; minute += 1) {
      const { outcome } = await this.cron(new Date(firstTime.getTime() + minute * 60_000));
      if (outcome !== "ok") throw new Error(`the cron of minute ${minute} ended with ${outcome}`);
    }
  }

  /** Runs the cron in consecutive minutes, so that each group of sweeps has been first in one of them. */
  async cronRound(firstTime) {
    for (let minute = 0; minute < sweepGroups.length; minute += 1)
      await this.cron(new Date(firstTime.getTime() + minute * 60_000));
  }
}

/** The groups of sweeps in the order of the Worker's cron table; the minute decides which one is first. */
const sweepGroups = ["expired-rows", "proxy-sessions", "relay", "unused-accounts", "retention"];

let renamed = 0;

/** Returns the name that an account of a test has: tests name it after themselves, in signs that no account may have. */
function accountName(name) {
  const plain = name.replace(/[^\p{L}\p{N} ._@-]/gu, " ").trim();
  return plain === name && name.length <= 64 ? name : `${plain.slice(0, 50)} ${(renamed += 1)}`;
}

/** A tenant with a client key. */
export class Account {
  constructor(wireroom, id) {
    this.wireroom = wireroom;
    this.id = id;
  }

  /** Mints and stores a key; returns its text. */
  async createKey(kind, { permissions = allPermissions, expiresAtMs = null, gatewayId = null, name = kind } = {}) {
    const { key, id, digest, displayPrefix } = mintKey({ kind, accountId: this.id, serverSecret });
    await this.wireroom.rows(
      `INSERT INTO api_keys (account_id, digest, id, kind, gateway_id, name, display_prefix, permissions, created_at_ms, expires_at_ms)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      this.id,
      digest,
      id,
      kind,
      gatewayId,
      name,
      displayPrefix,
      JSON.stringify(Object.fromEntries(permissions.map((permission) => [permission, true]))),
      Date.now(),
      expiresAtMs,
    );
    return key;
  }

  /** Sets the account's user name and password, generated if not given; `basic` is the value of the header. */
  async setLogin(options = {}) {
    const made = await setLogin(this.wireroom.api, this, options);
    return { ...made, basic: basicOf(made.login, made.password) };
  }

  async revokeKey(key) {
    await this.wireroom.rows("UPDATE api_keys SET revoked_at_ms = ? WHERE digest = ?", Date.now(), keyDigest(key));
  }

  send(fields, headers = {}) {
    return this.wireroom.request("POST", "/api/v1/sms/send", { key: this.key, json: fields, headers });
  }

  /** Sends a message and asserts that it was accepted; returns the message's id. */
  async sendAccepted(to, message, more = {}) {
    const answer = await this.send({ to, message, ...more });
    if (answer.status !== 202) throw new Error(`not accepted: ${answer.status} ${answer.text}`);
    return answer.body.message_id;
  }

  async status(messageId) {
    return (await this.wireroom.request("GET", `/api/v1/sms/status/${messageId}`, { key: this.key })).body;
  }

  /** Polls the message's status until it is the wanted one. */
  async reaches(messageId, wanted, { timeoutMs = 10_000 } = {}) {
    return eventually(
      async () => {
        const status = await this.status(messageId);
        return status.status === wanted ? status : undefined;
      },
      { timeoutMs, what: `${messageId} is ${wanted}` },
    );
  }

  /** Returns the message's row in D1, once it has the wanted state. */
  async projected(messageId, wanted, { timeoutMs = 10_000 } = {}) {
    return eventually(
      async () => {
        const [row] = await this.wireroom.rows(
          "SELECT * FROM messages WHERE account_id = ? AND id = ?",
          this.id,
          messageId,
        );
        return row?.state === wanted ? row : undefined;
      },
      { timeoutMs, what: `${messageId} is projected as ${wanted}` },
    );
  }

  received(query = "") {
    return this.wireroom.request("GET", `/api/v1/sms/received${query}`, { key: this.key });
  }

  /** Returns the gateway's 21-character id for a device id. */
  async gatewayId(deviceId) {
    const [row] = await this.wireroom.rows(
      "SELECT id FROM gateways WHERE account_id = ? AND device_id = ?",
      this.id,
      deviceId,
    );
    return row?.id;
  }
}

/** Returns the `Authorization` header for a user name and a password. */
export const basicOf = (login, password) => `Basic ${Buffer.from(`${login}:${password}`).toString("base64")}`;

/** Repeats `look`, for changes without an event, until it returns a value or time is up. */
export async function eventually(look, { timeoutMs = 10_000, what = "it happens" } = {}) {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const seen = await look();
    if (seen !== undefined && seen !== false) return seen;
    if (Date.now() > deadline) throw new Error(`timed out before ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
