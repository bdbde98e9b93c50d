import assert from "node:assert/strict";
import { PhoneMemory } from "../phone-simulator/memory.mjs";
import { Tenant } from "./tenant.mjs";

/** Lifetime of a message without a phone, in milliseconds, and time allowed to a silent phone. */
export const lifetimeMs = 7_000;

/** Short timers: the outcome is unknown after one second, and counts as a failure after six. */
export const vars = { ACK_TIMEOUT_SECS: "1", OUTCOME_DEADLINE_SECS: "6", MESSAGE_TTL_SECS: String(lifetimeMs / 1_000) };

let numbers = 0;
const newNumber = () => `+1202556${String((numbers += 1)).padStart(4, "0")}`;

/** A message, and all phones that could transmit it. */
export class Case {
  frames = { mortal: [], second: [] };
  lives = [];
  memory = new PhoneMemory();

  static async create(wireroom, name, { second, mortal = {} }) {
    const it = new Case();
    it.wireroom = wireroom;
    it.tenant = await Tenant.create(wireroom, name);
    await it.live(mortal);
    await it.tenant.configure("mortal", { priority: 10 });
    if (second)
      it.second = it.#watched(
        "second",
        await it.tenant.phone("second", second === true ? {} : second, { start: false }),
      );
    await it.second?.start();
    return it;
  }

  /** The current instance of the phone that dies. */
  get mortal() {
    return this.lives.at(-1);
  }

  /** Starts the mortal phone again, with the memory of its earlier instances. */
  async live(behavior = {}) {
    const phone = await this.tenant.phone("mortal", { memory: this.memory, ...behavior }, { start: false });
    this.lives.push(this.#watched("mortal", phone));
    await phone.start();
  }

  /** Waits until the phone no longer counts as connected. */
  async isGone() {
    await this.tenant.presence("mortal", false);
  }

  /** Submits the message: a text as integrators send it, or a one-time code; `brief` shortens its lifetime. */
  async send(policy, { brief = false } = {}) {
    const { account } = this.tenant;
    if (policy === "hold") this.id = await account.sendAccepted(newNumber(), "failover");
    else if (brief) this.id = await this.#submitBriefCode();
    else {
      const { status, body } = await this.wireroom.request("POST", "/api/v1/otp/send", {
        key: account.key,
        json: { phone_number: newNumber() },
      });
      assert.equal(status, 200);
      this.id = body.message_id;
    }
  }

  /** Submits the code to the Dispatcher directly, because the API gives a code at least a minute to live. */
  async #submitBriefCode() {
    const options = {
      priority: 127,
      delivery_report: true,
      unknown_outcome: "resend",
      confidential: true,
      expires_at_ms: Date.now() + lifetimeMs,
    };
    const draft = { recipients: [{ e164: newNumber() }], content: { text: "code" }, options };
    const { outcome, receipt } = await this.tenant.dispatcher("submit", { draft, idempotency: null });
    assert.equal(outcome, "accepted");
    return receipt.message_id;
  }

  /** Sends a report of the phone that died, in any state of the message. */
  async reportLate(status, more = {}) {
    const answer = await this.wireroom.request("POST", "/api/v1/gateway/sms/status", {
      key: this.mortal.apiKey,
      json: { message_id: this.id, status, ...more },
    });
    assert.deepEqual({ status: answer.status, body: answer.body }, { status: 200, body: { success: true } });
  }

  reaches(status) {
    return this.tenant.account.reaches(this.id, status, { timeoutMs: 20_000 });
  }

  /** Returns the names of the events in the message's timeline, as its administrator reads it. */
  async events() {
    const { status, body } = await this.wireroom.request("GET", `/api/v1/admin/messages/${this.id}`, {
      key: this.tenant.account.key,
    });
    assert.equal(status, 200);
    return body.timeline.map(({ event }) => event);
  }

  /** Number of times that each phone transmitted the message. */
  onAir() {
    const times = (phones) =>
      phones.flatMap((phone) => phone?.onAir ?? []).filter(({ message_id }) => message_id === this.id).length;
    return { mortal: times(this.lives), second: times([this.second]) };
  }

  stop() {
    for (const phone of [...this.lives, this.second]) phone?.die();
  }

  #watched(name, phone) {
    phone.on("command", ({ message_id }) => this.frames[name].push(message_id));
    return phone;
  }
}
