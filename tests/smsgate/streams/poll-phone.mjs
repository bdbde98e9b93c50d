import { randomBytes } from "node:crypto";
import { EventStream } from "./event-stream.mjs";

/** A registered phone that fetches its messages only on a test's command. */
export class PollPhone {
  #streams = [];

  static async register(wireroom, { account = wireroom.account } = {}) {
    const phone = new PollPhone();
    // The device id has 21 characters of the alphabet of ids.
    const id = randomBytes(16).toString("base64url").slice(0, 21);
    await wireroom.rows(
      `INSERT INTO gateways (account_id, id, number, device_id, name, protocol, created_at_ms)
       SELECT ?1, ?2, COALESCE(MAX(number), 0) + 1, ?2, 'phone', 'poll', ?3 FROM gateways WHERE account_id = ?1`,
      account.id,
      id,
      Date.now(),
    );
    return Object.assign(phone, {
      wireroom,
      account,
      id,
      token: await account.createKey("gateway", { gatewayId: id }),
    });
  }

  /** Opens an event stream. */
  async listen(options) {
    const stream = await EventStream.open(this.wireroom, this.token, options);
    this.#streams.push(stream);
    return stream;
  }

  /** Has the phone notified of an event as the core does; returns the ways in which it was notified. */
  notify(event, { pushToken = null } = {}) {
    return this.#command("notify", { event, push_token: pushToken });
  }

  /** Ends all its connections, as its deletion does. */
  disconnect() {
    return this.#command("disconnect", { reconnect: false });
  }

  async isOnline() {
    const [row] = await this.wireroom.rows(
      "SELECT online FROM gateways WHERE account_id = ? AND id = ?",
      this.account.id,
      this.id,
    );
    return row.online === 1;
  }

  /** Evicts the phone's object from memory; its sockets stay open. */
  evict() {
    return this.wireroom.evictOne("GatewayConnection", this.id);
  }

  hangUp() {
    for (const stream of this.#streams) stream.close();
  }

  async #command(command, parameters) {
    const { GATEWAY_CONNECTION } = await this.wireroom.worker.getEnv();
    const body = JSON.stringify({ command, with: parameters });
    const answer = await GATEWAY_CONNECTION.get(GATEWAY_CONNECTION.idFromName(this.id)).fetch("https://object/", {
      method: "POST",
      body,
    });
    if (answer.status !== 200) throw new Error(`the phone's object did not take it: ${answer.status}`);
    return answer.json();
  }
}

export const enqueued = { type: "message_enqueued" };
export const cancelled = (messageId) => ({ type: "message_cancelled", message_id: messageId });

/** Returns the frame of an event, by default without data. */
export const frameOf = (name, data = null) => `event: ${name}\ndata: ${JSON.stringify(data)}\n\n`;
