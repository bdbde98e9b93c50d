import { startWireroom } from "../support/wireroom.mjs";
import { PlatformFake } from "../support/platform-fake.mjs";
import { RelayUser, sealingKey } from "../support/relay-users.mjs";

export const oauthPlatforms = ["gmail", "twitter", "mastodon", "bluesky"];
export const sealingKeys = sealingKey("one");

/** Starts the system with a fake of every platform and with time-outs of one second in place of ten. */
export async function startWithPlatforms({ vars = {}, secrets = {}, ...options } = {}) {
  const fake = await PlatformFake.listen();
  const wireroom = await startWireroom({
    vars: { ...fake.vars, PLATFORM_TIMEOUT_SECS: "1", ...vars },
    secrets: { ...fake.secrets, SEALING_KEYS: sealingKeys, ...secrets },
    ...options,
  });
  return new PlatformSystem(wireroom, fake, secrets.SEALING_KEYS ?? sealingKeys);
}

export class PlatformSystem {
  constructor(wireroom, fake, keys) {
    Object.assign(this, { wireroom, fake, keys });
  }

  async stop() {
    await this.wireroom.stop();
    await this.fake.close();
  }

  /** Restarts on the same state with other sealing keys, and with other settings if given. */
  async restart(keys, vars = {}) {
    this.keys = keys;
    const { wireroom } = this;
    await wireroom.server.update(({ workers: [worker, ...rest], ...options }) => ({
      ...options,
      workers: [
        { ...worker, vars: { ...worker.vars, ...vars }, secrets: { ...worker.secrets, SEALING_KEYS: keys } },
        ...rest,
      ],
    }));
    const { url } = await wireroom.server.listen();
    wireroom.worker = wireroom.server.getWorker();
    wireroom.url = String(url).replace(/\/$/, "");
  }

  async user(options = {}) {
    return new Granter(this, await RelayUser.create(this.wireroom, { sealingKeys: this.keys, ...options }));
  }

  /** Returns all stored data of grants, as one text. */
  async stored() {
    const tables = ["relay_data_keys", "relay_grants", "relay_revocations", "relay_consents"];
    const all = await Promise.all(tables.map((table) => this.wireroom.rows(`SELECT * FROM ${table}`)));
    return JSON.stringify(all);
  }

  async count(table, user) {
    const [{ total }] = await this.wireroom.rows(`SELECT COUNT(*) AS total FROM ${table} WHERE user_id = ?`, user.id);
    return total;
  }
}

const protocol = (platform) => (platform === "telegram" ? "twofactor" : "oauth2");

/** A relay user who grants platforms. */
export class Granter {
  constructor(system, user) {
    Object.assign(this, { system, user, id: user.id, phoneNumber: user.phoneNumber });
  }

  call(method, path, json, options) {
    return this.user.call(method, path, json, options);
  }

  start(platform, json = {}) {
    return this.call("POST", `/platforms/${platform}/protocols/${protocol(platform)}`, json);
  }

  finish(platform, json, action = "") {
    return this.call("PUT", `/platforms/${platform}/protocols/${protocol(platform)}${action}`, json);
  }

  revoke(platform, password = this.user.password) {
    return this.call("DELETE", `/platforms/${platform}/protocols/${protocol(platform)}`, { password });
  }

  /** Begins a consent and agrees at the platform; returns the parameters that a client would submit. */
  async agree(platform, { scopes, ...json } = {}) {
    const { body } = await expected(200, this.start(platform, json));
    const back = new URL(this.system.fake.agree(body.url, { scopes }));
    const returned = Object.fromEntries(back.searchParams);
    return { back, ...returned, ...(body.code_verifier ? { code_verifier: body.code_verifier } : {}) };
  }

  /** Completes a whole consent; returns the submitted parameters. */
  async grant(platform, options) {
    const { back, ...returned } = await this.agree(platform, options);
    await expected(200, this.finish(platform, returned));
    return returned;
  }

  async wallet() {
    const { body } = await expected(200, this.call("GET", "/platforms"));
    const names = (platforms) => platforms.map(({ name }) => name).toSorted();
    return { saved: names(body.saved_platforms), unsaved: names(body.unsaved_platforms) };
  }
}

/** Asserts the answer's status. */
export async function expected(status, answer) {
  const got = await answer;
  if (got.status !== status) throw new Error(`${got.status} instead of ${status}: ${got.text}`);
  return got;
}
