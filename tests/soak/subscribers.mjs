import { HttpClient } from "../bench/lib/http-client.mjs";
import { Receiver, answer, breakAfterReading, slow } from "../webhooks/receiver.mjs";
import { eventually } from "../support/wireroom.mjs";

const paths = ["/steady", "/faulty"];
const settleMs = 120_000;

/** Two webhook endpoints: the receiver of one accepts everything, the other's often fails. */
export class Subscribers {
  #receiver;

  /** Starts the receiver, which the runtime's settings must name before the runtime starts. */
  static async listen(random) {
    const subscribers = new Subscribers();
    const receiver = await Receiver.listen();
    subscribers.#receiver = receiver;
    receiver.answers("/faulty", (exchange) => {
      const luck = random();
      if (luck < 0.15) return answer(500)(exchange);
      if (luck < 0.25) return breakAfterReading(exchange);
      return slow(luck < 0.4 ? 200 : 0)(exchange);
    });
    return subscribers;
  }

  get settings() {
    return { OUTBOUND_ALLOW_HOSTS: this.#receiver.host };
  }

  async subscribe(runtime) {
    const http = new HttpClient(runtime.url, 1);
    for (const path of paths) {
      const json = {
        url: this.#receiver.url(path),
        // The most retries that are allowed, without delays, so that every event arrives within the trial.
        retry_schedule: Array(20).fill(0),
        events: ["sms_sent", "sms_delivered"],
      };
      const { status, text } = await http.call("POST", "/api/v1/admin/webhooks", {
        key: runtime.announced.client_key,
        json,
      });
      if (status !== 201) throw new Error(`not subscribed: ${status} ${text}`);
    }
    http.close();
  }

  /** Waits until both have received the events of every message; returns missing or misordered ones, as sentences. */
  async verdict(accepted) {
    const ids = [...accepted.values()];
    const complete = () => this.#faults(ids).length === 0;
    await eventually(async () => complete(), { timeoutMs: settleMs }).catch(() => {});
    return this.#faults(ids);
  }

  get requests() {
    return this.#receiver.calls.length;
  }

  close() {
    return this.#receiver.close();
  }

  #faults(ids) {
    return paths.flatMap((path) => {
      const heard = new Map();
      const idsOfEvents = new Map();
      for (const { body, headers } of this.#receiver.at(path)) {
        const events = heard.get(body.message_id) ?? [];
        // A retry after a lost answer may repeat an event. It is harmless if it bears the same id, as checked below.
        if (!events.includes(body.event)) events.push(body.event);
        heard.set(body.message_id, events);
        const key = `${body.message_id} ${body.event}`;
        idsOfEvents.set(key, (idsOfEvents.get(key) ?? new Set()).add(headers["webhook-id"]));
      }
      const wrong = ids.filter((id) => String(heard.get(id)) !== "sms_sent,sms_delivered");
      const renamed = [...idsOfEvents].filter(([, names]) => names.size > 1);
      return [
        ...wrong.map((id) => `${path} heard ${heard.get(id) ?? "nothing"} of ${id}`),
        ...renamed.map(([key]) => `${path} heard of ${key} under several ids`),
      ];
    });
  }
}
