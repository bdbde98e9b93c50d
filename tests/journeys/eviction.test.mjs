import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { createCableConsumer, cableUrl } from "../phone-simulator/cable-client.mjs";
import { startWireroom } from "../support/wireroom.mjs";
import { Tenant } from "./tenant.mjs";

const recipient = "+12025550123";
const sender = "+12025550199";

let wireroom;
let undisturbed;
before(async () => {
  wireroom = await startWireroom();
  undisturbed = await journey("undisturbed", () => false);
});
after(() => wireroom.stop());

/** Steps of the journey. Each takes the results so far and returns its externally visible result. */
const steps = {
  async register(it) {
    const { api_key, ...rest } = await it.tenant.register("phone");
    it.key = api_key;
    it.gatewayId = await it.tenant.account.gatewayId("phone");
    return { status: rest.gateway.status, device_id: rest.device_id };
  },
  async subscribe(it) {
    it.commands = [];
    it.consumer = createCableConsumer(cableUrl(wireroom.url, it.key));
    return new Promise((resolve) => {
      it.subscription = it.consumer.subscriptions.create("GatewayChannel", {
        connected: resolve,
        received: (data) => it.commands.push(data),
      });
    });
  },
  async send(it) {
    const { status, body } = await it.tenant.account.send({ to: recipient, message: "Hello" });
    it.id = body.message_id;
    return { status, body: { ...body, message_id: "its id" } };
  },
  async frame(it) {
    await wireroom.eventually(() => it.commands.length > 0, { what: "the frame arrives" });
    return it.commands.map((command) => ({ ...command, message_id: command.message_id === it.id }));
  },
  async "sent report"(it) {
    it.subscription.perform("delivery_report", { message_id: it.id, status: "sent" });
    return withoutTimes(await it.tenant.account.reaches(it.id, "sent"), it);
  },
  async "delivered report"(it) {
    it.subscription.perform("delivery_report", { message_id: it.id, status: "delivered" });
    return withoutTimes(await it.tenant.account.reaches(it.id, "delivered"), it);
  },
  async inbound(it) {
    it.subscription.perform("message_received", { sender, message: "Reply", timestamp: "2025-10-19T10:30:00Z" });
    return wireroom.eventually(async () => (await it.tenant.account.received()).body.total === 1, {
      what: "the SMS is listed",
    });
  },
  async status(it) {
    return withoutTimes(await it.tenant.account.status(it.id), it);
  },
  async list(it) {
    const { body } = await it.tenant.account.received();
    return {
      ...body,
      messages: body.messages.map(({ message_id, ...rest }) => ({
        ...rest,
        hasId: /^msg_[0-9a-f]{32}$/.test(message_id),
      })),
    };
  },
  async row(it) {
    const timeline = await it.tenant.timeline(it.id, "delivered");
    return { events: timeline.map(({ event }) => event), frames: it.commands.length };
  },
};

const withoutTimes = ({ message_id, sent_at, delivered_at, ...rest }, it) => ({
  ...rest,
  own: message_id === it.id,
  sent: sent_at !== null,
  delivered: delivered_at !== null,
});

const names = Object.keys(steps);

/** Runs the journey in a new account; `evictBefore` names the steps before which both objects are evicted. */
async function journey(name, evictBefore) {
  const it = { tenant: await Tenant.create(wireroom, name) };
  const seen = {};
  try {
    for (const step of names) {
      if (evictBefore(step)) await evictBoth(it);
      seen[step] = await steps[step](it);
    }
  } finally {
    it.consumer?.disconnect();
  }
  return seen;
}

/** Evicts both objects. An object that is not in memory counts as evicted. */
async function evictBoth({ tenant, gatewayId }) {
  const objects = [["Dispatcher", tenant.account.id], ...(gatewayId ? [["GatewayConnection", gatewayId]] : [])];
  for (const [className, name] of objects) {
    await wireroom.worker.evictDurableObject(className, { name, webSockets: "hibernate" }).catch((error) => {
      if (!error.message.includes("not currently running")) throw error;
    });
  }
}

test("without evictions the journey follows the contract", () => {
  const settled = { status: "delivered", failed_at: null, error_message: null, own: true, sent: true, delivered: true };
  assert.deepEqual(undisturbed, {
    register: { status: "offline", device_id: "phone" },
    subscribe: { reconnected: false },
    send: { status: 202, body: { success: true, message_id: "its id", status: "queued" } },
    frame: [{ action: "send_sms", message_id: true, recipient, message: "Hello" }],
    "sent report": { ...settled, status: "sent", delivered: false },
    "delivered report": settled,
    inbound: true,
    status: settled,
    list: {
      messages: [{ from: sender, message: "Reply", received_at: "2025-10-19T10:30:00Z", hasId: true }],
      total: 1,
      page: 1,
      pages: 1,
    },
    row: { events: ["accepted", "leased", "sent", "delivered"], frames: 1 },
  });
});

for (const step of names) {
  test(`the journey is the same with both objects evicted before: ${step}`, async () => {
    assert.deepEqual(await journey(`evicted before ${step}`, (at) => at === step), undisturbed);
  });
}

test("the journey is the same with both objects evicted before every step", async () => {
  assert.deepEqual(await journey("evicted always", () => true), undisturbed);
});
