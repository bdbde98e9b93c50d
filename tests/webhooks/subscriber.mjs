import { Tenant } from "../journeys/tenant.mjs";
import { startWireroom } from "../support/wireroom.mjs";
import { Receiver } from "./receiver.mjs";

/** Starts the system with a receiver as the only outside host that it may call. */
export async function startWithReceiver({ vars = {}, ...options } = {}) {
  const receiver = await Receiver.listen();
  const wireroom = await startWireroom({ vars: { OUTBOUND_ALLOW_HOSTS: receiver.host, ...vars }, ...options });
  const stop = async () => {
    await wireroom.stop();
    await receiver.close();
  };
  return { wireroom, receiver, stop };
}

/** A tenant's actions on webhooks, through the API. */
export class Subscriber {
  constructor(tenant) {
    this.tenant = tenant;
    this.account = tenant.account;
    this.wireroom = tenant.wireroom;
  }

  static async create(wireroom, name) {
    return new Subscriber(await Tenant.create(wireroom, name));
  }

  call(method, path = "", json) {
    return this.wireroom.request(method, `/api/v1/admin/webhooks${path}`, { key: this.account.key, json });
  }

  /** Creates an endpoint; returns it with its secret. */
  async subscribe(url, more = {}) {
    const { status, text, body } = await this.call("POST", "", { url, ...more });
    if (status !== 201) throw new Error(`not created: ${status} ${text}`);
    return { ...body.webhook, secret: body.secret_key };
  }

  async attempts(id, query = "") {
    return (await this.call("GET", `/${id}/attempts${query}`)).body.attempts;
  }

  async show(id) {
    return (await this.call("GET", `/${id}`)).body.webhook;
  }

  /** Evicts the endpoint's object from memory. */
  evict(id) {
    return this.wireroom.evictOne("WebhookDelivery", `${this.account.id}/${id}`);
  }
}
