import { eventually } from "../support/wireroom.mjs";

/** An account of its own with phones of its own, so that journeys in one runtime do not meet. */
export class Tenant {
  #token;

  static async create(wireroom, name) {
    const tenant = new Tenant();
    tenant.wireroom = wireroom;
    tenant.account = await wireroom.createAccount(name);
    tenant.#token = await tenant.account.createKey("registration");
    return tenant;
  }

  /** A connected phone that reports by itself. */
  phone(deviceId, options = {}, more) {
    return this.wireroom.phone({ deviceId, name: deviceId, registrationToken: this.#token, ...options }, more);
  }

  /** A connected phone that sends and reports nothing unless it is told to. */
  mutePhone(deviceId, options = {}) {
    return this.phone(deviceId, { delaySentMs: 1e6, ...options });
  }

  register(deviceId) {
    return this.wireroom.register(deviceId, { token: this.#token });
  }

  /** Changes a gateway's settings as an operator does: in D1, then the dispatcher is told. */
  async configure(deviceId, { priority = 1, active = 1 }) {
    const gatewayId = await this.account.gatewayId(deviceId);
    await this.wireroom.rows("UPDATE gateways SET priority = ?, active = ? WHERE account_id = ? AND id = ?", priority, active, this.account.id, gatewayId);
    await this.dispatcher("gateway_changed", { gateway_id: gatewayId });
  }

  /** Gives the account's dispatcher a command as the Worker would; returns its answer. */
  async dispatcher(command, parameters) {
    const { DISPATCHER } = await this.wireroom.worker.getEnv();
    const body = JSON.stringify({ command, with: parameters });
    const answer = await DISPATCHER.get(DISPATCHER.idFromName(this.account.id)).fetch("https://object/", { method: "POST", body });
    if (answer.status !== 200) throw new Error(`the dispatcher did not take it: ${answer.status}`);
    return answer.json();
  }

  /** Waits until D1 says that a gateway is online, or that it is not. */
  presence(deviceId, online) {
    return eventually(async () => {
      const [row] = await this.wireroom.rows("SELECT online FROM gateways WHERE account_id = ? AND device_id = ?", this.account.id, deviceId);
      return row.online === (online ? 1 : 0);
    }, { what: `${deviceId} is ${online ? "online" : "offline"} in D1` });
  }

  /** The events of a message's own account of itself, once D1 has it in this state. */
  async timeline(messageId, state) {
    const row = await this.account.projected(messageId, state);
    return JSON.parse(row.record).timeline;
  }
}

/** Every command that a phone gets from now on, in order. */
export function commandsOf(phone) {
  const commands = [];
  phone.on("command", (command) => commands.push(command));
  return commands;
}
