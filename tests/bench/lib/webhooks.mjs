import { ScriptedServer, reply } from "../../support/scripted-server.mjs";
import { countWork } from "./counting.mjs";

const timeoutMs = 120_000;

/** A receiver that answers everything at once and only counts, so that it takes little time from what is measured. */
class Sink extends ScriptedServer {
  count = 0;

  take(incoming, response) {
    incoming.resume().on("end", () => {
      reply(response, 204);
      this.count += 1;
      this.announce();
    });
  }

  /** Waits until there were this many requests. */
  had(count) {
    return this.until(
      () => this.count >= count,
      () => `${this.count} of ${count} webhook requests`,
      timeoutMs,
    );
  }
}

/** Starts a receiver and the system that may call it. */
export async function withSink(start, work) {
  const sink = await Sink.listen();
  const system = await start({ OUTBOUND_ALLOW_HOSTS: sink.host });
  try {
    return await work(system, sink);
  } finally {
    await system.stop();
    await sink.close();
  }
}

/** Creates an account with this many endpoints subscribed to inbound SMS, and a gateway that receives. */
async function prepare(system, sink, endpoints) {
  const account = await system.newAccount();
  for (let index = 0; index < endpoints; index += 1) {
    const json = { url: `http://${sink.host}/${index}`, events: ["sms_received"] };
    await system.http.expect(201, "POST", "/api/v1/admin/webhooks", { key: account.key, json });
  }
  const gateway = await account.register("receives");
  const receive = (index) =>
    account.asGateway(gateway, "sms/received", {
      sender: "+14155550100",
      message: `An SMS, number ${index}`,
      timestamp: "2026-01-01T00:00:00Z",
    });
  return { receive };
}

/** Times how many requests a second reach receivers when this many SMS arrive at once, and the cost of a request. */
export async function timeWebhooks(system, sink, { endpoints, events }) {
  const { receive } = await prepare(system, sink, endpoints);
  const idle = sink.count;
  // One event beforehand bears the cost of a first time.
  await receive(-1);
  await sink.had(idle + endpoints);
  const before = sink.count;
  const [startedMs, cpuMs] = [performance.now(), system.cpuMs()];
  const clients = Array.from({ length: 16 }, async (_, client) => {
    for (let index = client; index < events; index += 16) await receive(index);
  });
  await Promise.all([...clients, sink.had(before + endpoints * events)]);
  const secs = (performance.now() - startedMs) / 1000;
  return {
    endpoints,
    events,
    requests: endpoints * events,
    perSecond: (endpoints * events) / secs,
    cpuMsEach: (system.cpuMs() - cpuMs) / (endpoints * events),
  };
}

/** Counts the cost of an event, from its SMS to the log of its delivery. */
export async function countWebhooks(system, sink, { endpoints, events }) {
  const { receive } = await prepare(system, sink, endpoints);
  const before = sink.count;
  return countWork(system, async () => {
    for (let index = 0; index < events; index += 1) await receive(index);
    await sink.had(before + endpoints * events);
  });
}
