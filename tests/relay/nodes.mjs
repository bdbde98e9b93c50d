import { createHmac } from "node:crypto";

/** Body of the README's curl example. */
export const sample = { IMSI: "sample_IMSI", MSISDN: "sample_MSISDN", seed_type: "seed" };

let last = 0;
/** Returns a SIM that no other test uses, of MTN in Cameroon. */
export const newNode = (more = {}) => {
  last += 1;
  return {
    IMSI: `62401${String(last).padStart(10, "0")}`,
    MSISDN: `+237679${String(last).padStart(6, "0")}`,
    seed_type: "seed",
    ...more,
  };
};

/** Requests of nodes, and of people who look for nodes. */
export class Nodes {
  constructor(wireroom) {
    this.wireroom = wireroom;
  }

  ping(node, { path = "/seeds/ping", ...options } = {}) {
    return this.wireroom.request("POST", path, { json: node, ...options });
  }

  /** Pings with a body that is signed with a gateway client's key. */
  signedPing(node, key, { client } = {}) {
    const body = JSON.stringify(node);
    const headers = { "content-type": "application/json", "x-signature": signature(key, body) };
    if (client) headers["x-gateway-client"] = client;
    return this.wireroom.request("POST", "/seeds/ping", { body, headers });
  }

  async seeds(path = "/seeds") {
    const answer = await this.wireroom.request("GET", path);
    if (answer.status !== 200) throw new Error(`answered ${answer.status}: ${answer.text}`);
    return answer.body;
  }

  /** Returns the listing of a node. */
  async listed(node, path = "/seeds") {
    return (await this.seeds(path)).find(({ IMSI }) => IMSI === node.IMSI);
  }

  /** Makes a node's last ping this old. */
  age(node, ms) {
    return this.wireroom.rows(
      "UPDATE relay_nodes SET last_ping_at_ms = last_ping_at_ms - ? WHERE imsi = ?",
      ms,
      node.IMSI,
    );
  }

  admin(method, path, { account = this.wireroom.account, ...options } = {}) {
    return this.wireroom.request(method, path, { key: account.key, ...options });
  }

  /** Adds a gateway client to the directory and creates its signing key; returns the key. */
  async clientKey(msisdn) {
    await this.admin("PUT", `/relay/clients/${msisdn}`, { json: {} });
    const issued = await this.admin("POST", `/relay/clients/${msisdn}/key`);
    if (issued.status !== 200) throw new Error(`no key: ${issued.status} ${issued.text}`);
    return issued.body.key;
  }
}

export const signature = (key, body) => createHmac("sha256", key).update(body).digest("hex");
