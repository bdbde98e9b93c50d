import { constants, generateKeyPairSync, publicEncrypt } from "node:crypto";
import { generateRelayKey } from "../../../scripts/lib/relay-key.mjs";
import { PlatformFake } from "../../support/platform-fake.mjs";
import { SyncedUser, sealingKeys } from "../../support/relay.mjs";
import { countWork } from "./counting.mjs";
import { runLoad } from "./load.mjs";
import { combined, timeWork } from "./timing.mjs";

const password = "Correct-horse-7";
const liveNodes = 10_000;
const deadNodes = 20_000;
const fewNodes = 100;

/** Starts online platforms that accept everything at once, and the system whose default account has a relay. */
export async function withRelay(start, work) {
  const fake = await PlatformFake.listen();
  const serverKey = generateRelayKey({ id: "bench" }).entry;
  const system = await start({
    vars: fake.vars,
    secrets: { ...fake.secrets, SEALING_KEYS: sealingKeys, RELAY_SERVER_KEYS: serverKey },
  });
  try {
    return await work(await Relay.create(system, fake));
  } finally {
    await system.stop();
    await fake.close();
  }
}

/** Counts the cost of each step, by name. Listings are of live nodes among twice as many silent ones. */
export async function countRelay(relay, { count }) {
  const counted = {};
  const one = async (name, perform) => {
    await perform(count);
    counted[name] = await countWork(relay.system, () => runLoad({ count, clients: 1, perform }));
  };
  await one("request by SMS, to the post", (index) => relay.publish(index));
  await one("request by SMS, forwarded again", () => relay.publish(0));
  await one("sync, open", () => relay.open());
  const sessions = await relay.begunSessions(count + 1);
  await one("sync, step 2", (index) => relay.finish(sessions[index]));
  await relay.seedNodes(fewNodes, 2 * fewNodes);
  await one(`seeds, ${fewNodes} nodes`, () => relay.seeds(fewNodes));
  await one(`ping, ${fewNodes} nodes`, () => relay.ping());
  await relay.seedNodes(liveNodes, deadNodes);
  await one("seeds, 10,000 nodes", () => relay.seeds(liveNodes));
  await one("ping, 10,000 nodes", () => relay.ping());
  return counted;
}

/** Times the steps. The RSA step is one private operation: the cost of an undecryptable password beyond step 1. */
export async function timeRelay(relay, { count }) {
  const timed = {};
  const one = async (name, perform, times = count) => {
    await perform(times);
    timed[name] = combined([await timeWork(relay.system, { count: times, clients: 1, perform })]);
  };
  await one("request by SMS, to the post", (index) => relay.publish(index));
  const begun = await relay.openSessions(count + 1);
  await one("sync, step 1", (index) => relay.begin(begun[index]));
  const undecryptable = await relay.begunSessions(count + 1);
  await one("sync, step 2, undecryptable", (index) => relay.fail(undecryptable[index]));
  const sessions = await relay.begunSessions(count + 1);
  await one("sync, step 2", (index) => relay.finish(sessions[index]));
  await relay.seedNodes(liveNodes, deadNodes);
  await one("seeds, 10,000 nodes", () => relay.seeds(liveNodes), Math.ceil(count / 4));
  return timed;
}

/** The default account's relay, with a user who has synced and granted. */
class Relay {
  #texts = new Map();

  static async create(system, fake) {
    const relay = Object.assign(new Relay(), { system, fake });
    const account = await system.newAccount();
    await relay.rows("UPDATE accounts SET is_default = 1 WHERE id = ?", account.id);
    relay.account = account;
    relay.user = await SyncedUser.create(relay);
    await relay.user.grant("twitter", fake.grant("twitter"));
    const phone_number = "671000001";
    const signedUp = await relay.#call(200, "POST", "/v2/signup", {
      phone_number,
      name: "Bob",
      country_code: "+237",
      password,
    });
    relay.userId = JSON.parse(signedUp).uid;
    await relay.rows("UPDATE relay_users SET state = 'active' WHERE user_id = ?", relay.userId);
    const { publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
    relay.publicKey = publicKey.export({ type: "spki", format: "pem" });
    return relay;
  }

  async rows(sql, ...parameters) {
    return (
      await this.system.d1
        .prepare(sql)
        .bind(...parameters)
        .all()
    ).results;
  }

  /** Forwards an SMS, and asserts that it was posted before the answer. The same index gives the same SMS. */
  async publish(index) {
    const isNew = !this.#texts.has(index);
    if (isNew)
      this.#texts.set(index, this.user.encrypted(`t:Post ${index} of an ordinary length, as people write them`));
    const before = this.fake.calls.length;
    await this.#call(200, "POST", "/sms/platform/gateway-client", {
      text: this.#texts.get(index),
      MSISDN: this.user.phoneNumber,
    });
    const posted = this.fake.calls.length - before;
    if (posted > 0 !== isNew) throw new Error(`posted ${posted} times`);
  }

  /** Opens a session; returns the path of its handshake. */
  async open() {
    const url = new URL(await this.#call(200, "GET", `/v2/sync/users/${this.userId}`));
    return url.pathname.replace("/sync/init/", "/sync/users/").replace(/\/([^/]+)$/, "/sessions/$1");
  }

  /** Performs step 1; returns the input of step 2. */
  async begin(path) {
    const { public_key, verification_url } = JSON.parse(
      await this.#call(200, "POST", `${path}/handshake`, { public_key: this.publicKey }),
    );
    // The system has a single key, so one encrypted password serves all sessions.
    this.encrypted ??= publicEncrypt(
      { key: public_key, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: "sha256" },
      Buffer.from(password),
    ).toString("base64");
    return verification_url;
  }

  finish(path) {
    return this.#call(200, "POST", path, { password: this.encrypted, decryption_hash: "sha256" });
  }

  fail(path) {
    // The original answers a password that it cannot decrypt with 500.
    return this.#call(500, "POST", path, { password: Buffer.alloc(256, 1).toString("base64") });
  }

  openSessions(count) {
    return inTurn(count, () => this.open());
  }

  begunSessions(count) {
    return inTurn(count, async () => this.begin(await this.open()));
  }

  /** Asserts that exactly the live nodes are listed. */
  async seeds(expected) {
    const { length } = JSON.parse(await this.#call(200, "GET", "/seeds"));
    if (length !== expected) throw new Error(`${length} nodes are listed`);
  }

  ping() {
    return this.#call(200, "POST", "/seeds/ping", {
      IMSI: "624010000000001",
      MSISDN: "+237679000001",
      seed_type: "seed",
    });
  }

  /** Inserts live nodes, whose last ping is in the future so that they stay live, and silent nodes. */
  async seedNodes(live, dead) {
    await this.rows("DELETE FROM relay_nodes WHERE account_id = ?", this.account.id);
    await this.rows(
      `INSERT INTO relay_nodes (account_id, imsi, number, msisdn, seed_type, country, operator_name, operator_id, last_ping_at_ms, created_at_ms)
       WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?2 + ?3)
       SELECT ?1, printf('62401%010d', i), i, printf('+237679%06d', i), 'seed', 'Cameroon', 'MTN Cameroon', '62401',
         iif(i <= ?2, ?4 + 3600000, ?4 - 3600000), ?4 FROM n`,
      this.account.id,
      live,
      dead,
      Date.now(),
    );
  }

  async #call(status, method, path, json) {
    const answer = await this.system.http.call(method, path, { json });
    if (answer.status !== status) throw new Error(`${method} ${path} answered ${answer.status}: ${answer.text}`);
    return answer.text;
  }
}

async function inTurn(count, make) {
  const made = [];
  for (let index = 0; index < count; index += 1) made.push(await make());
  return made;
}
