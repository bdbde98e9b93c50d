import { eventually } from "../support/wireroom.mjs";

/** A separate account with separate phones, so that journeys in one runtime do not interfere. */
export class Tenant {
  #token;

  static async create(wireroom, name) {
    const tenant = new Tenant();
    tenant.wireroom = wireroom;
    tenant.account = await wireroom.createAccount(name);
    tenant.#token = await tenant.account.createKey("registration");
    return tenant;
  }

  /** A connected phone that reports automatically. */
  phone(deviceId, options = {}, more) {
    return this.wireroom.phone({ deviceId, name: deviceId, registrationToken: this.#token, ...options }, more);
  }

  /** A connected phone that sends and reports only on command. */
  mutePhone(deviceId, options = {}) {
    return this.phone(deviceId, { delaySentMs: 1e6, ...options });
  }

  register(deviceId) {
    return this.wireroom.register(deviceId, { token: this.#token });
  }

  /** Changes a gateway's settings like an operator: writes D1, then notifies the Dispatcher. */
  async configure(deviceId, { priority = 1, active = 1 }) {
    const gatewayId = await this.account.gatewayId(deviceId);
    await this.wireroom.rows(
      "UPDATE gateways SET priority = ?, active = ? WHERE account_id = ? AND id = ?",
      priority,
      active,
      this.account.id,
      gatewayId,
    );
    await this.dispatcher("gateway_changed", { gateway_id: gatewayId });
  }

  /** Sends the account's Dispatcher a command like the Worker does; returns its answer. */
  async dispatcher(command, parameters) {
    const { DISPATCHER } = await this.wireroom.worker.getEnv();
    const body = JSON.stringify({ command, with: parameters });
    const answer = await DISPATCHER.get(DISPATCHER.idFromName(this.account.id)).fetch("https://object/", {
      method: "POST",
      body,
    });
    if (answer.status !== 200) throw new Error(`the dispatcher did not take it: ${answer.status}`);
    return answer.json();
  }

  /** Waits until D1 shows that a gateway is online, or offline. */
  presence(deviceId, online) {
    return eventually(
      async () => {
        const [row] = await this.wireroom.rows(
          "SELECT online FROM gateways WHERE account_id = ? AND device_id = ?",
          this.account.id,
          deviceId,
        );
        return row.online === (online ? 1 : 0);
      },
      { what: `${deviceId} is ${online ? "online" : "offline"} in D1` },
    );
  }

  /** Returns the events of a message's timeline, once D1 has the message in this state. */
  async timeline(messageId, state) {
    const row = await this.account.projected(messageId, state);
    return JSON.parse(row.record).timeline;
  }
}

/** Collects every command that a phone gets from now on, in order. */
export function commandsOf(phone) {
  const commands = [];
  phone.on("command", (command) => commands.push(command));
  return commands;
}
