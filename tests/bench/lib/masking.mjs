import { ProviderFake } from "../../support/provider-fake.mjs";
import { countWork } from "./counting.mjs";
import { runLoad } from "./load.mjs";
import { combined, timeWork } from "./timing.mjs";

const numbers = 100;

/** Starts a provider that accepts everything at once, and the system that sends through it. */
export async function withProvider(start, work) {
  const provider = await ProviderFake.listen();
  const system = await start({ vars: { ...provider.vars, PROVIDER_DEFAULTS_FOR: "all" }, secrets: provider.secrets });
  try {
    return await work(system, provider);
  } finally {
    await system.stop();
    await provider.close();
  }
}

/**
 * Counts the cost of a relay, from the provider's callback on, and of a new session, with this many open sessions; by
 * name.
 */
export async function countMasking(system, provider, { sessions, count }) {
  const account = await Masking.create(system, provider, sessions);
  await account.relay(count);
  const relays = await countWork(system, () =>
    runLoad({ count, clients: 1, perform: (index) => account.relay(index) }),
  );
  await account.session(count);
  const created = await countWork(system, () =>
    runLoad({ count, clients: 1, perform: (index) => account.session(index) }),
  );
  const open = sessions.toLocaleString("en");
  return { [`relay, ${open} sessions`]: relays, [`new session, ${open} sessions`]: created };
}

/** Times a relay from the start of a callback to its answer, before which the partner has the SMS. */
export async function timeMasking(system, provider, { sessions, count }) {
  const account = await Masking.create(system, provider, sessions);
  const perform = (index) => account.relay(index);
  await perform(count);
  return {
    [`relay, ${sessions.toLocaleString("en")} sessions`]: combined([
      await timeWork(system, { count, clients: 1, perform }),
    ]),
  };
}

/** An account with this many open sessions on a hundred numbers. */
class Masking {
  static async create(system, provider, sessions) {
    const masking = new Masking();
    Object.assign(masking, { system, provider, sessions, account: await system.newAccount() });
    for (let index = 0; index < numbers; index += 1) await masking.#call("POST", "/tn", { value: number(index) });
    await masking.#seed();
    return masking;
  }

  /** Relays an SMS between two people, and asserts that the provider was called before the answer. */
  async relay(index) {
    const at = (index * 7_919) % this.sessions;
    const before = this.provider.calls.length;
    await this.#call("POST", "/", {
      to: number(at % numbers),
      from: participant(415, at),
      body: "An SMS of an ordinary length, as people write them",
      id: `mdr1-${this.sessions}-${index}`,
    });
    if (this.provider.calls.length === before) throw new Error("nothing was relayed");
  }

  session(index) {
    return this.#call("POST", "/session", {
      participant_a: participant(917, index),
      participant_b: participant(929, index),
    });
  }

  #call(method, path, json) {
    return this.system.http.call(method, path, { key: this.account.key, json }).then((answer) => {
      if (answer.status !== 200) throw new Error(`${method} ${path} answered ${answer.status}: ${answer.text}`);
    });
  }

  /** Inserts the sessions as if they had been created one by one. */
  async #seed() {
    const sessions = `WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < ?2),
      session (i, id, number, a, b) AS (
        SELECT i, printf('%032x', i), printf('1206%07d', i % ${numbers}), printf('1415%07d', i), printf('1646%07d', i) FROM n)`;
    const { d1 } = this.system;
    await d1
      .prepare(
        `INSERT INTO proxy_sessions (account_id, id, number_key, participant_a, participant_b, a_key, b_key, created_at_ms, last_interaction_at_ms)
         ${sessions} SELECT ?1, id, number, a, b, a, b, ?3 + i, ?3 + i FROM session`,
      )
      .bind(this.account.id, this.sessions, Date.now() - this.sessions)
      .run();
    for (const [participant, other] of [
      ["a", "b"],
      ["b", "a"],
    ]) {
      await d1
        .prepare(
          `INSERT INTO proxy_participants (account_id, number_key, participant_key, other_key, session_id)
           ${sessions} SELECT ?1, number, ${participant}, ${other}, id FROM session`,
        )
        .bind(this.account.id, this.sessions)
        .run();
    }
  }
}

const number = (index) => participant(206, index);
const participant = (area, index) => `1${area}${String(index).padStart(7, "0")}`;
