import { mintKey } from "../../support/minted-keys.mjs";
import { RawPhone } from "./raw-phone.mjs";

/** One tenant of a system under measurement, with the actions of its integrator and its phones. */
export class BenchAccount {
  #serverSecret;

  constructor(system, { id, key, registrationToken, serverSecret }) {
    Object.assign(this, { system, id, key, registrationToken });
    this.#serverSecret = serverSecret;
  }

  /** Sends one SMS; returns its id. */
  async send(message = "Hello from the benchmark") {
    const body = { to: "+12025550123", message };
    return (await this.system.http.expect(202, "POST", "/api/v1/sms/send", { key: this.key, json: body })).message_id;
  }

  status(messageId) {
    return this.system.http.expect(200, "GET", `/api/v1/sms/status/${messageId}`, { key: this.key });
  }

  received(query = "") {
    return this.system.http.expect(200, "GET", `/api/v1/sms/received${query}`, { key: this.key });
  }

  sendCode(phone_number) {
    return this.system.http.expect(200, "POST", "/api/v1/otp/send", { key: this.key, json: { phone_number } });
  }

  /** Verifies a code and asserts that it is right. */
  async verifyCode(phone_number, code) {
    const answer = await this.system.http.expect(200, "POST", "/api/v1/otp/verify", {
      key: this.key,
      json: { phone_number, code },
    });
    if (!answer.verified) throw new Error(`the code of ${phone_number} was refused`);
  }

  statistics() {
    return this.system.http.expect(200, "GET", "/api/v1/admin/stats", { key: this.key });
  }

  /** Registers a gateway; returns its key. */
  async register(deviceId) {
    const body = { device_id: deviceId, name: deviceId };
    const options = { key: this.registrationToken, json: body };
    return (await this.system.http.expect(201, "POST", "/api/v1/gateway/register", options)).api_key;
  }

  asGateway(gatewayKey, path, json) {
    return this.system.http.expect(200, "POST", `/api/v1/gateway/${path}`, { key: gatewayKey, json });
  }

  /** Connects and subscribes a phone. By default its pings are an hour apart, so that they are not counted. */
  async phone({ key, pingSecs = 3600 } = {}) {
    return RawPhone.connect(this.system.url, key ?? (await this.register(`phone-${Math.random()}`)), { pingSecs });
  }

  /** Inserts gateways with keys into the database like a registration; returns the keys. */
  async seedGateways(count) {
    const nowMs = Date.now();
    const gateways = Array.from({ length: count }, (_, index) => {
      const gateway = {
        id: `seeded${String(index).padStart(15, "0")}`,
        number: index + 1,
        device_id: `seeded-${index}`,
      };
      return {
        ...gateway,
        key: mintKey({ kind: "gateway", accountId: this.id, serverSecret: this.#serverSecret }),
      };
    });
    const { d1 } = this.system;
    await d1.batch([
      d1
        .prepare(
          `INSERT INTO gateways (account_id, id, number, device_id, name, created_at_ms)
           SELECT ?1, value ->> '$.id', value ->> '$.number', value ->> '$.device_id', value ->> '$.device_id', ?2
           FROM json_each(?3)`,
        )
        .bind(this.id, nowMs, JSON.stringify(gateways)),
      d1
        .prepare(
          `INSERT INTO api_keys (account_id, digest, id, kind, gateway_id, name, display_prefix, created_at_ms)
           SELECT ?1, value ->> '$.key.digest', value ->> '$.key.id', 'gateway', value ->> '$.id', 'bench',
             value ->> '$.key.displayPrefix', ?2
           FROM json_each(?3)`,
        )
        .bind(this.id, nowMs, JSON.stringify(gateways)),
    ]);
    return gateways.map(({ key }) => key.key);
  }
}
