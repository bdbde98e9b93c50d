import { privateToken } from "../../support/wireroom.mjs";

/** A gateway that uses only HTTP, like a phone without a socket. */
export class HttpGateway {
  constructor(wireroom, key) {
    this.wireroom = wireroom;
    this.key = key;
  }

  /** Registers a device; by default in the default account. */
  static async register(wireroom, deviceId, { token = privateToken } = {}) {
    const json = { device_id: deviceId, name: `Gateway ${deviceId}` };
    const answer = await wireroom.request("POST", "/api/v1/gateway/register", { key: token, json });
    if (answer.status !== 201) throw new Error(`not registered: ${answer.status} ${answer.text}`);
    return new HttpGateway(wireroom, answer.body.api_key);
  }

  heartbeat(fields = {}) {
    return this.#post("/api/v1/gateway/heartbeat", fields);
  }

  receives(fields) {
    return this.#post("/api/v1/gateway/sms/received", fields);
  }

  /** Reports an inbound SMS and asserts that it was accepted; returns the message's id. */
  async takes(sender, message, timestamp) {
    const answer = await this.receives({ sender, message, timestamp });
    if (answer.status !== 200) throw new Error(`not taken: ${answer.status} ${answer.text}`);
    return answer.body.message_id;
  }

  reports(messageId, status, errorMessage) {
    return this.#post("/api/v1/gateway/sms/status", { message_id: messageId, status, error_message: errorMessage });
  }

  #post(path, json) {
    return this.wireroom.request("POST", path, { key: this.key, json });
  }
}

/** A phone that takes commands over its socket and sends no reports by itself. */
export async function silentPhone(wireroom, options = {}) {
  return wireroom.phone({ delaySentMs: 3_600_000, ...options });
}
